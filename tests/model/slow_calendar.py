"""Counting by looking at one day after the other: no tables, no arithmetic that can hide a slip.

A second opinion on `engine.calendar`, which answers the same questions from arrays.
"""

from __future__ import annotations

import calendar as months_of_the_year
import datetime as dt
from collections.abc import Callable, Collection
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from engine.calendar.lengths import Length

ONE = dt.timedelta(days=1)
Roll = Literal["next", "previous", "none"]


def monday_to_friday(day: dt.date) -> bool:
    """Say whether a plain week works on a day."""
    return day.weekday() < 5


def short(length: Length) -> str:
    """Write a length as step ids do: 3wd, 30d, 1m."""
    letters = {"hours": "h", "days": "d", "working_days": "wd", "weeks": "w", "months": "m"}
    return f"{length.amount}{letters.get(length.unit, 'y')}"


class SlowCalendar:
    """An office's days: which of them work, in which zone, and when the doors open."""

    def __init__(
        self,
        works: Callable[[dt.date], bool] = monday_to_friday,
        zone: str = "Asia/Shanghai",
        opens: dt.time = dt.time(9),
    ) -> None:
        # What was asked once is remembered; each day and each way is still looked at by itself.
        self.works = cache(works)
        self.moved = cache(self._moved)
        self.zone = ZoneInfo(zone)
        self.opens = opens

    def changed(self, rest: Collection[dt.date], work: Collection[dt.date]) -> SlowCalendar:
        """Return the calendar with some days turned into days of rest, and some into workdays."""
        works = self.works
        return SlowCalendar(
            lambda day: day in work or (day not in rest and works(day)), self.zone.key, self.opens
        )

    def local_date(self, instant: dt.datetime) -> dt.date:
        """Return the office's date at an instant."""
        return instant.astimezone(self.zone).date()

    def at(self, day: dt.date, time: dt.time) -> dt.datetime:
        """Return the instant of a wall-clock time on a day."""
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)

    def end_of(self, day: dt.date) -> dt.datetime:
        """Return the instant at which a day has run out."""
        return self.at(day + ONE, dt.time(0))

    def opening(self, day: dt.date) -> dt.datetime:
        """Return the instant at which the office opens on a day."""
        return self.at(day, self.opens)

    def _moved(self, day: dt.date, length: Length, sign: int = 1) -> dt.date:
        """Return the day that lies a length after a day (before it, where sign is -1)."""
        if length.unit == "working_days":
            for _ in range(length.amount):
                day += sign * ONE
                while not self.works(day):
                    day += sign * ONE
            return day
        if length.unit in ("months", "years"):
            count = length.amount * (12 if length.unit == "years" else 1)
            year, month = divmod(day.year * 12 + day.month - 1 + sign * count, 12)
            last = months_of_the_year.monthrange(year, month + 1)[1]
            return dt.date(year, month + 1, min(day.day, last))
        return day + sign * ONE * length.amount * (7 if length.unit == "weeks" else 1)

    def rolled(self, day: dt.date, roll: Roll) -> dt.date:
        """Return the day itself where it works or nothing rolls, else its working neighbour."""
        while roll != "none" and not self.works(day):
            day += ONE if roll == "next" else -ONE
        return day

    def offset_after(self, day: dt.date, length: Length) -> dt.datetime:
        """Return the instant at which a length of full days after a day has run out."""
        return self.end_of(self.moved(day, length))

    def left(self, on: dt.date, due_on: dt.date, working: bool) -> int:
        """Return how many (working) days lie after a day, up to the due day."""
        days = [on + ONE * n for n in range(1, (due_on - on).days + 1)]
        return sum(1 for day in days if not working or self.works(day))
