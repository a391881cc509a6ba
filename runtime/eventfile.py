"""Calendars of events (.ics): each event is days off, or weekends that work in exchange."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calendar.additions import Addition, added
from engine.calendar.faults import Fault
from engine.calendar.holiday_cn import Arranged, Named, Said, arranged
from engine.calendar.notices import DECEMBER, ONE_DAY
from engine.definition.problems import Problem
from engine.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.calendar.calendar import Calendar

#: What the summary of an event says where its days work: 班, 补班, 上班, (work).
_WORKS = re.compile(r"班|work", re.IGNORECASE)
#: What is said beside the holiday's name.
_BESIDE = re.compile(
    r"[\s(\uff08\[]*(调休|补班|上班|放假|休|班|holiday|off|works?)[\s)\uff09\]]*", re.IGNORECASE
)
_LONGEST = 62


class _Fault(NamedTuple):
    line: int
    code: str
    facts: Mapping[str, Any]


def read_events(
    file: str, raw: bytes, named: Named, calendar: Calendar, today: dt.date
) -> Addition:
    """Return a calendar with the days of a calendar of events added, year by year.

    Raise InputError `notice_file_invalid` with every problem at the line of its event.
    """
    try:
        said = [*_said(raw)]
        found = [one for one in _by_year(calendar, said, named) if one is not None]
    except InputError as fault:
        raise _invalid(file, [*_at_lines(fault)]) from fault
    try:
        return added(calendar, [one.notice for one in found], today)
    except InputError as fault:
        problems = [_placed(each, found) for each in fault.problems if isinstance(each, Fault)]
        raise _invalid(file, problems) from fault


def _invalid(file: str, faults: Sequence[_Fault]) -> InputError:
    problems = [
        Problem(file=file, line=one.line, column=1, path="", code=one.code, facts=dict(one.facts))
        for one in sorted(faults, key=lambda one: one.line)
    ]
    return InputError("notice_file_invalid", problems, file=file)


def _at_lines(fault: InputError) -> Iterator[_Fault]:
    for each in fault.problems:
        if isinstance(each, Fault):
            line = each.path[0] if each.path else 1
            yield _Fault(line if isinstance(line, int) else 1, each.code, each.facts)


def _placed(fault: Fault, found: Sequence[Arranged]) -> _Fault:
    match fault.path:
        case ("notices", int(number), "holidays", int(place), *_):
            return _Fault(int(found[number].places[place][0]), fault.code, fault.facts)
        case _:
            return _Fault(1, fault.code, fault.facts)


def _said(raw: bytes) -> Iterator[Said]:
    """Yield the days of every event, its line in the file as their path."""
    import icalendar

    faults: list[Fault] = []
    seen: set[dt.date] = set()
    try:
        events = icalendar.Calendar.from_ical(raw.decode("utf-8-sig")).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as fault:
        said = {"detail": str(fault)[:200]}
        raise InputError("notices_invalid", [Fault((1,), "events_unreadable", said)]) from fault
    places = [n for n, line in enumerate(raw.splitlines(), 1)
              if line.strip().upper() == b"BEGIN:VEVENT"]  # fmt: skip
    for event, line in zip(events, places, strict=False):
        summary = str(event.get("SUMMARY", "")).strip()
        days = _days(event)
        if not summary or not days:
            faults.append(Fault((line,), "event_unclear", {}))
        for day in days:
            works = bool(_WORKS.search(summary))
            if day in seen:
                facts = {"day": day.isoformat(), "notice": summary}
                faults.append(Fault((line,), "notice_day_twice", facts))
            seen.add(day)
            yield Said(day, _BESIDE.sub("", summary) or summary, works, (line,))
    if faults:
        raise InputError("notices_invalid", faults)


def _days(event: Any) -> list[dt.date]:
    """Return the days of an event; its end is not one of them."""
    start, end = event.get("DTSTART"), event.get("DTEND")
    first = _date(start)
    if first is None:
        return []
    after = _date(end) or first + ONE_DAY
    count = max((after - first).days, 1)
    return [first + ONE_DAY * n for n in range(min(count, _LONGEST))]


def _date(value: Any) -> dt.date | None:
    from icalendar import vDDDTypes

    if not isinstance(value, vDDDTypes):
        return None  # Absent, or not readable as a date.
    found = value.dt
    if isinstance(found, dt.datetime):
        return found.date()
    return found if isinstance(found, dt.date) else None


def _by_year(calendar: Calendar, said: Sequence[Said], named: Named) -> Iterator[Arranged | None]:
    """Yield the notice of each year; a December belongs to the next where that is new."""
    years = Counter(each.day.year for each in said)
    fresh = {year for year in years if year not in calendar.arranged_years}
    groups: dict[int, list[Said]] = {}
    for each in said:
        of_next = each.day.month == DECEMBER and each.day.year + 1 in fresh
        known = of_next and calendar.is_working(each.day) != each.works
        year = each.day.year + 1 if known else each.day.year
        groups.setdefault(year, []).append(each)
    for year in sorted(groups):
        yield arranged(calendar, year, groups[year], named, whole=False)
