"""Settings in rising order: defaults, patrol.toml, environment, options; each knows its origin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.errors import InputError, UsageError
from runtime.locale import from_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LANGUAGES = ("zh", "en")
FILE_NAME = "patrol.toml"
NAMES = ("database", "lang", "calendar", "counting", "drop_folder")
Origin = Literal["default", "file", "environment", "option"]


class Setting(NamedTuple):
    """One value, and where it came from."""

    name: str
    value: str
    origin: Origin
    place: str = ""


class Settings:
    """Every setting by name."""

    def __init__(self, found: Mapping[str, Setting]) -> None:
        self._found = dict(found)

    def __iter__(self) -> Iterator[Setting]:
        """Go through the settings in the order of their names' list."""
        return (self[name] for name in NAMES)

    def __getitem__(self, name: str) -> Setting:
        return self._found[name] if name in self._found else _default(name)

    @property
    def database(self) -> str:
        """The URL of the database."""
        return self["database"].value

    @property
    def calendar(self) -> str:
        """The calendar that date arithmetic uses where a workflow names none."""
        return self["calendar"].value

    @property
    def counting(self) -> str:
        """The counting profile that date arithmetic uses where a workflow names none."""
        return self["counting"].value

    @property
    def drop_folder(self) -> Path:
        """The folder into which messages are put as files."""
        from pathlib import Path

        return Path(self["drop_folder"].value)


def load(options: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Gather the settings; raise InputError where patrol.toml has faults."""
    file = config_file(options.get("config"), environ)
    found = {each.name: each for each in (_from_file(file) if file else ())}
    found["lang"] = found.get("lang") or Setting("lang", from_environment(environ), "default")
    found.update((each.name, each) for each in _from_environment(environ))
    for name in NAMES:
        value = options.get(name)
        if value is not None:
            found[name] = Setting(name, value, "option", f"--{name.replace('_', '-')}")
    return Settings(found)


# Every start of the program passes here: os.path, since pathlib costs 10 ms to import.
def config_file(named: str | None, environ: Mapping[str, str]) -> str | None:
    """Return the settings file: the named one, else ./patrol.toml, else the user's."""
    chosen = named or environ.get("PATROL_CONFIG")
    if chosen:
        return chosen
    home = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '')}/.config"
    usual = (FILE_NAME, f"{home}/patrol/{FILE_NAME}")
    return next((file for file in usual if os.path.isfile(file)), None)  # noqa: PTH113


def _from_file(file: str) -> list[Setting]:
    data = _toml(file)
    for name, value in data.items():
        if name not in NAMES:
            raise InputError("setting_unknown", file=file, name=name, known=", ".join(NAMES))
        _check(name, value, file)
    return [Setting(name, value, "file", file) for name, value in data.items()]


def _toml(file: str) -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    try:
        return tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise InputError("settings_not_toml", file=file, detail=str(fault)) from fault
    except (OSError, ValueError) as fault:
        raise UsageError("settings_unreadable", file=file) from fault


def _check(name: str, value: object, file: str) -> None:
    if not isinstance(value, str):
        raise InputError("setting_not_text", file=file, name=name)
    if name == "lang" and value not in LANGUAGES:
        raise InputError("setting_lang_unknown", file=file, value=value)


def _from_environment(environ: Mapping[str, str]) -> Iterator[Setting]:
    for name in NAMES:
        variable = f"PATROL_{name.upper()}"
        value = environ.get(variable)
        if value and name == "lang" and value not in LANGUAGES:
            raise UsageError("environment_lang_unknown", value=value)
        if value:
            yield Setting(name, value, "environment", variable)


def _default(name: str) -> Setting:
    defaults = {"lang": "en", "calendar": "china", "counting": "civil_code"}
    if name in defaults:
        return Setting(name, defaults[name], "default")
    # Importing platformdirs costs start-up time, so only a missing value pays for it.
    import platformdirs

    folder = platformdirs.user_data_path("patrol")
    if name == "database":
        return Setting(name, f"sqlite:///{folder / 'patrol.db'}", "default")
    return Setting(name, str(folder / "outgoing"), "default")
