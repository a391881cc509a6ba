"""What is due takes effect at its own instant, in order, before anything else (semantics 3, 5)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.errors import PatrolError
from engine.kernel.case import Entry
from engine.kernel.draft import Draft, cause_of, local_when
from engine.kernel.duties import duty_scene
from engine.kernel.effects import Decision, PendingStep
from engine.kernel.events import ENGINE, Actor, Moment
from engine.kernel.ladder import DueStep, coming, only_tells, with_taken
from engine.kernel.receipts import deemed, next_deemed
from engine.kernel.repeating import taken_in_a_row

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    return _ringing(machine, case.clocks, until)


def _ringing(machine: Machine, clocks: Sequence[Clock], until: dt.datetime) -> Ringing | None:
    candidates = [clock for clock in clocks if clock.next_at and clock.next_at <= until]
    if not candidates:
        return None
    clock = candidates[0]
    if len(candidates) > 1:
        clock = min(candidates, key=lambda one: (one.next_at, machine.order[one.name]))
    due = coming(machine.workflow.deadlines[clock.name], clock)
    return None if due is None else Ringing(clock, due)


def take_step(
    machine: Machine, case: Case, ring: Ringing, view: View, recorded_at: dt.datetime
) -> Decision:
    """Return the case with a step taken at its own instant, or passed over by its guard."""
    clock, due = ring
    if only_tells(due.step):
        return _told(machine, case, ring, recorded_at)
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


def _told(machine: Machine, case: Case, ring: Ringing, recorded_at: dt.datetime) -> Decision:
    """Return the case with a step taken that only tells: nothing but its clock moves."""
    clock, due = ring
    deadline, seq = machine.workflow.deadlines[clock.name], case.seq + 1
    moved = with_taken(deadline, machine.calendar, clock, due, seq=seq, passed=False)
    clocks = tuple(moved if one is clock else one for one in case.clocks)
    entry = _telling_entry(machine, case, moved, due, seq, recorded_at)
    pending = PendingStep(
        step=due.step, cause=cause_of(entry, 0, due.step), mover=(clock.name, clock.generation)
    )
    return Decision(case=replace(case, clocks=clocks, seq=seq), entries=(entry,), then=(pending,))


def take_tellings(
    machine: Machine, case: Case, until: dt.datetime, recorded_at: dt.datetime
) -> tuple[Case, list[Entry]]:
    """Return a case with the steps due next that only tell, up to the first one of another kind.

    Each is the entry that `take_step` makes of it: what a clock says for years is many of them.
    """
    entries: list[Entry] = []
    clocks, seq = case.clocks, case.seq
    while (ring := _ringing(machine, clocks, until)) is not None and only_tells(ring.due.step):
        clock, due = ring
        others = [one.next_at for one in clocks if one is not clock and one.next_at is not None]
        row = taken_in_a_row(
            machine.workflow.deadlines[clock.name], machine.calendar, clock, due,
            seq=seq + 1, until=until, before=min(others, default=None),
        )  # fmt: skip
        moved = clock
        for step, moved in row:
            seq += 1
            entries.append(_telling_entry(machine, case, moved, step, seq, recorded_at))
        clocks = tuple(moved if one is clock else one for one in clocks)
    return replace(case, clocks=clocks, seq=seq), entries


def _telling_entry(
    machine: Machine, case: Case, clock: Clock, due: DueStep, seq: int, recorded_at: dt.datetime
) -> Entry:
    return Entry(
        case=case.id,
        seq=seq,
        kind="step",
        event=f"{clock.name}:{due.id}",
        source=case.state,
        target=case.state,
        actor=ENGINE,
        occurred_on=machine.calendar.local_date(due.at),
        occurred_at=due.at,
        recorded_at=recorded_at,
        said={"generation": clock.generation, "term": clock.term},
        changes={"clocks": [clock]},
    )


def _wanted(draft: Draft, due: DueStep) -> bool:
    """Return whether a step's guard holds; a guard that cannot be read loses no step."""
    if due.step.when is None:
        return True
    try:
        return duty_scene(draft.scene()).holds(due.step.when)
    except PatrolError:
        return True


def settle_once(
    machine: Machine, case: Case, until: dt.datetime, view: View, recorded_at: dt.datetime
) -> Decision | None:
    """Return what is due first in a case by an instant: a clock's step before a deemed receipt."""
    ring = ringing(machine, case, until)
    waiting = next_deemed(case, until)
    if ring is not None and not (waiting and waiting.deemed_at and waiting.deemed_at < ring.due.at):
        return take_step(machine, case, ring, view, recorded_at)
    return deemed(machine, case, waiting, view, recorded_at) if waiting else None


def settle(
    machine: Machine, case: Case, until: dt.datetime, view: View, recorded_at: dt.datetime
) -> list[Decision]:
    """Return every decision that brings a case without relatives up to an instant."""
    decisions = []
    while (decision := settle_once(machine, case, until, view, recorded_at)) is not None:
        case = decision.case
        decisions.append(decision)
    return decisions
