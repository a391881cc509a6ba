"""Arrays that turn sums of working days into look-ups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import accumulate, compress

from engine.errors import UsageError

_WEEK = 7


class DayTable:
    """How many working days there are up to a day, and which day the n-th one is.

    `rank[i]` counts the working days from the table's first day to its i-th, that one
    included; `days[n]` is the n-th working day (`days[0]` is unused). Outside the table a
    plain week goes on for ever, by arithmetic: rank and day stay each other's inverse.
    Days are ordinals (1 is 0001-01-01, a Monday).
    """

    __slots__ = ("_before_first", "_up_to", "_weekdays", "days", "first", "rank", "size", "total")

    def __init__(
        self,
        first: dt.date,
        last: dt.date,
        weekdays: tuple[int, ...],
        exceptions: Mapping[dt.date, bool],
    ) -> None:
        """Lay the table; `weekdays` are the working ones, 1 for Monday to 7 for Sunday."""
        self.first = first.toordinal()
        self.size = last.toordinal() - self.first + 1
        self._weekdays = weekdays
        self._up_to = [sum(1 for day in weekdays if day <= n) for n in range(_WEEK)]
        works = bytearray(
            (ordinal - 1) % _WEEK + 1 in weekdays
            for ordinal in range(self.first, self.first + _WEEK)
        )
        works = works * (self.size // _WEEK + 1)
        for day, is_working in exceptions.items():
            index = day.toordinal() - self.first
            if 0 <= index < self.size:
                works[index] = is_working
        del works[self.size :]
        self.rank = list(accumulate(works))
        ordinals = compress(range(self.first, self.first + self.size), works)
        self.days = [first, *map(dt.date.fromordinal, ordinals)]
        self.total = len(self.days) - 1
        self._before_first = self._plain(self.first - 1)

    def rank_of(self, day: dt.date) -> int:
        """Return how many working days lie from the table's first day up to a day."""
        ordinal = day.toordinal()
        index = ordinal - self.first
        if 0 <= index < self.size:
            return self.rank[index]
        if index < 0:
            return self._plain(ordinal) - self._before_first
        return self.total + self._plain(ordinal) - self._plain(self.first + self.size - 1)

    def day_of(self, rank: int) -> dt.date:
        """Return the working day of a rank; raise UsageError beyond the years there are."""
        if 0 < rank <= self.total:
            return self.days[rank]
        if rank <= 0:
            return self._plain_day(rank + self._before_first)
        return self._plain_day(rank - self.total + self._plain(self.first + self.size - 1))

    def adder(self) -> Callable[[dt.date, int], dt.date]:
        """Return what adds working days to a day: two look-ups inside the table."""
        first, rank, days = self.first, self.rank, self.days

        def add(day: dt.date, count: int) -> dt.date:
            """Return the day so many working days later."""
            # One comparison at a time: a chained one costs a seventh of the whole sum.
            if count > 0:
                index = day.toordinal() - first
                if index >= 0:
                    try:
                        return days[rank[index] + count]
                    except IndexError:  # beyond the table
                        pass
            return self.day_of(self.rank_of(day) + count) if count else day

        return add

    def _plain(self, ordinal: int) -> int:
        """Count the working days of a week without exceptions from ordinal 1 to one."""
        weeks, rest = divmod(ordinal, _WEEK)
        return weeks * len(self._weekdays) + self._up_to[rest]

    def _plain_day(self, number: int) -> dt.date:
        weeks, rest = divmod(number - 1, len(self._weekdays))
        return day_at(weeks * _WEEK + self._weekdays[rest])


def day_at(ordinal: int) -> dt.date:
    """Return the date of an ordinal; raise UsageError beyond the years 1 to 9999."""
    try:
        return dt.date.fromordinal(ordinal)
    except (ValueError, OverflowError) as error:
        raise UsageError("date_out_of_range") from error


def next_day(day: dt.date, sign: int = 1) -> dt.date:
    """Return the day after a day, or before it where `sign` is -1; raise UsageError."""
    return day_at(day.toordinal() + sign)
