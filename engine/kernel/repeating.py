"""A step that tells somebody again and again, taken in one pass over the days that are past."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.case import TakenStep
from engine.kernel.ladder import DueStep, instant_of, pending, with_taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Deadline
    from engine.kernel.case import Clock

Rung = tuple[DueStep, "Clock"]


def taken_in_a_row(
    deadline: Deadline,
    calendar: Calendar,
    clock: Clock,
    due: DueStep,
    *,
    seq: int,
    until: dt.datetime,
    before: dt.datetime | None,
) -> Iterator[Rung]:
    """Yield a step that only tells, then its repetitions, each with the clock that has taken it.

    `seq` is the history entry of the first. The row ends with `until`, short of `before`, and
    where the clock has something else to say: each clock is the one that `with_taken` makes.
    """
    moved = with_taken(deadline, calendar, clock, due, seq=seq, passed=False)
    yield due, moved
    if due.step.every is None and due.base != "remind":
        return
    own, rival = _own_and_rival(pending(deadline, calendar, moved), due.base)
    kept = moved.taken[:-1]
    while own is not None and own.at <= until and (before is None or own.at < before):
        if rival is not None and not _is_first(own, rival):
            return
        seq += 1
        done = TakenStep(id=own.id, at=own.at, number=own.number, seq=seq)
        following = _following(deadline, calendar, moved, own)
        coming = following if rival is None or _is_first(following, rival) else rival
        moved = replace(moved, taken=(*kept, done), next_step=coming.id, next_at=coming.at)
        yield own, moved
        own = following


def _own_and_rival(steps: Iterator[DueStep], base: str) -> tuple[DueStep | None, DueStep | None]:
    """Return the next repetition of a step, and what else the clock has to take first."""
    own, rival = None, None
    for step in steps:
        if step.base == base:
            own = step
        elif rival is None or _is_first(step, rival):
            rival = step
    return own, rival


def _is_first(one: DueStep, other: DueStep) -> bool:
    return (one.at, one.order) < (other.at, other.order)


def _following(deadline: Deadline, calendar: Calendar, clock: Clock, last: DueStep) -> DueStep:
    number = last.number + 1
    at = instant_of(deadline, calendar, clock, last.base, last.step, number)
    return DueStep(max(at, last.at), last.order, last.base, number, last.step)
