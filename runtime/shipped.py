"""The data that comes with the program: workflows, calendars, profiles, organisations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar
    from engine.calendar.profile import CountingProfile

FOLDER = Path(__file__).resolve().parent.parent / "workflows"
SAMPLE = "jiangsu"


def definition_files(*, examples: bool) -> list[Path]:
    """Return the shipped definitions in order of name, the examples last."""
    found = sorted(FOLDER.glob("*/workflow.yaml"))
    return found + (sorted(FOLDER.glob("examples/*/workflow.yaml")) if examples else [])


def calendar_names() -> list[str]:
    """Return the names of the shipped calendars."""
    return [each.stem for each in sorted(FOLDER.glob("calendars/*.yaml"))
            if each.stem != "profiles"]  # fmt: skip


def calendar_data(name: str) -> dict[str, Any]:
    """Return a shipped calendar as plain data; raise NotFound."""
    if name not in calendar_names():
        raise NotFound("calendar_unknown", name=name, known=", ".join(calendar_names()))
    return plain(FOLDER / "calendars" / f"{name}.yaml")


@cache
def calendar(name: str) -> Calendar:
    """Return a shipped calendar; raise NotFound."""
    from engine.calendar.calendar import Calendar

    return Calendar.from_data(calendar_data(name))


def profiles_data() -> dict[str, Any]:
    """Return the shipped counting profiles as plain data."""
    return plain(FOLDER / "calendars" / "profiles.yaml")


@cache
def profiles() -> dict[str, CountingProfile]:
    """Return the shipped counting profiles by name."""
    from engine.calendar.profile import read_profiles

    return read_profiles(profiles_data())


def profile(name: str) -> CountingProfile:
    """Return a shipped counting profile; raise NotFound."""
    found = profiles()
    if name not in found:
        raise NotFound("profile_unknown", name=name, known=", ".join(sorted(found)))
    return found[name]


def organisations_file(name: str = SAMPLE) -> Path:
    """Return a shipped sample of organisations, people and posts."""
    return FOLDER / "organisations" / f"{name}.yaml"


def sample_of(workflow: str) -> str:
    """Return the sample of organisations in which the scenarios of a shipped workflow play."""
    file = FOLDER / workflow / "scenarios.yaml"
    given = plain(file).get("given", {}) if file.is_file() else {}
    found: str = given.get("organisations", SAMPLE)
    return found


def plain(file: Path) -> dict[str, Any]:
    """Read a YAML file of ours."""
    from engine.definition.source import load_plain

    data, _ = load_plain(file.read_text(encoding="utf-8"), str(file))
    return data
