"""Reassignment: another person takes the place of one whom a case names (semantics 20)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.permits import REASSIGN

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case
    from engine.kernel.events import Moment, Reassignment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View

_OF_THE_CASE = re.compile(r"case\.(\w+)")


def reassign(
    machine: Machine, case: Case, asked: Reassignment, view: View, moment: Moment
) -> Decision | Refusal:
    """Return a case in which a role or a field stands for another person, or why it may not.

    What is named is a role that a field of the case names, or that field. Whoever takes an
    event from now on is the new one; what the old one did stands.
    """
    refusal = _refusal(case, asked)
    if refusal is not None:
        return refusal
    field = person_field(machine.workflow, asked.name)
    if isinstance(field, Refusal):
        return field
    try:
        view.directory.person(asked.person)
    except PatrolError as fault:
        return Refusal(code=fault.code, facts=fault.facts)
    previous = case.fields.get(field)
    if previous == asked.person:
        facts = {"role": asked.name, "person": asked.person}
        return Refusal(code="reassignment_to_the_same", facts=facts)
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.write({field: asked.person})
    said = {"person": asked.person, "previous": previous}
    entry = draft.entry("reassigned", field, asked.actor, said=said, reason=asked.reason)
    return draft.decision(entry)


def _refusal(case: Case, asked: Reassignment) -> Refusal | None:
    if REASSIGN not in asked.actor.permits:
        return Refusal(code="reassignment_not_permitted", facts={"person": asked.actor.person})
    if not asked.reason.strip():
        return Refusal(code="reassignment_unexplained")
    if case.closed_at is not None:
        return Refusal(code="reassignment_closed", facts={"number": case.number})
    return None


def person_field(workflow: Workflow, name: str) -> str | Refusal:
    """Return the field that names the person of a role, or a refusal where none does."""
    role = workflow.roles.get(name)
    if role is not None and role.person is None:
        facts = {"role": name, "role_zh": role.title.zh, "role_en": role.title.en}
        return Refusal(code="reassignment_of_office", facts=facts)
    path = f"case.{name}" if role is None else role.person or ""
    found = _OF_THE_CASE.fullmatch(path)
    field = workflow.fields.get(found[1]) if found else None
    if field is not None and field.type == "person":
        return field.name
    known = [one for one in workflow.roles if _named(workflow, one)]
    code = "reassignment_unknown" if role is None else "reassignment_elsewhere"
    facts = {"role": name, "path": path, "roles": ", ".join(known) or "-"}
    return Refusal(code=code, facts=facts)


def _named(workflow: Workflow, role: str) -> bool:
    found = _OF_THE_CASE.fullmatch(workflow.roles[role].person or "")
    field = workflow.fields.get(found[1]) if found else None
    return field is not None and field.type == "person"
