"""Notices that are added to a calendar: what they are, and whether they fit what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from engine.calendar.calendar import Calendar
from engine.calendar.faults import Fault
from engine.calendar.notices import Notice
from engine.calendar.reading import read_calendar
from engine.calendar.rulings import is_weekday
from engine.errors import InputError

#: How many years ahead of today a notice can speak of.
FARTHEST = 2


class Addition(NamedTuple):
    """A calendar before and after notices were added, and those that are new to it."""

    before: Calendar
    after: Calendar
    notices: tuple[Notice, ...]


def added(calendar: Calendar, given: Sequence[Mapping[str, Any]], today: dt.date) -> Addition:
    """Return a calendar with notices added; one that is known already, word for word, adds nothing.

    Raise InputError `notices_invalid` with every fault, its path counted from the notices given.
    """
    known = calendar.to_data()
    places = [n for n, each in enumerate(given) if not _is_known(calendar, each)]
    fresh = [given[n] for n in places]
    faults: list[Fault] = []
    data = None
    try:
        data = read_calendar({**known, "notices": [*known.get("notices", ()), *fresh]})
    except InputError as fault:
        faults += [_placed(each, len(calendar.data.notices), places) for each in _of(fault)]
    if data is not None:
        notices = data.notices[len(calendar.data.notices) :]
        for place, notice in zip(places, notices, strict=True):
            faults += _improbable(calendar, notice, place, today)
    if faults or data is None:
        raise InputError("notices_invalid", faults)
    after = Calendar(data) if fresh else calendar
    return Addition(calendar, after, data.notices[len(calendar.data.notices) :])


def with_missing(known: Calendar, newer: Calendar) -> Calendar:
    """Return what a newer program knows of a calendar, with every notice that was known before.

    A notice that is known stays as it is; a year that is arranged is not arranged again.
    """
    ids = {notice.id for notice in known.data.notices}
    missing = [
        notice
        for notice in newer.data.notices
        if notice.id not in ids
        and not (notice.amends is None and notice.for_year in known.arranged_years)
    ]
    notices = (*known.data.notices, *missing)
    if {notice.id: notice for notice in newer.data.notices} == {one.id: one for one in notices}:
        return newer
    return Calendar(replace(newer.data, notices=notices))


def _of(fault: InputError) -> list[Fault]:
    return [each for each in fault.problems if isinstance(each, Fault)]


def _is_known(calendar: Calendar, given: Mapping[str, Any]) -> bool:
    try:
        plain = read_calendar({**_bare(calendar), "notices": [{**given, "amends": None}]})
    except (InputError, TypeError):
        return False
    notice = plain.notices[0]
    known = next((each for each in calendar.data.notices if each.id == notice.id), None)
    if known is None:
        return False
    return (known.holidays, known.for_year, known.amends) == (
        notice.holidays, notice.for_year, given.get("amends"),
    )  # fmt: skip


def _bare(calendar: Calendar) -> dict[str, Any]:
    return {"calendar": calendar.name, "zone": calendar.data.zone, "week": calendar.data.week}


def _placed(fault: Fault, known: int, places: Sequence[int]) -> Fault:
    """Return a fault at its place among the notices given."""
    match fault.path:
        case ("notices", int(number), *rest) if number >= known:
            return fault._replace(path=("notices", places[number - known], *rest))
        case _:
            return fault


def _improbable(calendar: Calendar, notice: Notice, place: int, today: dt.date) -> Iterator[Fault]:
    """Yield what no authority would have said, or not yet."""
    path = ("notices", place)
    if notice.known_on > today:
        facts: dict[str, Any] = {"day": notice.known_on.isoformat(), "notice": notice.label}
        key = ("published",) if notice.published else ("dated",) if notice.dated else ()
        yield Fault((*path, *key), "notice_published_in_future", facts)
    if notice.for_year > today.year + FARTHEST:
        facts = {"year": notice.for_year, "last": today.year + FARTHEST}
        yield Fault((*path, "for_year"), "notice_year_too_far", facts)
    for n, holiday in enumerate(notice.holidays):
        for day in holiday.works:
            if is_weekday(day, calendar.data) and calendar.is_working(day):
                facts = {"day": day.isoformat(), "notice": notice.label}
                yield Fault((*path, "holidays", n, "works"), "notice_works_on_a_weekday", facts)
