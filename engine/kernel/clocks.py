"""The life of a clock: how a deadline starts, is met, undone, held, moved (semantics 7-13)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from engine.calendar.counting import remaining, resume
from engine.kernel.case import Basis, Clock, ClockStatus
from engine.kernel.due import Due, basis_afresh, due_of, named_basis, roll_of
from engine.kernel.ladder import with_next_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.calendar.profile import Roll
    from engine.definition.workflow import Deadline
    from engine.kernel.due import Rules, When


def begin(rules: Rules, fields: Mapping[str, object], when: When, *, generation: int = 1) -> Clock:
    """Return a clock that starts now."""
    clock = Clock(
        name=rules.deadline.name,
        generation=generation,
        started_on=when.on,
        started_at=when.at,
        term_at=when.at,
        basis=named_basis(rules.deadline, fields),
    )
    return set_due(rules, clock, due_of(rules, fields, when), when)


def set_due(rules: Rules, clock: Clock, due: Due, when: When) -> Clock:
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


def new_term(rules: Rules, clock: Clock, due: Due, when: When, basis: Basis) -> Clock:
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
        basis=basis,
        recounted_at=None,
        taken=(),
    )
    return set_due(rules, running, due, when)


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
        if afresh:
            basis = basis_afresh(rules.deadline, fields)
            return new_term(rules, clock, due_of(rules, fields, when), when, basis)
        return _with_left(rules, clock, when)
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


def _with_left(rules: Rules, clock: Clock, when: When) -> Clock:
    """Return a clock that goes on with what is left of it."""
    left = clock.left or 0
    due = resumed(rules, when.on, left, working=clock.left_working)
    return new_term(rules, clock, due, when, Basis(kind="left", left=left))


def resumed(rules: Rules, on: dt.date, left: int, *, working: bool) -> Due:
    """Return when a clock falls due that goes on after a day with so many days left."""
    deadline, calendar, profile, _ = rules
    counted = resume(calendar, profile, on, left, working, _resume_roll(deadline))
    return Due(counted.due_on, counted.published)


def _resume_roll(deadline: Deadline) -> Roll | None:
    """Return how a resumed deadline rolls: a named date does not unless its rule says so."""
    return roll_of(deadline) if deadline.within is not None else deadline.roll or "none"


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
    return _with_left(rules, clock, when)


def extend(rules: Rules, clock: Clock, to: dt.date, when: When) -> Clock:
    """Return a clock whose due day is moved to a date as granted; it does not roll."""
    longer = replace(clock, extensions=clock.extensions + 1, extended_to=to)
    return new_term(rules, longer, Due(to), when, Basis(kind="fixed"))
