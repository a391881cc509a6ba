"""A case goes on under another version of its definition, as a plan says (semantics 24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.case import Case, Ran
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.migrated_case import acts_of, fields_of, waiting_of
from engine.kernel.migrated_deadlines import move_clocks, start_clocks
from engine.kernel.migration_faults import Faults

if TYPE_CHECKING:
    from engine.definition.migrating.plan import MigrationPlan
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View

MIGRATED = "migrated"


def migrate(
    old: Machine, new: Machine, case: Case, plan: MigrationPlan, actor: Actor, view: View,
    moment: Moment,
) -> Decision | Refusal:  # fmt: skip
    """Return a case under the new version, or everything that stands in the way.

    The case is settled. `facts["problems"]` of the refusal are the faults, each with the path in
    the plan at which it is mended, empty where the plan is not what is wrong.
    """
    faults = Faults(case.number)
    if case.version != plan.source or case.workflow != plan.workflow:
        faults.hinder("migration_other_version", at=case.version, source=plan.source)
    if case.closed_at is not None or case.void:
        faults.hinder("migration_case_closed")
    if faults:
        return faults.refusal()
    draft = _draft(old, new, case, plan, view, moment, faults)
    told = move_clocks(draft, old, plan, faults)
    if not faults:
        start_clocks(draft, plan)
        _require_seen(draft, faults)
    if faults:
        return faults.refusal()
    return draft.decision(_entry(draft, plan, actor, told))


def _draft(
    old: Machine, new: Machine, case: Case, plan: MigrationPlan, view: View, moment: Moment,
    faults: Faults,
) -> Draft:  # fmt: skip
    """Return a draft of the case under the new version, its clocks as they were."""
    draft = Draft(new, case, view, moment, local_when(new, moment.at))
    state = plan.states.get(case.state)
    if state is None:
        faults.hinder("migration_state_unmapped", "states", name=case.state)
    fields = fields_of(new, case, plan, view.directory, faults)
    draft.dropped["fields"] = [name for name in case.fields if name not in fields]
    subject = new.workflow.subject
    draft.written = {
        name: value
        for name, value in fields.items()
        if name == subject or name not in case.fields or case.fields[name] != value
    }
    acts = acts_of(old, case, plan, faults)
    draft.dropped["acts"] = [name for name in case.acts if name not in acts]
    draft.case = replace(
        case,
        version=plan.target,
        earlier=(*case.earlier, Ran(version=case.version, until=case.seq)),
        state=state or case.state,
        fields=fields,
        acts=acts,
        waiting=waiting_of(new, case, plan, faults),
    )
    _require_papers(draft, faults)
    return draft


def _require_papers(draft: Draft, faults: Faults) -> None:
    """Note papers on their way of a kind that the new version does not know."""
    for paper in draft.case.awaited:
        if paper.document not in draft.machine.workflow.documents:
            faults.hinder("migration_paper_unknown", document=paper.document)


def _require_seen(draft: Draft, faults: Faults) -> None:
    """Note where no clock would ring any more in a state that does not say that it rests."""
    state = draft.machine.workflow.states[draft.case.state]
    rings = any(clock.next_at or clock.status == "suspended" for clock in draft.case.clocks)
    waits = rings or draft.case.awaited
    if not (waits or state.rests or state.final):
        faults.hinder("migration_rests_unseen", "deadlines", name=state.name)


def _entry(draft: Draft, plan: MigrationPlan, actor: Actor, told: list[dict[str, Any]]) -> Any:
    said = {"from": plan.source, "to": plan.target, "deadlines": told}
    entry = draft.entry("migrated", MIGRATED, actor, said=said, reason=plan.reason)
    case = draft.case
    more = {"version": case.version, "earlier": list(case.earlier)}
    return replace(entry, changes={**entry.changes, **more})
