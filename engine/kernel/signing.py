"""Signing a paper: who may, and what the history keeps of it (semantics 20, 22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.duties import OWNER
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.permission import no_delegate, people_or_none
from engine.kernel.scene import Scene
from engine.kernel.standing import standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.workflow import Document
    from engine.kernel.case import Case
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


def may_sign(
    machine: Machine, case: Case, document: Document, actor: Actor, view: View, moment: Moment
) -> Refusal | None:
    """Return why somebody may not sign a kind of paper, or None where they may."""
    scene = Scene(machine, case, view, moment.at)
    if (refusal := no_delegate(actor, scene)) is not None:
        return refusal
    role = machine.workflow.roles.get(document.signed_by or "")
    people = people_or_none(scene, role.name) if role else ()
    if (actor.principal or actor.person) in people:
        return None
    return Refusal(
        code="may_not_sign",
        facts={
            "person": actor.person,
            "title_zh": document.title.zh,
            "title_en": document.title.en,
            "roles_zh": role.title.zh if role else "-",
            "roles_en": role.title.en if role else "-",
            "people": ", ".join(people) or "-",
        },
    )


def signatory(
    machine: Machine, case: Case, document: Document, actor: Actor, view: View, moment: Moment
) -> Actor | Refusal:
    """Return who signs, in the post that lets them, or why they may not."""
    refusal = may_sign(machine, case, document, actor, view, moment)
    if refusal is not None:
        return refusal
    found = standing(Scene(machine, case, view, moment.at), [document.signed_by or ""], actor)
    return found if isinstance(found, Refusal) else replace(actor, post=found.post)


def recipients(
    machine: Machine, case: Case, roles: Mapping[str, Sequence[str]], view: View, moment: Moment,
    owners: Sequence[str] | None = None,
) -> dict[str, list[str]]:  # fmt: skip
    """Return the people behind a paper's addressees as they are now: this list is frozen.

    `owners` are those whom a paper names for being late with a duty.
    """
    scene = Scene(machine, case, view, moment.at)
    behind = {role: people_or_none(scene, role) for role in _apart(roles, owners)}
    behind[OWNER] = behind.get(OWNER, tuple(owners or ()))
    return {
        part: list(dict.fromkeys(one for role in names for one in behind[role]))
        for part, names in roles.items()
    }


def _apart(roles: Mapping[str, Sequence[str]], owners: Sequence[str] | None) -> set[str]:
    """Return the roles that a case itself knows: where several owe a duty, it knows them not."""
    return {role for names in roles.values() for role in names if role != OWNER or owners is None}


def signed(
    machine: Machine, case: Case, document: str, said: dict[str, Any], actor: Actor, view: View,
    moment: Moment,
) -> Decision:  # fmt: skip
    """Return the case with a line that a paper was signed, its number and whom it goes to."""
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    return draft.decision(draft.entry("signed", document, actor, signed=True, said=said))
