"""When a deadline falls due: from its start, a date that a case names, a day of the month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.calendar.counting import count, count_back, count_hours, monthly_by, rolled
from engine.calendar.periods import next_period
from engine.calendar.tables import next_day
from engine.definition.workflow import DueAtField, DueFrom, DueMonthly, DueOnDate
from engine.kernel.case import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calendar.calendar import Calendar
    from engine.calendar.lengths import Length
    from engine.calendar.profile import CountingProfile, Roll
    from engine.definition.workflow import Deadline


class Rules(NamedTuple):
    """What a deadline is counted by; `known` keeps when it falls due from which day."""

    deadline: Deadline
    calendar: Calendar
    profile: CountingProfile
    known: dict[dt.date, Due] | None = None


class Due(NamedTuple):
    """A due day, and whether every notice that covers it is out.

    `at` is the instant at which it ends, where that is not the day's own end.
    """

    on: dt.date | None
    published: bool = True
    at: dt.datetime | None = None


class When(NamedTuple):
    """The legal date and instant of what happens; `by_day` where only the day is known."""

    on: dt.date
    at: dt.datetime
    by_day: bool = False


def due_of(rules: Rules, fields: Mapping[str, object], when: When) -> Due:
    """Return when a deadline that starts now falls due; no day for `promptly`."""
    deadline, calendar, profile, _ = rules
    start = max(when.on, deadline.not_before or when.on)
    if deadline.within is not None and deadline.within.unit == "hours":
        counted = count_hours(calendar, when.at, deadline.within)
        return Due(counted.due_on, counted.published, counted.due_at)
    if deadline.within is not None:
        return _within(rules, deadline.within, start)
    if isinstance(deadline.due, DueMonthly):
        counted = monthly_by(
            calendar, profile, start, deadline.due.day, deadline.roll or "previous"
        )
        return Due(counted.due_on, counted.published)
    return _named(rules, fields)


def _within(rules: Rules, length: Length, start: dt.date) -> Due:
    """Return when a length of days from a day on falls due; most clocks start on the same few."""
    deadline, calendar, profile, known = rules
    due = known.get(start) if known is not None else None
    if due is None:
        counted = count(
            calendar, profile, start, length, roll=roll_of(deadline), first_day=deadline.first_day
        )
        due = Due(counted.due_on, counted.published, counted.due_at)
        if known is not None:
            known[start] = due
    return due


def roll_of(deadline: Deadline) -> Roll | None:
    """Return how a length rolls: a soft cap does not unless its rule says so (semantics 7)."""
    return "none" if deadline.roll is None and deadline.soft else deadline.roll


def _named(rules: Rules, fields: Mapping[str, object]) -> Due:
    """Return a due day that a definition or a case names; it rolls only where the rule says so."""
    base = _base(rules.deadline, fields)
    return Due(None) if base is None else from_named(rules, base)


def _base(deadline: Deadline, fields: Mapping[str, object]) -> dt.date | None:
    """Return the date that a definition or a field of the case names, or None."""
    match deadline.due:
        case DueOnDate(on=on):
            return on
        case DueAtField(field=field) | DueFrom(field=field):
            return as_date(fields.get(field))
        case _:
            return None


def from_named(rules: Rules, base: dt.date) -> Due:
    """Return when a deadline falls due that is counted from a date which the case names."""
    deadline, calendar, profile, _ = rules
    day: dt.date | None = base
    if isinstance(deadline.due, DueFrom):
        length = deadline.due.length
        back = deadline.due.direction == "before"
        day = (
            count_back(calendar, profile, base, length)
            if back
            else count(calendar, profile, base, length, roll=deadline.roll).due_on
        )
    published = True
    if isinstance(deadline.due, DueAtField) and deadline.due.eve:
        day = before_holiday(calendar, base)
        published = calendar.is_published(base, next_day(base))
    if day is None:
        return Due(None)
    if deadline.roll not in (None, "none"):
        day = rolled(calendar, day, deadline.roll)
        published = published and calendar.is_published(day, day)
    return Due(day, published)


def before_holiday(calendar: Calendar, eve: dt.date) -> dt.date:
    """Return the day before a holiday as the calendar now has it; `eve` was that day once."""
    found = next_period(calendar, "holiday", next_day(eve))
    return eve if found is None else found.turn - dt.timedelta(days=1)


def as_date(value: object) -> dt.date | None:
    """Return a field's ISO text as a date."""
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


def named_basis(deadline: Deadline, fields: Mapping[str, object]) -> Basis | None:
    """Return the date from which a deadline is counted where the case names it."""
    if not isinstance(deadline.due, DueAtField | DueFrom):
        return None
    return Basis(kind="named", on=_base(deadline, fields))


def basis_afresh(deadline: Deadline, fields: Mapping[str, object]) -> Basis:
    """Return what a term counts from that begins as the first one did."""
    return named_basis(deadline, fields) or Basis(kind="start")
