"""A calendar's working days in a few kilobytes, for those who only count a few of them.

Kept beside the calendar whenever one is loaded, and used only where it is of the same revision:
telling how late a case is must not cost laying the whole calendar's tables.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar


#: Under which fact of a database the working days of a calendar are kept.
DAYS = "days:"
STEADY_YEARS = (1995, 2046)


class DayFile(NamedTuple):
    """The plain week, and the days (as ordinals) that are not as it has them.

    `offset` is the zone's distance from UTC in minutes, where it has been one and the same.
    """

    revision: str
    offset: int | None
    week: tuple[int, ...]
    off: frozenset[int]
    works: frozenset[int]

    def between(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days d there are with start < d <= end."""
        return sum(map(self._is_working, range(start.toordinal() + 1, end.toordinal() + 1)))

    def _is_working(self, day: int) -> bool:
        if day % 7 in self.week:
            return day not in self.off
        return day in self.works


def day_file(calendar: Calendar) -> str:
    """Return a calendar's working days as they are kept."""
    first = dt.date(2001, 1, 1)
    week = {
        day.toordinal() % 7
        for day in (first + dt.timedelta(days=n) for n in range(7))
        if _works_plainly(calendar, day)
    }
    words = {day.toordinal(): word.works for day, word in calendar.rulings.items()}
    kept = {
        "revision": calendar.revision,
        "offset": _steady_offset(calendar),
        "week": sorted(week),
        "off": sorted(day for day, works in words.items() if not works and day % 7 in week),
        "works": sorted(day for day, works in words.items() if works and day % 7 not in week),
    }
    return json.dumps(kept)


def _steady_offset(calendar: Calendar) -> int | None:
    """Return a zone's minutes from UTC, None where clocks are or were put forward and back."""
    half_months = (
        dt.datetime(year, month, day, tzinfo=calendar.zone).utcoffset()
        for year in range(*STEADY_YEARS)
        for month in range(1, 13)
        for day in (1, 15)
    )
    found = {int(offset.total_seconds() // 60) for offset in half_months if offset is not None}
    return found.pop() if len(found) == 1 else None


def _works_plainly(calendar: Calendar, day: dt.date) -> bool:
    from engine.calendar.notices import WEEKDAYS

    return WEEKDAYS[day.weekday()] in calendar.data.week


def read_day_file(text: str | None, revision: str) -> DayFile | None:
    """Return the working days that are kept, or None where they are of another revision."""
    if not text:
        return None
    kept = json.loads(text)
    if kept["revision"] != revision:
        return None
    return DayFile(
        revision=revision,
        offset=kept["offset"],
        week=tuple(kept["week"]),
        off=frozenset(kept["off"]),
        works=frozenset(kept["works"]),
    )
