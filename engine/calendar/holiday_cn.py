"""The public holiday-cn format: a year's days that are not as the plain week has them.

{"year": 2027, "papers": [...], "days": [{"name": ..., "date": "2027-01-01", "isOffDay": true}]}.
It says how the days stand after every amendment, and neither when that was published nor by which
notice: those are given beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.calendar.calendar import Calendar
from engine.calendar.faults import Fault, Path
from engine.calendar.notices import ONE_DAY
from engine.calendar.rulings import is_weekday, words_of
from engine.errors import InputError

REQUIRED = ("year", "days")
_KEYS = {"name": str, "date": str, "isOffDay": bool}


class Said(NamedTuple):
    """A day that a file speaks of, and where."""

    day: dt.date
    name: str
    works: bool
    path: Path


class Named(NamedTuple):
    """What is said of a notice beside its days."""

    published: dt.date
    number: str | None = None
    amends: str | None = None


class Arranged(NamedTuple):
    """A notice as plain data, and where each of its holidays was said."""

    notice: dict[str, Any]
    places: tuple[Path, ...]


def is_holiday_cn(data: Mapping[str, Any]) -> bool:
    """Say whether data look like this format."""
    return all(key in data for key in REQUIRED)


def said_in(data: Mapping[str, Any]) -> list[Said]:
    """Return the days that a file speaks of; raise InputError `notices_invalid` with all faults."""
    faults: list[Fault] = []
    days = data["days"]
    if not isinstance(data["year"], int) or isinstance(data["year"], bool):
        faults.append(Fault(("year",), "calendar_expects_number", {}))
    if not isinstance(days, list):
        faults.append(Fault(("days",), "calendar_expects_list", {}))
        days = []
    found = [said for n, each in enumerate(days) for said in _said(each, ("days", n), faults)]
    faults += _twice(found)
    if faults:
        raise InputError("notices_invalid", faults)
    return found


def _said(each: object, path: Path, faults: list[Fault]) -> Iterator[Said]:
    if not isinstance(each, Mapping):
        faults.append(Fault(path, "calendar_expects_mapping", {}))
        return
    wrong = [key for key, kind in _KEYS.items() if not isinstance(each.get(key), kind)]
    for key in wrong:
        code = "calendar_value_wrong_in_days" if key in each else "calendar_field_missing"
        faults.append(Fault((*path, key) if key in each else path, code, {"field": key}))
    if wrong:
        return
    try:
        day = dt.date.fromisoformat(each["date"])
    except ValueError:
        faults.append(Fault((*path, "date"), "calendar_date_unreadable", {}))
        return
    yield Said(day, each["name"], not each["isOffDay"], path)


def _twice(found: Sequence[Said]) -> Iterator[Fault]:
    seen: dict[dt.date, Said] = {}
    for said in found:
        first = seen.setdefault(said.day, said)
        if first is not said:
            code = "notice_day_twice" if first.works == said.works else "notice_contradicts_itself"
            yield Fault(said.path, code, {"day": said.day.isoformat(), "notice": said.name})


def arranged(
    calendar: Calendar, year: int, said: Sequence[Said], named: Named, *, whole: bool = True
) -> Arranged | None:
    """Return the notice that a year's days make, or None where they are known as they stand.

    Where the year is arranged already, only days that differ are in it, and it says what it
    amends. Raise InputError `notices_invalid` where it does not. `whole`: days that are said no
    more are as the plain week has them.
    """
    first = next(
        (one for one in calendar.data.notices if one.for_year == year and one.amends is None), None
    )
    if first is not None:
        said = [*_different(calendar, year, said, whole=whole)]
        if not said:
            return None
        if named.amends is None:
            raise InputError("notices_invalid", [_unsaid(each, first.label) for each in said])
    runs = list(_runs(said))
    notice: dict[str, Any] = {
        "id": _id(calendar, year, named),
        "for_year": year,
        "published": named.published,
        "holidays": [_holiday(run) for run in runs],
    }
    more = {"number": named.number, "amends": named.amends}
    notice |= {key: value for key, value in more.items() if value}
    return Arranged(notice, tuple(run[0].path for run in runs))


def _different(
    calendar: Calendar, year: int, said: Sequence[Said], *, whole: bool
) -> Iterator[Said]:
    """Yield the days that do not stand so yet, those included that are said no more."""
    told = {each.day for each in said}
    yield from (each for each in said if calendar.is_working(each.day) != each.works)
    for notice in calendar.data.in_order() if whole else ():
        for day, word in words_of(notice, calendar.data) if notice.for_year == year else ():
            plain = is_weekday(day, calendar.data)
            if day not in told and calendar.is_working(day) != plain:
                told.add(day)
                yield Said(day, word.name, plain, ("days",))


def _unsaid(said: Said, notice: str) -> Fault:
    facts = {"day": said.day.isoformat(), "notice": notice}
    return Fault(said.path, "notice_amends_silently", facts)


def _id(calendar: Calendar, year: int, named: Named) -> str:
    if named.amends is None:
        return f"{calendar.name}-{year}"
    count = sum(each.for_year == year for each in calendar.data.notices)
    return f"{calendar.name}-{year}-{count}"


def _runs(said: Sequence[Said]) -> Iterator[list[Said]]:
    """Yield days off that follow each other under one name, and each working day by itself."""
    run: list[Said] = []
    for each in sorted(said, key=lambda one: one.day):
        goes_on = run and (each.day, each.name, each.works) == (
            run[-1].day + ONE_DAY, run[-1].name, False,
        )  # fmt: skip
        if run and (run[-1].works or not goes_on):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _holiday(run: Sequence[Said]) -> dict[str, Any]:
    if run[0].works:
        return {"name": run[0].name, "works": [run[0].day]}
    return {"name": run[0].name, "from": run[0].day, "to": run[-1].day}
