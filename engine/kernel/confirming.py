"""Letting leave the house what came too late to leave by itself: an ordinary, later act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Decision, Refusal
from engine.kernel.permission import no_delegate
from engine.kernel.permits import CONFIRMER

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


def confirmed(
    machine: Machine, case: Case, about: str, actor: Actor, view: View, moment: Moment
) -> Decision | Refusal:
    """Return the case with a line of its history that says who confirmed, or why not.

    The line is of the act or the step that is told of, so that whoever does not learn of the one
    does not learn of the other. Nothing of the case changes (semantics 23).
    """
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    if CONFIRMER not in actor.permits:
        return Refusal(code="confirm_not_permitted", facts={"person": actor.person})
    if (refusal := no_delegate(actor, draft.scene())) is not None:
        return refusal
    return draft.decision(draft.entry("confirmed", about, actor))
