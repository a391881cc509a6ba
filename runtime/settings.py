"""Settings in rising order: defaults, patrol.toml, environment, options; each knows its origin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.errors import InputError, UsageError
from runtime.locale import from_environment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.definition.problems import Problem

LANGUAGES = ("zh", "en")
FILE_NAME = "patrol.toml"
PREFIX, HIDDEN = "PATROL_", "***"
#: What the environment may say beside settings.
OTHERS = ("PATROL_CONFIG", "PATROL_TOKEN_FILE")
#: What the scheduler goes by: its intervals, and how far it trusts the clock.
SCHEDULING = {
    "sweep_seconds": "30", "dispatch_seconds": "30", "calendar_seconds": "86400",
    "housekeeping_seconds": "3600", "tick_days": "7", "clock_leap_minutes": "60",
    "clock_gap_days": "60", "heartbeat_url": "", "heartbeat_hosts": "",
}  # fmt: skip
NAMES = (
    "database", "lang", "calendar", "counting", "drop_folder", "token_days", "attachments",
    "attachment_megabytes", "attachment_types", "webhook_hosts", "fold_after_hours",
    "confirm_after_hours", *SCHEDULING,
)  # fmt: skip
DEFAULTS = {
    "lang": "en", "calendar": "china", "counting": "civil_code", "token_days": "90",
    "attachments": "", "attachment_megabytes": "50",
    "attachment_types": "pdf,png,jpg,docx,xlsx,txt,ofd,zip",
    "webhook_hosts": "", "fold_after_hours": "24", "confirm_after_hours": "72",
    **SCHEDULING,
}  # fmt: skip
#: What the file may say beside settings.
TABLES = ("channels", "routes")
Origin = Literal["default", "file", "environment", "option", "ignored"]
Fault = tuple[str, dict[str, Any]]


class Setting(NamedTuple):
    """One value, and where it came from."""

    name: str
    value: str
    origin: Origin
    place: str = ""


def ignored(environ: Mapping[str, str]) -> Iterator[Setting]:
    """Yield what stands in the environment under our name and is no setting; values hidden."""
    known = {*(f"{PREFIX}{name.upper()}" for name in NAMES), *OTHERS}
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and variable not in known:
            name = variable.removeprefix(PREFIX).lower()
            yield Setting(name, HIDDEN, "ignored", variable)


class Settings:
    """Every setting by name."""

    def __init__(
        self,
        found: Mapping[str, Setting],
        tables: Mapping[str, Any] | None = None,
        file: str | None = None,
    ) -> None:
        self._found = dict(found)
        #: Channels and routes, as the file says them.
        self.tables: Mapping[str, Any] = tables or {}
        self.file = file

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
    def token_days(self) -> int:
        """For how many days a token opens a database where nobody says otherwise."""
        setting = self["token_days"]
        if not (setting.value.isascii() and setting.value.isdecimal() and len(setting.value) < 10):
            raise UsageError("setting_no_number", name=setting.name, value=setting.value)
        return int(setting.value)

    @property
    def attachment_limit(self) -> int:
        """How many bytes an attachment may have; raise UsageError where it is no number."""
        setting = self["attachment_megabytes"]
        if not (setting.value.isascii() and setting.value.isdecimal() and len(setting.value) < 6):
            raise UsageError("setting_no_size", name=setting.name, value=setting.value)
        return int(setting.value) * 1_000_000

    @property
    def attachment_types(self) -> tuple[str, ...]:
        """Which kinds of files are taken in."""
        found = (each.strip() for each in self["attachment_types"].value.split(","))
        return tuple(each for each in found if each)

    def hours(self, name: str) -> dt.timedelta:
        """Return a setting of so many hours; raise UsageError where it is no number."""
        import datetime as dt

        value = self[name].value
        if not (value.isascii() and value.isdecimal() and len(value) < 6):
            raise UsageError("setting_no_hours", name=name, value=value)
        return dt.timedelta(hours=int(value))

    @property
    def drop_folder(self) -> Path:
        """The folder into which messages are put as files."""
        from pathlib import Path

        return Path(self["drop_folder"].value)


def load(options: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Gather the settings; raise InputError where patrol.toml has faults."""
    file = config_file(options.get("config"), environ)
    data = _checked(file) if file else {}
    tables = {name: data.pop(name) for name in TABLES if name in data}
    found = {name: Setting(name, value, "file", file or "") for name, value in data.items()}
    found["lang"] = found.get("lang") or Setting("lang", from_environment(environ), "default")
    found.update((each.name, each) for each in _from_environment(environ))
    for name in NAMES:
        value = options.get(name)
        if value is not None:
            found[name] = Setting(name, value, "option", f"--{name.replace('_', '-')}")
    return Settings(found, tables, file)


# Every start of the program passes here: os.path, since pathlib costs 10 ms to import.
def config_file(named: str | None, environ: Mapping[str, str]) -> str | None:
    """Return the settings file: the named one, else ./patrol.toml, else the user's."""
    chosen = named or environ.get("PATROL_CONFIG")
    if chosen:
        return chosen
    usual = (FILE_NAME, f"{config_folder(environ)}/{FILE_NAME}")
    return next((file for file in usual if os.path.isfile(file)), None)  # noqa: PTH113


def config_folder(environ: Mapping[str, str]) -> str:
    """Return the folder of the user's settings and tokens."""
    if os.name == "nt":
        return _roaming_folder(environ)
    home = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '')}/.config"
    return f"{home}/patrol"


def _roaming_folder(environ: Mapping[str, str]) -> str:
    """Return the folder on Windows; what every session there is told costs no import."""
    if told := environ.get("APPDATA"):
        return f"{told}/patrol"
    import platformdirs

    return platformdirs.user_config_dir("patrol", appauthor=False, roaming=True)


def _checked(file: str) -> dict[str, Any]:
    data = _toml(file)
    tables = {name: data[name] for name in TABLES if name in data}
    plain = ((name, value) for name, value in data.items() if name not in TABLES)
    faults = [fault for name, value in plain if (fault := _fault(name, value))]
    if tables:
        from runtime.channels.reading import faults as faults_of_channels

        faults += faults_of_channels(tables)
    if len(faults) == 1:
        ((code, facts),) = faults
        raise InputError(code, file=file, **facts)
    if faults:
        raise InputError("settings_wrong", _problems(file, faults), file=file, count=len(faults))
    return data


def _problems(file: str, faults: list[Fault]) -> list[Problem]:
    from engine.definition.problems import Problem

    return [
        Problem(file=file, line=1, column=1, path=facts["name"], code=code,
                facts={"file": file, **facts})
        for code, facts in faults
    ]  # fmt: skip


def _toml(file: str) -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    try:
        return tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise InputError("settings_not_toml", file=file, detail=str(fault)) from fault
    except (OSError, ValueError) as fault:
        raise UsageError("settings_unreadable", file=file) from fault


def _fault(name: str, value: object) -> Fault | None:
    """Return what is wrong with a line of the file, or None."""
    if name not in NAMES:
        from difflib import get_close_matches

        facts = {"name": name, "known": ", ".join(NAMES)}
        guess = next(iter(get_close_matches(name, NAMES, n=1)), None)
        return ("setting_unknown_close", {**facts, "guess": guess}) if guess else (
            "setting_unknown", facts)  # fmt: skip
    if not isinstance(value, str):
        return "setting_not_text", {"name": name}
    if name == "lang" and value not in LANGUAGES:
        return "setting_lang_unknown", {"name": name, "value": value}
    return None


def _from_environment(environ: Mapping[str, str]) -> Iterator[Setting]:
    for name in NAMES:
        variable = f"{PREFIX}{name.upper()}"
        value = environ.get(variable)
        if value and name == "lang" and value not in LANGUAGES:
            raise UsageError("environment_lang_unknown", value=value)
        if value:
            yield Setting(name, value, "environment", variable)


def _default(name: str) -> Setting:
    if name in DEFAULTS:
        return Setting(name, DEFAULTS[name], "default")
    # Importing platformdirs costs start-up time, so only a missing value pays for it.
    import platformdirs

    folder = platformdirs.user_data_path("patrol")
    if name == "database":
        return Setting(name, f"sqlite:///{folder / 'patrol.db'}", "default")
    return Setting(name, str(folder / "outgoing"), "default")
