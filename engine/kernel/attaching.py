"""Files on a case: a line of its history that changes nothing else."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.case import Attachment
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.permission import people_or_none
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


def attached(
    machine: Machine, case: Case, file: Attachment, actor: Actor, view: View, moment: Moment
) -> Decision | Refusal:
    """Return the case with a file on it, or why it may not be put there.

    Whoever stands behind a role of the case may, as long as it is open. `seq`, `by` and `at` of
    the file are said anew.
    """
    if not _has_a_role(machine, case, actor, view, moment):
        facts = {"person": actor.principal or actor.person, "case": case.number}
        return Refusal(code="may_not_attach", facts=facts)
    return enclosed(machine, case, file, actor, view, moment)


def enclosed(
    machine: Machine, case: Case, file: Attachment, actor: Actor, view: View, moment: Moment
) -> Decision | Refusal:
    """Return the case with a file that an act of the actor's put on it, by the right of the act."""
    refusal = _refused(machine, case, file)
    if refusal is not None:
        return refusal
    kept = replace(file, seq=case.seq + 1, by=actor.person, at=moment.at)
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.case = replace(case, attachments=(*case.attachments, kept))
    entry = draft.entry("attached", "attached", actor)
    return draft.decision(replace(entry, changes={**entry.changes, "attachments": [kept]}))


def _refused(machine: Machine, case: Case, file: Attachment) -> Refusal | None:
    if case.closed_at is not None or case.void:
        return Refusal(code="attachment_case_closed", facts={"case": case.number})
    if file.field is not None and file.field not in machine.workflow.fields:
        known = ", ".join(machine.workflow.fields)
        return Refusal(code="attachment_field_unknown", facts={"field": file.field, "known": known})
    for known_file in case.attachments:
        if same_name(known_file.name, file.name):
            code = "attachment_known" if known_file.sha256 == file.sha256 else "attachment_taken"
            return Refusal(code=code, facts={"name": known_file.name, "case": case.number})
    return None


def _has_a_role(machine: Machine, case: Case, actor: Actor, view: View, moment: Moment) -> bool:
    scene = Scene(machine, case, view, moment.at)
    stood_in_for = actor.principal
    if stood_in_for and not view.directory.stands_in(actor.person, stood_in_for, scene.today):
        return False
    person = stood_in_for or actor.person
    return any(person in people_or_none(scene, role) for role in machine.workflow.roles)


def same_name(one: str, other: str) -> bool:
    """Return whether two names would be one and the same file on some computer."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
