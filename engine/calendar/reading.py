"""Plain data -> a calendar's data, with everything that contradicts itself told at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from engine.calendar.faults import Fault, Path, converted
from engine.calendar.notices import DECEMBER, CalendarData, Decree, Notice
from engine.errors import InputError

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LISTS: dict[str, type[Notice] | type[Decree]] = {"notices": Notice, "decrees": Decree}


def read_calendar(data: Mapping[str, Any]) -> CalendarData:
    """Return a calendar's data; raise InputError `calendar_invalid` with all faults."""
    faults: list[Fault] = []
    rest = {key: value for key, value in data.items() if key not in _LISTS}
    whole = converted(rest, CalendarData, (), faults)
    read = {key: _each(data.get(key, ()), key, kind, faults) for key, kind in _LISTS.items()}
    if whole is not None:
        whole = msgspec.structs.replace(whole, **read)
        faults.extend(_contradictions(whole))
    if faults or whole is None:
        raise InputError("calendar_invalid", faults, name=str(data.get("calendar", "")))
    return whole


def _each(
    values: object, key: str, kind: type[Notice] | type[Decree], faults: list[Fault]
) -> tuple[Any, ...]:
    """Convert one by one, so that a fault in one entry does not hide those of the others."""
    if not isinstance(values, list | tuple):
        faults.append(Fault((key,), "calendar_expects_list", {}))
        return ()
    found = (converted(value, kind, (key, n), faults) for n, value in enumerate(values))
    return tuple(entry for entry in found if entry is not None)


def _contradictions(data: CalendarData) -> Iterator[Fault]:
    yield from _wrong_clock(data)
    yield from _wrong_law(data)
    known: dict[str, Notice] = {}
    for n, notice in enumerate(data.notices):
        path: Path = ("notices", n)
        yield from _wrong_days(notice, path)
        yield from _wrong_place(notice, path, known)
        known[notice.id] = notice


def _wrong_clock(data: CalendarData) -> Iterator[Fault]:
    try:
        ZoneInfo(data.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(("zone",), "calendar_zone_unknown", {"zone": data.zone})
    for key, value in (("opening", data.opening), ("closing", data.closing)):
        if not _TIME.fullmatch(value):
            yield Fault((key,), "calendar_time_unreadable", {"value": value})
    if data.opening >= data.closing:
        yield Fault(("closing",), "calendar_closes_before_opening", {})
    if not data.week or len(set(data.week)) != len(data.week):
        yield Fault(("week",), "calendar_week_wrong", {})


def _wrong_law(data: CalendarData) -> Iterator[Fault]:
    for n, decree in enumerate(data.decrees):
        for m, holiday in enumerate(decree.holidays):
            path: Path = ("decrees", n, "holidays", m)
            if (holiday.on is None) == (holiday.festival is None) or holiday.days < 1:
                yield Fault(path, "calendar_law_day_unclear", {"name": holiday.name})
            elif holiday.on is not None and not _is_month_and_day(holiday.on):
                yield Fault((*path, "on"), "calendar_law_date_unreadable", {"value": holiday.on})
            elif holiday.festival is not None and holiday.festival not in data.festivals:
                facts = {"festival": holiday.festival}
                yield Fault((*path, "festival"), "calendar_festival_unknown", facts)
    if data.decrees and data.law_years is None:
        yield Fault((), "calendar_field_missing", {"field": "law_years"})
    for name, dates in data.festivals.items():
        first, last = data.law_years or (1, 0)
        missing = set(range(first, last + 1)) - {date.year for date in dates}
        if missing:
            facts = {"festival": name, "years": ", ".join(map(str, sorted(missing)))}
            yield Fault(("festivals", name), "calendar_festival_gap", facts)


def _is_month_and_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(f"2001-{text}")
    except ValueError:
        return False
    return True


def _wrong_days(notice: Notice, path: Path) -> Iterator[Fault]:
    """Yield where a notice contradicts itself: a day twice, off and working, or of another year."""
    seen: dict[dt.date, bool] = {}
    for n, holiday in enumerate(notice.holidays):
        place = (*path, "holidays", n)
        if holiday.first is None and not holiday.works:
            yield Fault(place, "notice_says_nothing", {"name": holiday.name})
        if holiday.last and (not holiday.first or holiday.last < holiday.first):
            yield Fault((*place, "to"), "notice_ends_before_start", {"name": holiday.name})
            continue
        days = [(day, False) for day in holiday.days_off()]
        for day, works in days + [(day, True) for day in holiday.works]:
            if day in seen:
                code = "notice_day_twice" if seen[day] == works else "notice_contradicts_itself"
                yield Fault(place, code, {"day": day.isoformat(), "notice": notice.label})
            elif not _is_in_reach(day, notice.for_year):
                facts = {"day": day.isoformat(), "year": notice.for_year}
                yield Fault(place, "notice_day_of_another_year", facts)
            seen[day] = works


def _is_in_reach(day: dt.date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and day.month == DECEMBER)


def _wrong_place(notice: Notice, path: Path, known: Mapping[str, Notice]) -> Iterator[Fault]:
    """Yield where a notice does not fit among those before it."""
    facts: dict[str, object] = {"id": notice.id, "year": notice.for_year}
    if notice.id in known:
        yield Fault((*path, "id"), "notice_repeated", facts)
    if notice.amends is None:
        years = {each.for_year for each in known.values() if each.amends is None}
        if notice.for_year in years:
            yield Fault((*path, "for_year"), "notice_year_repeated", facts)
        return
    amended = known.get(notice.amends)
    if amended is None:
        yield Fault((*path, "amends"), "notice_amends_unknown", {"amends": notice.amends})
    elif amended.for_year != notice.for_year:
        yield Fault((*path, "amends"), "notice_amends_another_year", facts)
    elif notice.known_on < amended.known_on:
        yield Fault((*path, "published"), "notice_amends_a_later_one", facts)
