"""A fresh sandbox for the demonstration, with its story moved to where it was asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import Conflict, Forbidden, StoreError, UsageError
from runtime.clock import FixedClock, SystemClock
from runtime.founding import found_sandbox, keep_calendar
from runtime.playing import Player
from runtime.story import Story, moved, read_story
from runtime.wiring import Office, open_office
from store.location import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.calendar.calendar import Calendar

WORKFLOW = "patrol"
CALENDAR = "china"


class Stage(NamedTuple):
    """Everything set up to play."""

    office: Office
    story: Story
    player: Player


def prepare(
    url: str, enter: dt.date | None, calendar_file: str | None, opened: Callable[[Office], None]
) -> Stage:
    """Found a fresh sandbox and set the story up; raise Conflict where cases would be lost."""
    notices = read_calendar(calendar_file) if calendar_file else None
    clear(url)
    now = SystemClock().now()
    found_sandbox(url, now, bare=False)
    clock = FixedClock(now)
    office = open_office(url, clock)
    opened(office)
    office.registry.note(demo="yes")
    if notices is not None:
        keep_calendar(office.registry, notices, now)
    story = read_story(WORKFLOW)
    calendar = office.library.calendar(CALENDAR)
    if enter is not None:
        story = moved(story, enter, calendar)
    return Stage(office, story, Player(office, clock, calendar.zone))


def read_calendar(file: str) -> Calendar:
    """Read a calendar file and let it stand for the one that the story is counted on."""
    from engine.calendar.calendar import Calendar
    from engine.definition.source import load_plain

    try:
        text = Path(file).read_bytes()
    except (OSError, ValueError) as fault:
        raise UsageError("file_missing", file=file) from fault
    data = load_plain(text, file)[0]
    return Calendar.from_data({**data, "calendar": CALENDAR})


def clear(url: str) -> None:
    """Remove what an earlier demonstration left; refuse to touch any other database with cases."""
    location = locate(url)
    if location.path is not None and not location.path.exists():
        return
    try:
        office = open_office(url, SystemClock())
    except StoreError as fault:
        if fault.code in ("store_schema_missing", "database_missing"):
            return
        raise
    if not office.is_sandbox:
        office.close()
        raise Forbidden("demo_on_a_real_database", database=location.shown)
    cases, ours = office.reader.counts()["cases"], office.lexicon.facts.get("demo") == "yes"
    office.close()
    if not cases:
        return
    if not ours or location.path is None:
        raise Conflict("demo_database_in_use", database=location.shown, cases=cases)
    for name in ("", "-wal", "-shm"):
        Path(f"{location.path}{name}").unlink(missing_ok=True)
