"""What an event, or entering and leaving a state, does to the clocks of a case (semantics 9-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.clocks import begin, end, hold, release, stop, undo
from engine.kernel.ladder import all_taken, with_next_step

if TYPE_CHECKING:
    from engine.kernel.case import Clock, ClockStatus
    from engine.kernel.draft import Draft
    from engine.kernel.machine import Happening, Pull

ALIVE = ("running", "suspended")


def pull_clocks(
    draft: Draft, happened: tuple[Happening, ...], mover: tuple[str, int] | None = None
) -> None:
    """Change every clock that what happened pulls at: stops, cancels, undoing, then starts.

    `mover` is the clock whose own ladder takes the event: it ends as missed.
    """
    pulled: set[tuple[int, int]] = set()
    for pull in draft.machine.pulls(happened):
        # Two triggers of one pass pull once: a clock is not restarted twice by one act.
        if (pull.phase, pull.order) in pulled:
            continue
        if pull.when is None or draft.scene().holds(pull.when):
            pulled.add((pull.phase, pull.order))
            _ACTIONS[pull.action](draft, pull, mover)
    _settle_final(draft, mover)


def _settle_final(draft: Draft, mover: tuple[str, int] | None) -> None:
    """End every clock that still runs when a case has closed."""
    if draft.case.closed_at is None:
        return
    order = draft.machine.order
    alive = [clock for clock in draft.case.clocks if clock.status in ALIVE]
    for clock in sorted(alive, key=lambda one: order[one.name]):
        _end(draft, clock, "cancelled", mover)


def _end(draft: Draft, clock: Clock, status: ClockStatus, mover: tuple[str, int] | None) -> None:
    missed = mover == (clock.name, clock.generation)
    _withdraw_later_steps(draft, clock)
    draft.set_clock(end(clock, "missed" if missed else status, draft.when))


def _alive(draft: Draft, pull: Pull) -> Clock | None:
    clock = draft.case.clock(pull.deadline.name)
    return clock if clock is not None and clock.status in ALIVE else None


def _stop(draft: Draft, pull: Pull, mover: tuple[str, int] | None) -> None:
    clock = _alive(draft, pull)
    if clock is None:
        return
    if mover == (clock.name, clock.generation):
        _end(draft, clock, "missed", mover)
        return
    _withdraw_later_steps(draft, clock)
    draft.set_clock(stop(draft.rules(pull.deadline), clock, draft.when))


def _withdraw_later_steps(draft: Draft, clock: Clock) -> None:
    """Mark the steps that a late entry, ending a clock, shows should not have been taken."""
    if not clock.taken or not any(step.at > draft.when.at for step in clock.taken):
        return
    deadline = draft.machine.workflow.deadlines[clock.name]
    taken = all_taken(deadline, draft.machine.calendar, clock)
    draft.withdrawn.extend((clock, step) for step in taken if step.at > draft.when.at)


def _cancel(draft: Draft, pull: Pull, mover: tuple[str, int] | None) -> None:
    if (clock := _alive(draft, pull)) is not None:
        _end(draft, clock, "cancelled", mover)


def _undo(draft: Draft, pull: Pull, _mover: tuple[str, int] | None) -> None:
    clock = draft.case.clock(pull.deadline.name)
    if clock is not None and clock.status in ("met", "met_late"):
        rules = draft.rules(pull.deadline)
        draft.set_clock(undo(rules, clock, pull.how, draft.case.fields, draft.when))


def _release(draft: Draft, pull: Pull, _mover: tuple[str, int] | None) -> None:
    clock = _alive(draft, pull)
    if clock is not None and clock.held_by == "suspension":
        draft.set_clock(release(draft.rules(pull.deadline), clock, draft.when))


def _hold(draft: Draft, pull: Pull, _mover: tuple[str, int] | None) -> None:
    clock = _alive(draft, pull)
    if clock is None or clock.status != "running":
        return
    held = hold(draft.rules(pull.deadline), clock, "suspension", draft.when)
    if held is not None:
        draft.set_clock(held)


def _start(draft: Draft, pull: Pull, _mover: tuple[str, int] | None) -> None:
    if draft.case.closed_at is not None:
        return
    known = draft.case.clock(pull.deadline.name)
    if known is not None and known.status in ALIVE:
        if pull.deadline.again == "keep":
            return
        draft.set_clock(end(known, "superseded", draft.when))
    generation = 1 + max(
        (one.generation for one in draft.case.clocks if one.name == pull.deadline.name), default=0
    )
    rules = draft.rules(pull.deadline)
    clock = begin(rules, draft.case.fields, draft.when, generation=generation)
    if pull.deadline.recurs is not None and known is not None:
        # A period that an earlier generation opened is not opened again.
        clock = with_next_step(rules.deadline, rules.calendar, replace(clock, taken=known.taken))
    draft.set_clock(clock)


_ACTIONS = {
    "stop": _stop,
    "cancel": _cancel,
    "undo": _undo,
    "release": _release,
    "hold": _hold,
    "start": _start,
}
