"""Confirming messages that are held: the act, and their leave, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.confirming import confirmed
from engine.kernel.effects import Refusal
from engine.service.cascade import Refusing, accepted
from engine.service.single import done_to_one

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.kernel.events import Actor
    from engine.service.engine import Engine, Outcome, Transaction


def confirm_messages(
    engine: Engine, case_id: str, keys: Collection[str], actor: Actor
) -> Outcome | Refusal:
    """Let held messages of a case leave, by their keys; refused where none of them is held."""

    def carry_out(now: Transaction) -> None:
        """Free the messages that are held; raise Refusing where none is."""
        freed = [
            message
            for message in now.work.unit.messages(case_id)
            if message.key in keys
            and now.work.unit.confirm_message(message.key, actor.person, now.at)
        ]
        if not freed:
            facts = {"case": now.work.case(case_id).number}
            raise Refusing(Refusal(code="messages_none_held", facts=facts))
        for about in dict.fromkeys(message.about for message in freed):
            machine, case = now.work.relative(case_id)
            now.cascade.perform(
                accepted(confirmed(machine, case, about, actor, now.work, now.moment))
            )

    return done_to_one(engine, case_id, carry_out)
