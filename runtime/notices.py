"""Notices of holidays on their way into a database, and into the cases that count by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Conflict
from engine.kernel.events import CalendarChange
from runtime.founding import change_calendar
from runtime.noticefile import NoticeFile, read_notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.calendar.additions import Addition
    from engine.service.impact import Touched
    from engine.service.recomputing import FollowReport
    from runtime.wiring import Office


def addition(office: Office, calendar: str, file: NoticeFile) -> Addition:
    """Return a calendar of the database with the notices of a file added.

    Raise InputError with every problem of the file, Conflict where cases follow an earlier change.
    """
    if any(one.change.calendar == calendar for one in office.store.calendar_changes.unfinished()):
        raise Conflict("calendar_change_unfinished", calendar=calendar)
    known = office.library.calendar(calendar)
    return read_notices(file, known, known.local_date(office.clock.now()))


def _change(office: Office, found: Addition) -> CalendarChange:
    return CalendarChange(
        id=0,
        calendar=found.before.name,
        before=found.before.revision,
        after=found.after.revision,
        notices=tuple(notice.label for notice in found.notices),
        at=office.clock.now(),
    )


def foresee(
    office: Office, found: Addition, progress: Callable[[int], None] | None = None
) -> list[Touched]:
    """Return every open deadline that notices would touch; nothing is kept."""
    from engine.service.impact import impact

    if not found.notices:
        return []
    return impact(office.engine, _change(office, found), found.after, progress)


def take_in(office: Office, found: Addition, person: str) -> int:
    """Keep a calendar with its new notices; every case follows from now on. Return the change."""
    number = change_calendar(office.registry, found.before, found.after, office.clock.now(), person)
    office.engine.registry.renew()
    return number


def follow(
    office: Office,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[FollowReport]:
    """Let every case follow what was taken in, going on where an earlier run stopped."""
    from engine.service.recomputing import follow_changes

    return follow_changes(office.engine, office.store.calendar_changes, progress, stop)


def check_calendar(office: Office, stop: Callable[[], bool]) -> dict[str, int]:
    """Let every case follow what was taken in; count what is wrong with calendars or awaited."""
    from runtime.checkup import calendar_findings

    reports = follow(office, stop=stop)
    levels = [each.level for each in calendar_findings(office)]
    return {
        "moved": sum(report.moved for report in reports),
        "failed": sum(len(report.failed) for report in reports),
        "wrong": levels.count("wrong"),
        "awaited": levels.count("note"),
    }
