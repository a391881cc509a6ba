"""Clocks as plain dictionaries: when they fall due, which steps they owe, how they move on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from engine.calendar.lengths import Length
from engine.definition.workflow import (
    Deadline,
    DueAtField,
    DueFrom,
    DueMonthly,
    DueOnDate,
    Step,
)
from tests.model.slow_calendar import ONE, Roll, SlowCalendar, short

Clock = dict[str, Any]
#: What a term is counted from: ("start", day, fields), ("left", day, days) or ("fixed", due day).
Count = tuple[Any, ...]


@dataclass(frozen=True)
class Owed:
    """A step that a clock owes: when, where it stands among its deadline's steps, and what."""

    at: dt.datetime
    order: tuple[int, int]
    id: str
    step: Step | None


def is_soft(deadline: Deadline) -> bool:
    """Say whether a deadline has no legal end."""
    return deadline.soft or (deadline.within is not None and deadline.within.unit == "promptly")


def works_in_days(deadline: Deadline) -> bool:
    """Say whether what is left of a deadline is kept in working days."""
    return deadline.within is not None and deadline.within.unit == "working_days"


def roll_of(deadline: Deadline) -> Roll:
    """Return how a deadline leaves a rest day."""
    if deadline.roll is not None:
        return deadline.roll
    if isinstance(deadline.due, DueMonthly):
        return "previous"
    return "none" if deadline.due is not None or is_soft(deadline) else "next"


def due_on(
    calendar: SlowCalendar, deadline: Deadline, fields: dict[str, Any], start: dt.date
) -> dt.date | None:
    """Return the due day of a deadline that starts on a day; None for promptly."""
    if deadline.within is not None:
        if deadline.within.unit == "promptly":
            return None
        day_zero = start - ONE if deadline.first_day == "included" else start
        day = calendar.moved(day_zero, deadline.within)
    elif isinstance(deadline.due, DueAtField):
        day = fields[deadline.due.field]
    elif isinstance(deadline.due, DueOnDate):
        day = deadline.due.on
    elif isinstance(deadline.due, DueMonthly):
        day = start
        while day.day != deadline.due.day:
            day += ONE
    else:
        assert isinstance(deadline.due, DueFrom)
        sign = 1 if deadline.due.direction == "after" else -1
        day = calendar.moved(fields[deadline.due.field], deadline.due.length, sign)
    return calendar.rolled(day, roll_of(deadline))


def begin(
    calendar: SlowCalendar,
    clock: Clock,
    count: Count,
    at: dt.datetime,
    deadline: Deadline,
) -> None:
    """Begin a term of a clock at an instant, counted somehow; all its steps are owed afresh."""
    clock.update(
        status="running",
        term_at=at,
        count=count,
        taken={},
        passed=set(),
        floor=at,
        recounted=at,
        ended_on=None,
        left=None,
    )
    set_due(calendar, clock, counted(calendar, deadline, count))


def set_due(calendar: SlowCalendar, clock: Clock, due: dt.date | None) -> None:
    """Let the term of a clock fall due on a day; its ladder counts from it or a later start."""
    past = due is not None and calendar.end_of(due) <= clock["term_at"]
    start = calendar.local_date(clock["term_at"])
    clock.update(due_on=due, past=past, base=start if due is None or past else due)


def counted(calendar: SlowCalendar, deadline: Deadline, count: Count) -> dt.date | None:
    """Return the day on which a term falls due, from what it is counted from."""
    match count:
        case ("start", start, fields):
            return due_on(calendar, deadline, fields, start)
        case ("left", on, left):
            return resumed(calendar, deadline, on, left)
        case (_, due):
            assert due is None or isinstance(due, dt.date)
            return due
    raise AssertionError(count)


def owed(
    calendar: SlowCalendar, deadline: Deadline, clock: Clock, until: dt.datetime
) -> Iterator[Owed]:
    """Yield every step that a running clock owes up to an instant."""
    if clock["status"] != "running":
        return
    for nominal, order, name, step in _all_steps(calendar, deadline, clock, until):
        if name in clock["taken"] or name in clock["passed"]:
            continue
        if step is None and nominal < clock["term_at"]:
            continue
        at = max(nominal, clock["floor"], clock["recounted"])
        if at <= until:
            yield Owed(at, order, name, step)


def _all_steps(
    calendar: SlowCalendar, deadline: Deadline, clock: Clock, until: dt.datetime
) -> Iterator[tuple[dt.datetime, tuple[int, int], str, Step | None]]:
    place = count()
    base = clock["base"]
    for length in deadline.warn if clock["due_on"] else ():
        at = calendar.opening(calendar.moved(clock["due_on"], length, -1))
        yield at, (next(place), 0), f"warn:{short(length)}", None
    if deadline.remind is not None:
        for length in deadline.remind.at:
            due = clock["due_on"]
            day = calendar.moved(due, length, -1) if due else calendar.moved(base, length)
            yield calendar.opening(day), (next(place), 0), f"remind:{short(length)}", None
        here = next(place)
        for n in count(1) if deadline.remind.every else ():
            at = calendar.opening(calendar.moved(base, _times(deadline.remind.every, n)))
            if at > until:
                break
            yield at, (here, n), f"remind#{n}", None
    for step in deadline.overdue if clock["due_on"] else ():
        here = next(place)
        for n in count(1):
            at = _rung(calendar, clock, step, n)
            if at > until or (n > 1 and step.every is None):
                break
            yield at, (here, n), step.id if n == 1 else f"{step.id}#{n}", step


def _times(length: Length | None, n: int) -> Length:
    assert length is not None
    return Length(length.amount * n, length.unit)


def _rung(calendar: SlowCalendar, clock: Clock, step: Step, n: int) -> dt.datetime:
    assert step.after is not None
    if n == 1 and step.after.amount == 0 and clock["past"]:
        at: dt.datetime = clock["term_at"]
        return at
    offset = step.after
    if n > 1 and step.every is not None:
        offset = Length(step.after.amount + (n - 1) * step.every.amount, step.every.unit)
    return calendar.offset_after(clock["base"], offset)


def hold(calendar: SlowCalendar, deadline: Deadline, clock: Clock, on: dt.date) -> None:
    """Suspend a clock on a day (semantics 13): an overdue clock cannot be."""
    if clock["status"] == "running" and clock["due_on"] and on <= clock["due_on"]:
        left = calendar.left(on, clock["due_on"], works_in_days(deadline))
        clock.update(status="suspended", left=left, held_on=on)


def release(calendar: SlowCalendar, deadline: Deadline, clock: Clock, at: dt.datetime) -> None:
    """Let a suspended clock run again; on the same day nothing has changed."""
    if clock["status"] != "suspended":
        return
    on = calendar.local_date(at)
    if on == clock["held_on"]:
        clock.update(status="running", floor=at, left=None)
        return
    next_term(calendar, deadline, clock, ("left", on, clock["left"]), at)


def resumed(calendar: SlowCalendar, deadline: Deadline, on: dt.date, left: int) -> dt.date:
    """Return the due day of a clock that goes on after a day with so much left."""
    unit = Length(left, "working_days" if works_in_days(deadline) else "days")
    return calendar.rolled(calendar.moved(on, unit), roll_of(deadline))


def next_term(
    calendar: SlowCalendar, deadline: Deadline, clock: Clock, count: Count, at: dt.datetime
) -> None:
    """Open a new term of the same generation."""
    clock["term"] += 1
    begin(calendar, clock, count, at, deadline)


def undo(
    calendar: SlowCalendar,
    deadline: Deadline,
    clock: Clock,
    how: str,
    fields: dict[str, Any],
    at: dt.datetime,
) -> None:
    """Take back the claim that stopped a clock (semantics 10)."""
    on = calendar.local_date(at)
    if how == "continue" or clock["status"] == "met_late":
        clock.update(status="running", floor=at, ended_on=None, left=None)
    elif how == "restart" or clock["due_on"] is None:
        next_term(calendar, deadline, clock, ("start", on, fields), at)
    else:
        left = clock["left"]
        if left is None:
            left = calendar.left(clock["ended_on"], clock["due_on"], works_in_days(deadline))
        next_term(calendar, deadline, clock, ("left", on, left), at)


def end(clock: Clock, status: str, on: dt.date) -> None:
    """End a clock; `met` becomes `met_late` after the due day, but for one that is held."""
    late = clock["status"] == "running" and clock["due_on"] and on > clock["due_on"]
    clock.update(status="met_late" if status == "met" and late else status, ended_on=on)
