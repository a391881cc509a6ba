"""What is due takes effect at its own instant, in order, before anything else (semantics 3, 5)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import PatrolError
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision
from engine.kernel.events import ENGINE, Actor, Moment
from engine.kernel.ladder import DueStep, coming, with_taken

if TYPE_CHECKING:
    from engine.kernel.case import Case, Clock, EntryKind
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View

_ENGINE = Actor(person=ENGINE)


class Ringing(NamedTuple):
    """A clock of a case that has a step to take, and that step."""

    clock: Clock
    due: DueStep


def ringing(machine: Machine, case: Case, until: dt.datetime) -> Ringing | None:
    """Return the earliest step due by an instant; ties go by declaration order."""
    candidates = [clock for clock in case.clocks if clock.next_at and clock.next_at <= until]
    if not candidates:
        return None
    clock = min(candidates, key=lambda one: (one.next_at, machine.order[one.name]))
    due = coming(machine.workflow.deadlines[clock.name], clock)
    return None if due is None else Ringing(clock, due)


def take_step(
    machine: Machine, case: Case, ring: Ringing, view: View, recorded_at: dt.datetime
) -> Decision:
    """Return the case with a step taken at its own instant, or passed over by its guard."""
    clock, due = ring
    deadline = machine.workflow.deadlines[clock.name]
    moment = Moment(at=due.at, recorded_at=recorded_at)
    draft = Draft(machine, case, view, moment, local_when(machine, due.at))
    passed = not _wanted(draft, due)
    seq = case.seq + 1
    draft.set_clock(with_taken(deadline, machine.calendar, clock, due, seq=seq, passed=passed))
    said = {"generation": clock.generation, "term": clock.term}
    kind: EntryKind = "passed" if passed else "step"
    entry = draft.entry(kind, f"{clock.name}:{due.id}", _ENGINE, said=said)
    mover = (clock.name, clock.generation)
    return draft.decision(entry, () if passed else (due.step,), mover=mover)


def _wanted(draft: Draft, due: DueStep) -> bool:
    """Return whether a step's guard holds; a guard that cannot be read loses no step."""
    if due.step.when is None:
        return True
    try:
        return draft.scene().holds(due.step.when)
    except PatrolError:
        return True


def settle(
    machine: Machine, case: Case, until: dt.datetime, view: View, recorded_at: dt.datetime
) -> list[Decision]:
    """Return every decision that brings a case without relatives up to an instant."""
    decisions = []
    while (ring := ringing(machine, case, until)) is not None:
        decision = take_step(machine, case, ring, view, recorded_at)
        case = decision.case
        decisions.append(decision)
    return decisions
