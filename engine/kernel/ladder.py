"""When the warnings, reminders and ladder steps of a clock take effect (semantics 5, 8, 14-16)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.calendar.counting import offset_after, warning_at
from engine.calendar.lengths import Length
from engine.definition.workflow import Notify, Step
from engine.kernel.case import Clock, TakenStep
from engine.kernel.recurring import next_opening, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar
    from engine.definition.deadlines import Recurrence
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
    """Yield the next not yet taken occurrence of each warning, reminder and ladder step.

    Of a ladder nothing is yielded beyond its first step not yet taken: offsets rise (law 7).
    """
    if deadline.recurs is not None:
        yield from _period(deadline, deadline.recurs, calendar, clock)
        return
    taken = {step.id.partition("#")[0]: step.number for step in clock.taken}
    if deadline.warn and clock.due_on is not None:
        yield from _warnings(deadline, calendar, clock, taken)
    if deadline.remind is not None:
        yield from _reminders(deadline.remind, calendar, clock, taken)
    if clock.ladder_from is None:
        return
    for order, step in enumerate(deadline.overdue, _LADDER):
        number = taken.get(step.id, 0) + 1
        if number == 1:
            yield DueStep(_after(calendar, clock, step.after), order, step.id, 1, step)
            return
        if step.every is not None:
            at = _after(calendar, clock, _repeated(step, number))
            yield DueStep(at, order, step.id, number, step)


def _period(
    deadline: Deadline, rule: Recurrence, calendar: Calendar, clock: Clock
) -> Iterator[DueStep]:
    """Yield the opening of a recurring clock's next period, known by the period's last day."""
    found = next_opening(rule, calendar, clock)
    if found is not None:
        step = deadline.overdue[0]
        yield DueStep(found.at, _LADDER, step.id, number_of(found.period), step)


def ahead(deadline: Deadline, calendar: Calendar, clock: Clock) -> list[DueStep]:
    """Return everything that a clock has still to take if nobody does anything, in order.

    A repeating step stands there once, with its next occurrence.
    """
    taken = {step.id.partition("#")[0] for step in clock.taken}
    found = {step.base: step for step in upcoming(deadline, calendar, clock)}
    for order, step in enumerate(deadline.overdue if clock.ladder_from else (), _LADDER):
        if step.id not in taken and step.id not in found:
            at = _after(calendar, clock, step.after)
            found[step.id] = DueStep(at, order, step.id, 1, step)
    return sorted(found.values(), key=lambda step: (step.at, step.order))


#: Ties within a deadline: warnings first, then reminders, then the ladder.
_REMINDERS, _LADDER = 1_000, 2_000


def _warnings(
    deadline: Deadline, calendar: Calendar, clock: Clock, taken: dict[str, int]
) -> Iterator[DueStep]:
    for order, length in enumerate(deadline.warn):
        name = f"warn:{length.short}"
        if name not in taken and clock.due_on is not None:
            at = warning_at(calendar, clock.due_on, length)
            if at >= clock.term_at:
                yield DueStep(at, order, name, 1, _telling(deadline.warned))


def _reminders(
    remind: Reminder, calendar: Calendar, clock: Clock, taken: dict[str, int]
) -> Iterator[DueStep]:
    """Yield nudges at opening time: so long before the due day, and again and again after it.

    Where there is no due day both are counted from the start. Like a warning, one that would fall
    before the start is left out.
    """
    for order, length in enumerate(remind.at, _REMINDERS):
        name = f"remind:{length.short}"
        at = (
            warning_at(calendar, clock.due_on, length)
            if clock.due_on is not None
            else _nudge_at(calendar, clock, length)
        )
        if name not in taken and at >= clock.term_at:
            yield DueStep(at, order, name, 1, _telling(remind.roles))
    if remind.every is not None:
        number = taken.get("remind", 0) + 1
        total = Length(remind.every.amount * number, remind.every.unit)
        at = _nudge_at(calendar, clock, total)
        yield DueStep(at, _LADDER - 1, "remind", number, _telling(remind.roles))


@lru_cache(maxsize=256)
def _telling(roles: tuple[str, ...]) -> Step:
    """Return the step that only tells roles."""
    return Step(verb=Notify(roles=roles))


def _repeated(step: Step, number: int) -> Length:
    """Return how long after the due day a step comes for the number-th time."""
    assert step.every is not None
    first = step.after.amount if step.after else 0
    return Length(first + step.every.amount * (number - 1), step.every.unit)


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


def coming(deadline: Deadline, clock: Clock) -> DueStep | None:
    """Return the step that a clock says comes next, without counting anew."""
    if clock.next_step is None or clock.next_at is None:
        return None
    base, _, number = clock.next_step.partition("#")
    step = _step_named(deadline, base)
    return DueStep(clock.next_at, 0, base, int(number or 1), step)


def _step_named(deadline: Deadline, base: str) -> Step:
    if base.startswith("warn:"):
        return _telling(deadline.warned)
    if base.startswith("remind") and deadline.remind is not None:
        return _telling(deadline.remind.roles)
    return next(step for step in deadline.overdue if step.id == base)


def _step_known(deadline: Deadline, base: str) -> Step | None:
    """Return a step by its id, or None: an earlier version of the definition had taken it."""
    if base.startswith(("warn:", "remind")):
        return _step_named(deadline, base) if deadline.remind or base[0] == "w" else None
    return next((step for step in deadline.overdue if step.id == base), None)


def next_step(deadline: Deadline, calendar: Calendar, clock: Clock) -> DueStep | None:
    """Return the earliest step that a running clock has still to take."""
    if clock.status != "running":
        return None
    first = None
    for step in pending(deadline, calendar, clock):
        if first is None or (step.at, step.order) < (first.at, first.order):
            first = step
    return first


def pending(deadline: Deadline, calendar: Calendar, clock: Clock) -> Iterator[DueStep]:
    """Return what a running clock has to take next of each kind, at the instants that count."""
    steps = upcoming(deadline, calendar, clock)
    # What came due while the clock was claimed takes effect at the undoing (semantics 10); what a
    # notice moved into the past, when the notice is taken in (semantics 25).
    if clock.rings_from is None and clock.recounted_at is None:
        return steps
    earliest = max(at for at in (clock.rings_from, clock.recounted_at) if at)
    return (step._replace(at=max(step.at, earliest)) for step in steps)


def with_next_step(deadline: Deadline, calendar: Calendar, clock: Clock) -> Clock:
    """Return a clock that says which step comes next, and when, by which calendar."""
    due = next_step(deadline, calendar, clock)
    found = (None, None) if due is None else (due.id, due.at)
    return replace(clock, next_step=found[0], next_at=found[1], revision=calendar.revision)


def with_taken(
    deadline: Deadline, calendar: Calendar, clock: Clock, due: DueStep, *, seq: int, passed: bool
) -> Clock:
    """Return a clock that has a step behind it, recorded in history entry `seq`.

    Of a repetition that only tells, just the last is kept: the others follow from its number,
    and a clock that nags for years stays small; but for those that other rules took, which end
    with one that was passed over.
    """
    done = TakenStep(id=due.id, at=due.at, number=due.number, seq=seq, passed=passed)
    kept = clock.taken
    if due.number > 1 and (only_tells(due.step) or deadline.recurs is not None):
        known = [place for place, one in enumerate(kept) if one.passed and base_of(one) == due.base]
        border = known[-1] if known else -1
        kept = tuple(
            one for place, one in enumerate(kept) if place <= border or base_of(one) != due.base
        )
    return with_next_step(deadline, calendar, replace(clock, taken=(*kept, done)))


def base_of(step: TakenStep) -> str:
    """Return a step's id without the number of its repetition."""
    return step.id.partition("#")[0]


def only_tells(step: Step) -> bool:
    """Return whether a step tells somebody, always, and does nothing else."""
    return isinstance(step.verb, Notify) and step.when is None


def all_taken(deadline: Deadline, calendar: Calendar, clock: Clock) -> list[TakenStep]:
    """Return every step that a clock's term took, each repetition with its instant, in order."""
    found: list[TakenStep] = []
    last: dict[str, int] = {}
    for one in clock.taken:
        base = base_of(one)
        known, last[base] = last.get(base, 0), one.number
        if one.passed:
            continue
        step = _step_known(deadline, base)
        if step and only_tells(step) and deadline.recurs is None:
            found += _earlier(deadline, calendar, clock, one, step, known)
        found.append(one)
    return sorted(found, key=lambda one: one.at)


def _earlier(
    deadline: Deadline, calendar: Calendar, clock: Clock, last: TakenStep, step: Step, known: int
) -> Iterator[TakenStep]:
    """Yield the repetitions before the last one, after one that is known by itself.

    Their history entries are not known here.
    """
    base = base_of(last)
    for number in range(known + 1, last.number):
        at = instant_of(deadline, calendar, clock, base, step, number)
        at = min(max(at, clock.rings_from or at), last.at)
        yield TakenStep(id=DueStep(at, 0, base, number, step).id, at=at, number=number)


def instant_of(
    deadline: Deadline, calendar: Calendar, clock: Clock, base: str, step: Step, number: int
) -> dt.datetime:
    """Return when a step comes for the number-th time, whatever holds it up."""
    every = deadline.remind.every if deadline.remind is not None else None
    if base == "remind" and every is not None:
        return _nudge_at(calendar, clock, Length(every.amount * number, every.unit))
    return _after(calendar, clock, step.after if number == 1 else _repeated(step, number))
