"""The clocks of a case in a migration: what each goes on as, and which start anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.clocks import begin, end
from engine.kernel.due import When
from engine.kernel.migrated_clocks import Coming, come_under, hindrance
from engine.kernel.passing import passed_over

if TYPE_CHECKING:
    from engine.definition.migrating.plan import ClockPlan, MigrationPlan
    from engine.kernel.case import Case, Clock
    from engine.kernel.draft import Draft
    from engine.kernel.machine import Machine
    from engine.kernel.migration_faults import Faults

ALIVE = ("running", "suspended")


def move_clocks(
    draft: Draft, old: Machine, plan: MigrationPlan, faults: Faults
) -> list[dict[str, Any]]:
    """Bring every clock under the new version; return what became of those that run.

    A clock that goes on under another name is superseded there: its past stays where it was.
    """
    told = []
    for clock in draft.before.clocks:
        if clock.undone or clock.status == "superseded":
            continue
        chosen = plan.deadlines.get(clock.name)
        if chosen is None:
            if clock.status in ALIVE or clock.name in draft.machine.workflow.deadlines:
                faults.hinder("migration_deadline_unmapped", "deadlines", name=clock.name)
            continue
        moved = _moved(draft, old, clock, chosen, faults)
        if clock.status in ALIVE and moved is not None:
            told.append(_told(clock, moved, chosen))
    return told


def _moved(
    draft: Draft, old: Machine, clock: Clock, chosen: ClockPlan, faults: Faults
) -> Clock | None:
    if chosen.to is None:
        if clock.status not in ALIVE:
            return clock
        ended = end(clock, "cancelled", draft.when)
        draft.set_clock(ended)
        return ended
    coming = Coming(
        draft.machine.rules(chosen.to), chosen.date, draft.case.fields, draft.when,
        draft.before.seq + 1,
    )  # fmt: skip
    code = hindrance(old.rules(clock.name), clock, coming)
    if code is not None:
        faults.hinder(code, "deadlines", clock.name, name=clock.name, to=chosen.to)
        return None
    moved = come_under(old.rules(clock.name), clock, coming)
    if chosen.to != clock.name:
        draft.set_clock(_left_behind(draft, clock))
        generation = _next_generation(draft.case, chosen.to)
        moved = replace(moved, name=chosen.to, generation=generation)
    if moved != clock:
        draft.set_clock(moved)
    return moved


def _left_behind(draft: Draft, clock: Clock) -> Clock:
    """Return a clock that goes on under another name, or went; when it ended stays known."""
    if clock.status in ALIVE:
        return end(clock, "superseded", draft.when)
    return replace(clock, status="superseded")


def _next_generation(case: Case, name: str) -> int:
    return 1 + max((one.generation for one in case.clocks if one.name == name), default=0)


def _told(before: Clock, after: Clock, chosen: ClockPlan) -> dict[str, Any]:
    return {
        "deadline": before.name,
        "generation": before.generation,
        "to": chosen.to,
        "date": chosen.date if chosen.to is not None else "end",
        "due_before": before.due_on,
        "due_after": after.due_on if chosen.to is not None else None,
    }


def start_clocks(draft: Draft, plan: MigrationPlan) -> None:
    """Start the deadlines that the plan says, where the case has none of that name running."""
    case = draft.case
    for name, start in plan.starts.items():
        known = case.clock(name)
        if (known is not None and known.status in ALIVE) or (
            start.states and case.state not in start.states
        ):
            continue
        rules = draft.machine.rules(name)
        opened = When(case.opened_on, case.opened_at)
        when = opened if start.since == "opened" else draft.when
        clock = begin(rules, case.fields, when, generation=_next_generation(draft.case, name))
        draft.set_clock(passed_over(rules, clock, draft.when.at, draft.before.seq + 1))
