"""When a recurring clock opens its next period: each once, the first one where it started."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.calendar.periods import Every, Period, following, next_period

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar
    from engine.definition.deadlines import Recurrence
    from engine.kernel.case import Clock


class Opening(NamedTuple):
    """A period as it is owed, and the instant at which it opens."""

    at: dt.datetime
    period: Period


def number_of(period: Period) -> int:
    """Return the number by which a period is known for ever: its last day, as yyyymmdd."""
    return int(f"{period.ends:%Y%m%d}") if period.ends < dt.date.max else 99991231


def _ended(number: int) -> dt.date:
    return dt.date(number // 10000, number // 100 % 100, number % 100)


def next_opening(rule: Recurrence, calendar: Calendar, clock: Clock) -> Opening | None:
    """Return the period that a clock opens next, or None where no further one is known."""
    ended = max((_ended(one.number) for one in clock.taken), default=None)
    period = _first(rule, calendar, clock)
    if ended is not None and (period is None or period.ends <= ended):
        period = following(calendar, rule.every, ended)
    if period is None:
        return None
    at = max(calendar.start_of(period.starts), clock.term_at)
    return Opening(at, period)


def _first(rule: Recurrence, calendar: Calendar, clock: Clock) -> Period | None:
    """Return the first period of a clock, which it may have started in the middle of."""
    found = next_period(calendar, rule.every, clock.started_on)
    if found is not None and rule.partial == "skip" and found.starts < clock.started_on:
        return following(calendar, rule.every, found.ends)
    return found


def opened_period(rule: Recurrence, calendar: Calendar, clock: Clock) -> Period:
    """Return the period that a clock opened last, cut to where the clock started."""
    ends = _ended(clock.taken[-1].number)
    every: Every = rule.every
    found = next_period(calendar, every, ends)
    if found is None or every == "whole":
        return Period(clock.started_on, ends, clock.started_on)
    return found._replace(starts=max(found.starts, clock.started_on), ends=ends)
