"""One case about several matters becomes several: each goes on where it stood (semantics 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.case import Case, Link, Relation
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.opening import first_entry
from engine.kernel.pulls import ALIVE
from engine.kernel.values import field_fault, is_empty, read_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.kernel.case import Clock
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


def splittable(case: Case) -> Refusal | None:
    """Return why nothing may be split off a case, or None where it may."""
    facts = {"number": case.number}
    if case.closed_at is not None:
        return Refusal(code="split_closed", facts=facts)
    if case.origin is not None:
        return Refusal(code="split_of_extension", facts=facts)
    held = [clock.name for clock in case.clocks if clock.held_by == "extension"]
    if held:
        return Refusal(code="split_while_pending", facts={**facts, "deadline": held[0]})
    return None


def split_off(
    draft: Draft, origin: Case, values: Mapping[str, Any], actor: Actor, reason: str
) -> Decision | Refusal:
    """Return a new case that stands where another stands, but for the values it is given.

    Its clocks run from their original start: no time is gained, no step is taken again.
    """
    faults = _write(draft, origin, values)
    if faults:
        return Refusal(code="fields_wrong", facts={"event": "split", "problems": faults})
    for clock in origin.clocks:
        if clock.status in ALIVE:
            draft.set_clock(_as_it_runs(clock))
    relation = Relation(kind="split_from", case=origin.id)
    draft.case = replace(draft.case, acts=origin.acts, waiting=origin.waiting, related=(relation,))
    return draft.decision(first_entry(draft, actor, {"split_from": origin.id}, reason))


def blank(
    machine: Machine, origin: Case, case_id: str, actor: Actor, view: View, moment: Moment
) -> Draft:
    """Return the draft of a case to be split off: in the same state, below the same parent."""
    when = local_when(machine, moment.at)
    parent = origin.parent
    case = Case(
        id=case_id,
        number="",
        workflow=origin.workflow,
        version=origin.version,
        state=origin.state,
        home=origin.home,
        root=origin.root if parent else case_id,
        opened_by=actor.person,
        opened_on=when.on,
        opened_at=when.at,
        acted_on=when.on,
        acted_at=when.at,
        parent=Link(case=parent.case, field=parent.field) if parent else None,
    )
    return Draft(machine, case, view, moment, when)


def _write(draft: Draft, origin: Case, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write the origin's fields and the values over them; return what is wrong with the values."""
    fields = draft.machine.workflow.fields
    known = {
        name: value
        for name, value in values.items()
        if name in fields and (fields[name].type != "cases" or fields[name].linked)
    }
    faults = [field_fault("field_unknown", name, None) for name in values if name not in known]
    found, unreadable = read_values(
        {name: fields[name] for name in known}, known, draft.view.directory
    )
    draft.write({**origin.fields, **found})
    missing = [
        field_fault("field_missing", field.name, field)
        for field in draft.machine.required
        if field.name in known and field.required and is_empty(found.get(field.name))
    ]
    told = {fault["facts"]["field"] for fault in unreadable}
    return [*faults, *unreadable, *(one for one in missing if one["facts"]["field"] not in told)]


def _as_it_runs(clock: Clock) -> Clock:
    """Return a clock for another case: the entries of its steps are those of the first."""
    return replace(clock, taken=tuple(replace(step, seq=0) for step in clock.taken))


def divided(draft: Draft, into: list[str], actor: Actor, reason: str) -> Decision:
    """Return the case that others were split off, saying so."""
    relations = [Relation(kind="split_into", case=one) for one in into]
    draft.case = replace(draft.case, related=(*draft.case.related, *relations))
    entry = draft.entry("split", "split_into", actor, said={"into": into}, reason=reason)
    return draft.decision(entry)
