"""What was said of days, by whom and when: the history behind a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from engine.calendar.calendar import Calendar
from engine.calendar.notices import Notice, Value
from engine.calendar.rulings import Kind, Ruling, statutory_days, words_of


class Word(Value, frozen=True, kw_only=True):
    """One word on a day: the law's or a notice's; a later word overrides an earlier one."""

    source: str
    known_on: dt.date
    works: bool
    kind: Kind
    name: str = ""


class Revision(Value, frozen=True, kw_only=True):
    """What a calendar became when a notice was published."""

    notice: Notice
    revision: str
    days_off: tuple[dt.date, ...] = ()
    working: tuple[dt.date, ...] = ()


def words_on(calendar: Calendar, day: dt.date) -> tuple[Word, ...]:
    """Return everything that law and notices have said of a day, in the order of its saying."""
    return tuple(sorted(_words(calendar, day), key=lambda word: word.known_on))


def _words(calendar: Calendar, day: dt.date) -> Iterator[Word]:
    data = calendar.data
    law = statutory_days(data, day.year).get(day) if _has_law(calendar, day.year) else None
    if law is not None:
        decree = next(each for each in data.decrees if each.number == law.source)
        yield _word(law, decree.known_on)
    for notice in data.in_order():
        for said_of, word in words_of(notice, data):
            if said_of == day:
                yield _word(word, notice.known_on)


def _has_law(calendar: Calendar, year: int) -> bool:
    first, last = calendar.data.law_years or (1, 0)
    return first <= year <= last


def _word(ruling: Ruling, known_on: dt.date) -> Word:
    return Word(
        source=ruling.source,
        known_on=known_on,
        works=ruling.works,
        kind=ruling.kind,
        name=ruling.name,
    )


def revisions(calendar: Calendar) -> tuple[Revision, ...]:
    """Return the notices in the order of publication, each with the revision it led to."""
    return tuple(_revision(calendar, notice) for notice in calendar.data.in_order())


def _revision(calendar: Calendar, notice: Notice) -> Revision:
    off = (day for holiday in notice.holidays for day in holiday.days_off())
    working = (day for holiday in notice.holidays for day in holiday.works)
    return Revision(
        notice=notice,
        revision=calendar.known_at(notice.known_on).revision,
        days_off=tuple(off),
        working=tuple(sorted(working)),
    )
