"""The life of a clock: how a deadline starts, is met, undone, held, moved (semantics 7-13)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec.structs import replace

from engine.calendar.counting import (
    count,
    count_back,
    count_hours,
    monthly_by,
    remaining,
    resume,
    rolled,
)
from engine.definition.workflow import DueAtField, DueFrom, DueMonthly, DueOnDate
from engine.kernel.case import Clock, ClockStatus
from engine.kernel.ladder import with_next_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calendar.calendar import Calendar
    from engine.calendar.profile import CountingProfile, Roll
    from engine.definition.workflow import Deadline


class Rules(NamedTuple):
    """What a deadline is counted by."""

    deadline: Deadline
    calendar: Calendar
    profile: CountingProfile


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
    deadline, calendar, profile = rules
    start = max(when.on, deadline.not_before or when.on)
    if deadline.within is not None and deadline.within.unit == "hours":
        counted = count_hours(calendar, when.at, deadline.within)
        return Due(counted.due_on, counted.published, counted.due_at)
    if deadline.within is not None:
        counted = count(
            calendar,
            profile,
            start,
            deadline.within,
            roll=_roll(deadline),
            first_day=deadline.first_day,
        )
        return Due(counted.due_on, counted.published, counted.due_at)
    if isinstance(deadline.due, DueMonthly):
        counted = monthly_by(
            calendar, profile, start, deadline.due.day, deadline.roll or "previous"
        )
        return Due(counted.due_on, counted.published)
    return _named(rules, fields)


def _roll(deadline: Deadline) -> Roll | None:
    """Return how a length rolls: a soft cap does not unless its rule says so (semantics 7)."""
    return "none" if deadline.roll is None and deadline.soft else deadline.roll


def _named(rules: Rules, fields: Mapping[str, object]) -> Due:
    """Return a due day that a definition or a case names; it rolls only where the rule says so."""
    deadline, calendar, profile = rules
    day: dt.date | None = None
    match deadline.due:
        case DueOnDate(on=on):
            day = on
        case DueAtField(field=field):
            day = as_date(fields.get(field))
        case DueFrom(length=length, direction=direction, field=field):
            base = as_date(fields.get(field))
            if base is not None:
                back = direction == "before"
                day = (
                    count_back(calendar, profile, base, length)
                    if back
                    else count(calendar, profile, base, length, roll=deadline.roll).due_on
                )
        case _:
            pass
    if day is None:
        return Due(None)
    if deadline.roll not in (None, "none"):
        day = rolled(calendar, day, deadline.roll)
        return Due(day, calendar.is_published(day, day))
    return Due(day)


def as_date(value: object) -> dt.date | None:
    """Return a field's ISO text as a date."""
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


def begin(rules: Rules, fields: Mapping[str, object], when: When, *, generation: int = 1) -> Clock:
    """Return a clock that starts now."""
    clock = Clock(
        name=rules.deadline.name,
        generation=generation,
        started_on=when.on,
        started_at=when.at,
        term_at=when.at,
    )
    return _set_due(rules, clock, due_of(rules, fields, when), when)


def _set_due(rules: Rules, clock: Clock, due: Due, when: When) -> Clock:
    """Return a clock with a due day, its ladder counted from it, or from a start after it."""
    due_at = due.at if due.at or due.on is None else rules.calendar.end_of(due.on)
    past = due_at is not None and due_at <= when.at
    return with_next_step(
        rules.deadline,
        rules.calendar,
        replace(
            clock,
            due_on=due.on,
            due_at=due_at,
            ladder_from=when.on if past else due.on,
            provisional=not due.published,
            revision=rules.calendar.revision,
        ),
    )


def new_term(rules: Rules, clock: Clock, due: Due, when: When) -> Clock:
    """Return a running clock in a new term, whose warnings and ladder run afresh."""
    running = replace(
        clock,
        term=clock.term + 1,
        term_at=when.at,
        status="running",
        ended_on=None,
        ended_at=None,
        left=None,
        left_working=False,
        held_by="",
        held_on=None,
        rings_from=None,
        taken=(),
    )
    return _set_due(rules, running, due, when)


def counts_working_days(deadline: Deadline) -> bool:
    """Return whether what is left of a deadline is kept in working days (semantics 10)."""
    return deadline.within is not None and deadline.within.unit == "working_days"


def stop(rules: Rules, clock: Clock, when: When) -> Clock:
    """Return a clock that is met, late where its time had run out (semantics 1)."""
    held = clock.status == "suspended"
    late = not held and _is_late(clock, when)
    left = clock.left if held else None if late else _left(rules, clock, when.on)
    status: ClockStatus = "met_late" if late else "met"
    ended = replace(clock, left=left, left_working=counts_working_days(rules.deadline))
    return end(ended, status, when)


def _is_late(clock: Clock, when: When) -> bool:
    if clock.due_on is None or clock.due_at is None:
        return False
    return when.on > clock.due_on if when.by_day else when.at >= clock.due_at


def end(clock: Clock, status: ClockStatus, when: When) -> Clock:
    """Return a clock that has ended; nothing of it is still to come."""
    return replace(
        clock,
        status=status,
        ended_on=when.on,
        ended_at=when.at,
        held_by="",
        held_on=None,
        next_step=None,
        next_at=None,
    )


def _left(rules: Rules, clock: Clock, on: dt.date) -> int | None:
    if clock.due_on is None:
        return None
    return remaining(rules.calendar, on, clock.due_on, counts_working_days(rules.deadline))


def undo(rules: Rules, clock: Clock, how: str, fields: Mapping[str, object], when: When) -> Clock:
    """Return a met clock whose claim is taken back (semantics 10)."""
    if how != "continue" and clock.status == "met":
        afresh = how == "restart" or clock.left is None
        due = due_of(rules, fields, when) if afresh else _resumed(rules, clock, when.on)
        return new_term(rules, clock, due, when)
    running = replace(
        clock,
        status="running",
        ended_on=None,
        ended_at=None,
        left=None,
        left_working=False,
        rings_from=when.at,
    )
    return with_next_step(rules.deadline, rules.calendar, running)


def _resumed(rules: Rules, clock: Clock, on: dt.date) -> Due:
    deadline, calendar, profile = rules
    left = clock.left or 0
    counted = resume(calendar, profile, on, left, clock.left_working, _resume_roll(deadline))
    return Due(counted.due_on, counted.published)


def _resume_roll(deadline: Deadline) -> Roll | None:
    """Return how a resumed deadline rolls: a named date does not unless its rule says so."""
    return _roll(deadline) if deadline.within is not None else deadline.roll or "none"


def hold(
    rules: Rules, clock: Clock, by: Literal["suspension", "extension"], when: When
) -> Clock | None:
    """Return a clock that stands still, or None where it cannot: it is overdue (semantics 13)."""
    if _is_late(clock, when):
        return None
    return replace(
        clock,
        status="suspended",
        held_by=by,
        held_on=when.on,
        left=_left(rules, clock, when.on),
        left_working=counts_working_days(rules.deadline),
        next_step=None,
        next_at=None,
    )


def release(rules: Rules, clock: Clock, when: When) -> Clock:
    """Return a held clock that runs again; on the same day nothing has changed."""
    if clock.held_on == when.on or clock.left is None:
        running = replace(
            clock,
            status="running",
            held_by="",
            held_on=None,
            left=None,
            left_working=False,
            rings_from=when.at,
        )
        return with_next_step(rules.deadline, rules.calendar, running)
    return new_term(rules, clock, _resumed(rules, clock, when.on), when)


def extend(rules: Rules, clock: Clock, to: dt.date, when: When) -> Clock:
    """Return a clock whose due day is moved to a date as granted; it does not roll."""
    longer = replace(clock, extensions=clock.extensions + 1, extended_to=to)
    return new_term(rules, longer, Due(to), when)
