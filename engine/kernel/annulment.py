"""Annulment: a case that should never have been keeps its number and is void (semantics 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.attributes import finality
from engine.kernel.clocks import end
from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.events import ENGINE
from engine.kernel.permits import CORRECTOR

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.kernel.case import Case
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import Relative, View

ANNULLED = "annulled"

#: What no rate counts any more already.
_OUTSIDE = ("cancelled", "superseded")


def refuse_annulment(
    machine: Machine, case: Case, children: Sequence[Relative], seen: Collection[str],
    actor: Actor, reason: str,
) -> Refusal | None:  # fmt: skip
    """Return why a case may not be annulled, or None where it may.

    Only children that are `seen` are named to the person.
    """
    facts = {"number": case.number, "person": actor.person}
    if CORRECTOR not in actor.permits:
        return Refusal(code="annulment_not_permitted", facts=facts)
    if not reason.strip():
        return Refusal(code="annulment_unexplained", facts=facts)
    if finality(machine, case) == "void":
        return Refusal(code="annulment_of_void", facts=facts)
    still_open = [child for of, child in children if finality(of, child) is None]
    named = [child.number for child in still_open if child.id in seen]
    if named:
        return Refusal(code="annulment_with_children", facts={**facts, "children": named})
    return Refusal(code="annulment_hindered", facts=facts) if still_open else None


def annul(
    machine: Machine, case: Case, actor: Actor, reason: str, view: View, moment: Moment
) -> Decision:
    """Return a case made void: its clocks are cancelled and stand outside every rate.

    The engine annuls what a correction shows should not have been opened.
    """
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.case = replace(
        case,
        void=True,
        waiting={},
        awaited=(),
        closed_on=draft.when.on,
        closed_at=draft.when.at,
    )
    for clock in case.clocks:
        if clock.status not in _OUTSIDE:
            draft.set_clock(end(clock, "cancelled", draft.when))
    said = {"by_correction": True} if actor.person == ENGINE else {}
    return draft.decision(draft.entry("annulled", ANNULLED, actor, reason=reason, said=said))
