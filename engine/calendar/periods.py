"""The periods in which something is owed again: days, weeks, months, quarters, years, holidays."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.calendar.tables import next_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar

Every = Literal["day", "working_day", "week", "month", "quarter", "year", "holiday", "whole"]

_WEEK = 7
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """A span of days, both ends included; `turn` is the day that it is named for.

    Of a holiday that is its first day off, and the period is what lies between the holiday before
    and its end; of any other period it is the first day.
    """

    starts: dt.date
    ends: dt.date
    turn: dt.date


def next_period(calendar: Calendar, every: Every, day: dt.date) -> Period | None:
    """Return the first period that has not ended before a day, or None where none is known.

    A `whole` period has no bounds of its own: it begins on the day and ends with the calendar.
    """
    if every in _MONTHS:
        return _months(day, _MONTHS[every])
    if every == "week":
        monday = next_day(day, -day.weekday())
        return Period(monday, next_day(monday, _WEEK - 1), monday)
    if every == "holiday":
        return next((one for one in _between_holidays(calendar) if one.ends >= day), None)
    first = calendar.next_working(day) if every == "working_day" else day
    return Period(first, dt.date.max if every == "whole" else first, first)


def following(calendar: Calendar, every: Every, ended: dt.date) -> Period | None:
    """Return the first period after one that ended on a day; after a whole there is none.

    What a notice has since put between the two belongs to the one that has ended.
    """
    if every == "whole":
        return None
    found = next_period(calendar, every, next_day(ended))
    while found is not None and found.turn <= ended:
        found = next_period(calendar, every, next_day(found.ends))
    return found


def _months(day: dt.date, size: int) -> Period:
    """Return the month, quarter or year that a day lies in."""
    first = (day.month - 1) // size * size + 1
    last = first + size - 1
    starts = dt.date(day.year, first, 1)
    return Period(starts, dt.date(day.year, last, monthrange(day.year, last)[1]), starts)


@lru_cache(maxsize=64)
def _between_holidays(calendar: Calendar) -> tuple[Period, ...]:
    """Return what lies between one holiday and the end of the next, in order.

    The first holiday known has no holiday before it, and so begins with itself.
    """
    found: list[Period] = []
    for first, last in _runs(calendar):
        found.append(Period(next_day(found[-1].ends) if found else first, last, first))
    return tuple(found)


def _runs(calendar: Calendar) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the first and the last of the days off that follow each other, by law or notice."""
    off = sorted(day for day, word in calendar.rulings.items() if not word.works)
    first: dt.date | None = None
    for place, day in enumerate(off):
        first = first or day
        if place + 1 == len(off) or off[place + 1] != next_day(day):
            yield first, day
            first = None
