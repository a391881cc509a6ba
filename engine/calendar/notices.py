"""What moves working days: yearly notices with their amendments, and the law they arrange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec

ONE_DAY = dt.timedelta(days=1)
DECEMBER = 12

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Value(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of calendar data: frozen, strict about its fields, defaults left out of JSON."""


class Arrangement(Value, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """One holiday of a notice: its days off, and the days that work in exchange (调休上班)."""

    name: str
    first: dt.date | None = None
    last: dt.date | None = None
    works: tuple[dt.date, ...] = ()

    def days_off(self) -> Iterator[dt.date]:
        """Yield the days off in order."""
        if self.first is not None:
            yield from _days(self.first, self.last or self.first)


class Notice(Value, frozen=True, kw_only=True):
    """An act of the authority that arranges a year's days off.

    Source: periods.md, "The notices". A notice may also change days of the December before
    its year. `amends` names the earlier notice that this one changes in the middle of a year.
    """

    id: str
    for_year: int
    number: str | None = None
    title: str | None = None
    dated: dt.date | None = None
    published: dt.date | None = None
    amends: str | None = None
    holidays: tuple[Arrangement, ...] = ()

    @property
    def known_on(self) -> dt.date:
        """The day from which the notice is known.

        The publication date; where nobody recorded it the document's date; where that is
        not known either, 1 December of the year before.
        """
        return self.published or self.dated or dt.date(self.for_year - 1, DECEMBER, 1)

    @property
    def label(self) -> str:
        """What people call the notice: its document number, else its title, else its id."""
        return self.number or self.title or self.id


class StatutoryHoliday(Value, frozen=True, kw_only=True):
    """A holiday fixed by law: `days` days from a date MM-DD, or `offset` days from a festival."""

    name: str
    on: str | None = None
    festival: str | None = None
    offset: int = 0
    days: int = 1


class Decree(Value, frozen=True, kw_only=True):
    """A version of the law on holidays, in force from a day until the next one.

    `compensates`: a statutory day that falls on a weekend is given back on a working day.
    """

    number: str
    effective: dt.date
    dated: dt.date | None = None
    published: dt.date | None = None
    compensates: bool = False
    holidays: tuple[StatutoryHoliday, ...] = ()

    @property
    def known_on(self) -> dt.date:
        """The day from which the decree is known: published, else dated, else effective."""
        return self.published or self.dated or self.effective


class CalendarData(Value, frozen=True, kw_only=True):
    """All that is known of a calendar, as it is kept and hashed.

    Times are local, HH:MM. `awaits_notices`: a year is settled only when its notice is out.
    `law_years` are the first and last year for which the holidays fixed by law are known.
    """

    calendar: str
    zone: str
    title: dict[str, str] = {}
    opening: str = "09:00"
    closing: str = "17:30"
    week: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    awaits_notices: bool = False
    names: dict[str, str] = {}
    law_years: tuple[int, int] | None = None
    decrees: tuple[Decree, ...] = ()
    festivals: dict[str, tuple[dt.date, ...]] = {}
    notices: tuple[Notice, ...] = ()

    def known_at(self, day: dt.date) -> CalendarData:
        """Return what was known on a day: only the notices and decrees published by then."""
        notices = tuple(notice for notice in self.notices if notice.known_on <= day)
        decrees = tuple(decree for decree in self.decrees if decree.known_on <= day)
        return msgspec.structs.replace(self, notices=notices, decrees=decrees)

    def in_order(self) -> list[Notice]:
        """Return the notices in the order in which they became known; a later one overrides."""
        return sorted(self.notices, key=lambda notice: notice.known_on)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield dt.date.fromordinal(ordinal)
