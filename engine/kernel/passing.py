"""Which steps of a new ladder are passed over where a clock comes under it in the middle.

What the earlier rule took is known by its id and never taken again. Of what the new rule would
have done before, rungs that come after the last one taken take effect when the clock comes under
it; warnings, reminders, rungs before that one and earlier repetitions are passed over.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.definition.steps import Notify, Step
from engine.kernel.case import Clock, TakenStep
from engine.kernel.ladder import DueStep, base_of, upcoming, with_next_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.kernel.due import Rules


#: Stands for a step of which no more is asked than its name.
_NOTHING = Step(verb=Notify(roles=()))


def passed_over(rules: Rules, clock: Clock, at: dt.datetime, seq: int) -> Clock:
    """Return a clock that has behind it what lies before an instant and is taken no more.

    `seq` is the history entry that says so. Nothing of the rules takes effect before the instant.
    """
    if rules.deadline.recurs is None:
        clock = _passed(rules, clock, at, seq)
    return with_next_step(rules.deadline, rules.calendar, replace(clock, recounted_at=at))


def _passed(rules: Rules, clock: Clock, at: dt.datetime, seq: int) -> Clock:
    clock = _with(clock, _below_the_last(rules, clock), at, seq)
    known = {base_of(one): one.number for one in clock.taken}
    passed: dict[str, DueStep] = {}
    trial = clock
    while (due := _first_before(rules, trial, at)) is not None:
        passed[due.base] = due
        trial = _with(clock, passed.values(), at, seq)
    kept = [step for due in passed.values() if (step := _last_passed(due, known)) is not None]
    left = {base: number for base, number in known.items() if base not in passed}
    return _with(clock, [*kept, *_borders(rules, clock, left)], at, seq)


def _borders(rules: Rules, clock: Clock, taken: Mapping[str, int]) -> Iterator[DueStep]:
    """Yield where the repetitions of earlier rules end: what follows is counted by the new ones."""
    repeated = {step.id for step in rules.deadline.overdue if step.every is not None}
    for base, number in taken.items():
        if base in repeated or base == "remind":
            yield DueStep(clock.term_at, 0, base, number, _NOTHING)


def _first_before(rules: Rules, clock: Clock, at: dt.datetime) -> DueStep | None:
    found = (due for due in upcoming(rules.deadline, rules.calendar, clock) if due.at < at)
    return min(found, key=lambda due: (due.at, due.order), default=None)


def _below_the_last(rules: Rules, clock: Clock) -> list[DueStep]:
    """Return the rungs that stand before the last one taken, and were not taken."""
    known = {base_of(one) for one in clock.taken}
    ladder = rules.deadline.overdue
    reached = [place for place, step in enumerate(ladder) if step.id in known]
    below = ladder[: max(reached, default=0)]
    return [DueStep(clock.term_at, 0, step.id, 1, step) for step in below if step.id not in known]


def _last_passed(due: DueStep, known: Mapping[str, int]) -> DueStep | None:
    """Return the last occurrence of a step that is passed over, None where none is."""
    if due.base in known or due.base.startswith(("warn:", "remind")):
        return due
    # A rung never taken takes effect once, as its last occurrence that lies behind.
    return due._replace(number=due.number - 1) if due.number > 1 else None


def _with(clock: Clock, steps: Iterable[DueStep], at: dt.datetime, seq: int) -> Clock:
    new = (TakenStep(id=due.id, at=at, number=due.number, seq=seq, passed=True) for due in steps)
    return replace(clock, taken=(*clock.taken, *new))
