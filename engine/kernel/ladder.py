"""When the warnings, reminders and ladder steps of a clock take effect (semantics 5, 8, 14-16)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.calendar.counting import offset_after, warning_at
from engine.calendar.lengths import Length
from engine.definition.workflow import Notify, Step
from engine.kernel.case import Clock, TakenStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Deadline, Reminder

INSTANT = dt.timedelta(microseconds=1)


class DueStep(NamedTuple):
    """A step at its instant; `order` breaks ties within its deadline, `base` is its plain id."""

    at: dt.datetime
    order: int
    base: str
    number: int
    step: Step

    @property
    def id(self) -> str:
        """The step's id in its term; a repetition carries its number."""
        plain = self.number == 1 and self.base != "remind"
        return self.base if plain else f"{self.base}#{self.number}"


def upcoming(deadline: Deadline, calendar: Calendar, clock: Clock) -> Iterator[DueStep]:
    """Yield the next not yet taken occurrence of each warning, reminder and ladder step."""
    taken = {step.id.partition("#")[0]: step.number for step in clock.taken}
    for due in _first_occurrences(deadline, calendar, clock):
        number = taken.get(due.base, 0) + 1
        if number == 1:
            yield due
        elif (again := _again(calendar, clock, due, number)) is not None:
            yield again


def _first_occurrences(deadline: Deadline, calendar: Calendar, clock: Clock) -> Iterator[DueStep]:
    order = 0
    for length in deadline.warn if clock.due_on else ():
        at = warning_at(calendar, clock.due_on, length)  # type: ignore[arg-type]
        if at >= clock.term_at:
            yield DueStep(
                at, order, f"warn:{length.short}", 1, Step(verb=Notify(roles=deadline.warned))
            )
        order += 1
    if deadline.remind is not None:
        for due in _reminders(deadline.remind, calendar, clock):
            yield due._replace(order=order)
            order += 1
    for step in deadline.overdue if clock.ladder_from else ():
        yield DueStep(_after(calendar, clock, step.after), order, step.id, 1, step)
        order += 1


def _reminders(remind: Reminder, calendar: Calendar, clock: Clock) -> Iterator[DueStep]:
    """Yield nudges at opening time, counted from the due day, or from the start without one."""
    for length in remind.at:
        at = _nudge_at(calendar, clock, length)
        yield DueStep(at, 0, f"remind:{length.short}", 1, Step(verb=Notify(roles=remind.roles)))
    if remind.every is not None:
        step = Step(verb=Notify(roles=remind.roles), every=remind.every)
        yield DueStep(_nudge_at(calendar, clock, remind.every), 0, "remind", 1, step)


def _nudge_at(calendar: Calendar, clock: Clock, length: Length) -> dt.datetime:
    base = clock.ladder_from or calendar.local_date(clock.term_at)
    last_day = calendar.local_date(offset_after(calendar, base, length) - INSTANT)
    return calendar.opening(last_day)


def _after(calendar: Calendar, clock: Clock, after: Length | None) -> dt.datetime:
    """Return the instant of a ladder step; a clock already past at its start begins there."""
    assert clock.ladder_from is not None
    if after is None or after.amount == 0:
        return max(clock.due_at or clock.term_at, clock.term_at)
    return offset_after(calendar, clock.ladder_from, after)


def _again(calendar: Calendar, clock: Clock, due: DueStep, number: int) -> DueStep | None:
    """Return the number-th occurrence of a repeating step, or None for one that does not repeat."""
    every = due.step.every
    if every is None:
        return None
    if due.base == "remind":
        at = _nudge_at(calendar, clock, Length(every.amount * number, every.unit))
    else:
        first = due.step.after.amount if due.step.after else 0
        total = Length(first + every.amount * (number - 1), every.unit)
        at = _after(calendar, clock, total)
    return due._replace(at=at, number=number)


def next_step(deadline: Deadline, calendar: Calendar, clock: Clock) -> DueStep | None:
    """Return the earliest step that a running clock has still to take."""
    if clock.status != "running":
        return None
    steps = upcoming(deadline, calendar, clock)
    return min(steps, key=lambda step: (step.at, step.order), default=None)


def with_next_step(deadline: Deadline, calendar: Calendar, clock: Clock) -> Clock:
    """Return a clock that says which step comes next, and when."""
    due = next_step(deadline, calendar, clock)
    if due is None:
        return replace(clock, next_step=None, next_at=None)
    return replace(clock, next_step=due.id, next_at=due.at)


def with_taken(
    deadline: Deadline, calendar: Calendar, clock: Clock, due: DueStep, *, seq: int, passed: bool
) -> Clock:
    """Return a clock that has a step behind it, recorded in history entry `seq`."""
    done = TakenStep(id=due.id, at=due.at, number=due.number, seq=seq, passed=passed)
    others = tuple(one for one in clock.taken if one.id.partition("#")[0] != due.base)
    return with_next_step(deadline, calendar, replace(clock, taken=(*others, done)))
