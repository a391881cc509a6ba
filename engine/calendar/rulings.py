"""Which days are not as the plain week has them, and who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple

from engine.calendar.notices import (
    ONE_DAY,
    WEEKDAYS,
    CalendarData,
    Decree,
    Notice,
    StatutoryHoliday,
)

Kind = Literal["working", "moved_work", "weekend", "holiday", "statutory", "compensated"]


class Ruling(NamedTuple):
    """What the last word on a day is: whether it works, what kind of day, and whose word."""

    works: bool
    kind: Kind
    name: str
    source: str


def rulings(data: CalendarData) -> dict[dt.date, Ruling]:
    """Return the last word on every day that law or a notice speaks of.

    A year whose notice is not out rests on the law; a later notice overrides an earlier one.
    """
    arranged = {notice.for_year for notice in data.notices if notice.amends is None}
    first, last = data.law_years or (1, 0)
    found: dict[dt.date, Ruling] = {}
    for year in range(first, last + 1):
        if year not in arranged:
            found.update(statutory_days(data, year))
    for notice in data.in_order():
        found.update(words_of(notice, data))
    return found


def words_of(notice: Notice, data: CalendarData) -> Iterator[tuple[dt.date, Ruling]]:
    """Yield what one notice says of days."""
    for holiday in notice.holidays:
        for day in holiday.days_off():
            yield day, Ruling(False, "holiday", holiday.name, notice.label)
        for day in holiday.works:
            kind: Kind = "working" if is_weekday(day, data) else "moved_work"
            yield day, Ruling(True, kind, holiday.name, notice.label)


def is_weekday(day: dt.date, data: CalendarData) -> bool:
    """Say whether a plain week works on a day."""
    return WEEKDAYS[day.weekday()] in data.week


def statutory_days(data: CalendarData, year: int) -> dict[dt.date, Ruling]:
    """Return a year's days off by law, with the working days given back for lost weekends."""
    found: dict[dt.date, Ruling] = {}
    owed: list[tuple[dt.date, Ruling]] = []
    for decree, holiday in _in_force(data, year):
        days = _days_of(holiday, year, data)
        word = Ruling(False, "statutory", holiday.name, decree.number)
        found.update((day, _joined(found.get(day), word)) for day in days)
        lost = sum(not is_weekday(day, data) for day in days) if decree.compensates else 0
        owed += [(days[-1], word._replace(kind="compensated"))] * lost
    _compensate(found, owed, data)
    return found


def _in_force(data: CalendarData, year: int) -> Iterator[tuple[Decree, StatutoryHoliday]]:
    """Yield the holidays of the decree in force when a year begins."""
    valid = [decree for decree in data.decrees if decree.effective <= dt.date(year, 1, 1)]
    for decree in sorted(valid, key=lambda each: each.effective)[-1:]:
        for holiday in decree.holidays:
            yield decree, holiday


def _days_of(holiday: StatutoryHoliday, year: int, data: CalendarData) -> list[dt.date]:
    if holiday.on is not None:
        anchor = dt.date.fromisoformat(f"{year}-{holiday.on}")
    else:
        festival = data.festivals[holiday.festival or ""]
        anchor = next(day for day in festival if day.year == year)
    return [anchor + ONE_DAY * (holiday.offset + n) for n in range(holiday.days)]


def _joined(earlier: Ruling | None, word: Ruling) -> Ruling:
    """Return one word for a day on which two holidays meet."""
    if earlier is None:
        return word
    return word._replace(name=f"{earlier.name}、{word.name}")


def _compensate(
    found: dict[dt.date, Ruling], owed: list[tuple[dt.date, Ruling]], data: CalendarData
) -> None:
    """Give each statutory day lost on a weekend back on the next working day that is free."""
    for day, word in sorted(owed):
        while not is_weekday(day, data) or day in found:
            day += ONE_DAY  # noqa: PLW2901
        found[day] = word
