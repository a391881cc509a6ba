"""A calendar: which days work, as known on a day, and when a local day begins and ends."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from engine.calendar.notices import DECEMBER, WEEKDAYS, CalendarData, Value
from engine.calendar.reading import read_calendar
from engine.calendar.rulings import Kind, Ruling, is_weekday, rulings
from engine.calendar.tables import DayTable, day_at
from engine.errors import UsageError

_FIRST_YEAR, _LAST_YEAR = 2000, 2045
_MIDNIGHT = dt.time(0)
_REVISION_DIGITS = 12
_KEPT = 4_096


class DayKind(Value, frozen=True, kw_only=True):
    """What a day is and who says so: a notice's label or a decree's number, or the plain week.

    `published`: every notice that covers the day is out; a later amendment may still move it.
    """

    day: dt.date
    working: bool
    kind: Kind
    name: str = ""
    source: str = ""
    published: bool = True


class Calendar:
    """Working days of one jurisdiction, with the notices that made them; never changes."""

    def __init__(self, data: CalendarData) -> None:
        """Make a calendar of data that has been read; tables are laid when first needed."""
        self.data = data
        self.name = data.calendar
        self.zone = ZoneInfo(data.zone)
        self.opens = dt.time.fromisoformat(data.opening)
        self.closes = dt.time.fromisoformat(data.closing)
        self._known: dict[dt.date, Calendar] = {}
        self._instants: dict[tuple[dt.date, dt.time], dt.datetime] = {}
        self._ends: dict[dt.date, dt.datetime] = {}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Calendar:
        """Return the calendar that plain data describe; raise InputError with all faults."""
        return cls(read_calendar(data))

    def to_data(self) -> dict[str, Any]:
        """Return the calendar as plain data for JSON; `from_data` reads it back."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self.data))
        return plain

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.revision)

    def __repr__(self) -> str:
        return f"Calendar({self.name!r}, revision {self.revision})"

    @cached_property
    def revision(self) -> str:
        """A short hash of everything the calendar knows; equal content, equal revision."""
        text = msgspec.json.encode(self.data, order="deterministic")
        return hashlib.sha256(text).hexdigest()[:_REVISION_DIGITS]

    @cached_property
    def rulings(self) -> dict[dt.date, Ruling]:
        """The last word on every day that is not as the plain week has it."""
        return rulings(self.data)

    @cached_property
    def table(self) -> DayTable:
        """The counts that working-day sums look up."""
        weekdays = tuple(n for n, name in enumerate(WEEKDAYS, 1) if name in self.data.week)
        words = self.rulings
        years = {day.year for day in words}
        first = dt.date(min(years | {_FIRST_YEAR}), 1, 1)
        last = dt.date(max(years | {_LAST_YEAR}), DECEMBER, 31)
        return DayTable(first, last, weekdays, {day: word.works for day, word in words.items()})

    @cached_property
    def arranged_years(self) -> frozenset[int]:
        """The years whose yearly notice is out."""
        return frozenset(each.for_year for each in self.data.notices if each.amends is None)

    def known_at(self, day: dt.date) -> Calendar:
        """Return the calendar as it was known on a day, by date of publication."""
        if day not in self._known:
            data = self.data.known_at(day)
            self._known[day] = self if data == self.data else Calendar(data)
        return self._known[day]

    def is_working(self, day: dt.date) -> bool:
        """Say whether a day works."""
        word = self.rulings.get(day)
        return is_weekday(day, self.data) if word is None else word.works

    def kind_of(self, day: dt.date) -> DayKind:
        """Return what a day is, and who says so."""
        word = self.rulings.get(day)
        if word is None:
            works = is_weekday(day, self.data)
            word = Ruling(works, "working" if works else "weekend", "", "")
        return DayKind(
            day=day,
            working=word.works,
            kind=word.kind,
            name=word.name,
            source=word.source,
            published=self.is_published(day, day),
        )

    def english(self, name: str) -> str:
        """Return a holiday's name in English, or as it is where none is given."""
        return self.data.names.get(name, name)

    @cached_property
    def working_day_after(self) -> Callable[[dt.date, int], dt.date]:
        """The sum `(day, count)`: the count-th working day after a day; for 0 the day itself.

        A closure over the table: the engine asks this of every clock it settles.
        """
        return self.table.adder()

    def working_day_before(self, day: dt.date, count: int) -> dt.date:
        """Return the count-th working day before a day; for 0 the day itself."""
        if not count:
            return day
        before = self.table.rank_of(day) - self.is_working(day)
        return self.table.day_of(before - count + 1)

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days d there are with start < d <= end; negative backwards."""
        return self.table.rank_of(end) - self.table.rank_of(start)

    def next_working(self, day: dt.date) -> dt.date:
        """Return the day itself where it works, else the first working day after it."""
        return day if self.is_working(day) else self.working_day_after(day, 1)

    def previous_working(self, day: dt.date) -> dt.date:
        """Return the day itself where it works, else the last working day before it."""
        return day if self.is_working(day) else self.working_day_before(day, 1)

    def is_published(self, first: dt.date, last: dt.date) -> bool:
        """Say whether every notice that could move a day from first to last is out.

        The notice for a year may also change the December before it.
        """
        if not self.data.awaits_notices or first > last:
            return True
        needed = range(first.year, last.year + 1 + (last.month == DECEMBER))
        return all(year in self.arranged_years for year in needed)

    @cached_property
    def local_date(self) -> Callable[[dt.datetime], dt.date]:
        """The office's date at an instant; it is asked of the same few instants again and again."""
        zone = self.zone

        @lru_cache(_KEPT)
        def date_at(instant: dt.datetime) -> dt.date:
            """Return the office's date at an instant."""
            return instant.astimezone(zone).date()

        return date_at

    def start_of(self, day: dt.date) -> dt.datetime:
        """Return the instant of a local day's 00:00, in UTC."""
        return self._at(day, _MIDNIGHT)

    def recorded_by(self, known_at: dt.date) -> dt.datetime:
        """Return the instant until which records count: a day means its end."""
        if not isinstance(known_at, dt.datetime):
            return self.end_of(known_at)
        return known_at if known_at.tzinfo else known_at.replace(tzinfo=self.zone)

    def end_of(self, day: dt.date) -> dt.datetime:
        """Return the instant at which a local day has run out: 24:00, in UTC."""
        known = self._ends.get(day)
        if known is None:
            known = self._ends[day] = self._at(day_at(day.toordinal() + 1), _MIDNIGHT)
        return known

    def opening(self, day: dt.date) -> dt.datetime:
        """Return the instant at which the office opens on a day, in UTC."""
        return self._at(day, self.opens)

    def closing(self, day: dt.date) -> dt.datetime:
        """Return the instant at which the office closes on a day, in UTC."""
        return self._at(day, self.closes)

    def _at(self, day: dt.date, time: dt.time) -> dt.datetime:
        known = self._instants.get((day, time))
        if known is None:
            known = self._instants[day, time] = self._counted_instant(day, time)
        return known

    def _counted_instant(self, day: dt.date, time: dt.time) -> dt.datetime:
        try:
            return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)
        except OverflowError as error:
            raise UsageError("date_out_of_range") from error
