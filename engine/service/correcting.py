"""Undoing the last act of a case, with all that followed from it in papers, messages, children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.annulment import annul
from engine.kernel.correction import correct, unmark
from engine.kernel.effects import Refusal
from engine.kernel.events import ENGINE, Actor, Correction
from engine.service.cascade import Refusing, accepted
from engine.service.paper_rows import void_drafts
from engine.service.relatives import below, fallen_with, refuse_acted_since
from engine.service.revoking import (
    back_in_house,
    draft_again,
    on_its_way,
    recall,
    revive_drafts,
)
from engine.service.single import done_to_one
from engine.service.together import review_papers

if TYPE_CHECKING:
    import datetime as dt

    from engine.kernel.case import Entry
    from engine.service.engine import Engine, Outcome, Transaction
    from engine.service.ports import MessageRow

_ENGINE = Actor(person=ENGINE)


def correct_act(
    engine: Engine, case_id: str, asked: Correction, *, recalls: bool = False,
    at: dt.datetime | None = None, dry_run: bool = False,
) -> Outcome | Refusal:  # fmt: skip
    """Put a case back to before its last act by a person (semantics 21).

    Refused where a relative has acted since, or a message about it has left; with `recalls`
    those who got one are told instead that it is taken back.
    """
    undoing = _Undoing(case_id, asked, recalls=recalls)
    return done_to_one(engine, case_id, undoing.carry_out, at=at, dry_run=dry_run)


class _Undoing:
    def __init__(self, case_id: str, asked: Correction, *, recalls: bool) -> None:
        self.case_id = case_id
        self.asked = asked
        self.recalls = recalls

    def carry_out(self, now: Transaction) -> None:
        """Undo the act, then what it left behind outside the case."""
        machine, case = now.work.relative(self.case_id)
        history = [*now.work.unit.history(case.id), *now.work.entries[case.id]]
        decision = accepted(correct(machine, case, history, self.asked, now.work, now.moment))
        entry = decision.entries[0]
        undone = [history[seq - 1] for seq in entry.said["undone"]]
        refuse_acted_since(now, case, undone, self.asked.actor.person)
        fallen = fallen_with(now, case, {one.seq for one in undone})
        left = self._take_back(now, undone, fallen)
        now.cascade.perform(decision)
        self._put_back(now, undone, entry)
        review_papers(now.cascade, self.case_id)
        for child in fallen:
            self._annul(now, child)
        for message in left:
            recall(now, message, entry)

    def _take_back(
        self, now: Transaction, undone: list[Entry], fallen: list[str]
    ) -> list[MessageRow]:
        """Take messages out of the outbox; return those that have left."""
        seqs = {entry.seq for entry in undone}

        def falls(message: MessageRow) -> bool:
            """Return whether a message falls with the act."""
            of_the_act = message.case == self.case_id and message.seq in seqs
            return of_the_act or message.case in fallen

        now.work.messages[:] = [one for one in now.work.messages if not falls(one)]
        unit = now.work.unit
        known = [one for case in (self.case_id, *fallen) for one in unit.messages(case)]
        known = [one for one in known if falls(one)]
        left = [one for one in known if not unit.drop_message(one.key)]
        if left and not self.recalls:
            roles = sorted({role for one in left for role in one.roles})
            facts = {"about": left[0].about, "roles": roles, "messages": len(left)}
            raise Refusing(Refusal(code="correction_message_left", facts=facts))
        return left

    def _put_back(self, now: Transaction, undone: list[Entry], entry: Entry) -> None:
        for one in undone:
            void_drafts(now.work, self.case_id, one.seq)
            if one.kind == "signed":
                draft_again(now, one, entry)
            elif one.kind == "sent":
                back_in_house(now, one)
            elif one.kind == "receipted":
                on_its_way(now, one)
        withdrawn = {one.said["seq"] for one in undone if one.kind == "withdrawn"} - {0}
        if withdrawn:
            revive_drafts(now, self.case_id, withdrawn)
            self._unmark(now, withdrawn, entry)

    def _unmark(self, now: Transaction, steps: set[int], entry: Entry) -> None:
        """Take the flag off the cases that a step opened which is withdrawn no more."""
        for child in below(now, now.work.case(self.case_id)):
            link = child.parent
            if link is not None and link.case == self.case_id and link.seq in steps:
                machine = now.work.machine_of(child)
                decision = unmark(machine, child, "origin_withdrawn", entry, now.work, now.moment)
                now.cascade.perform(decision)

    def _annul(self, now: Transaction, case_id: str) -> None:
        machine, case = now.work.relative(case_id)
        void_drafts(now.work, case_id)
        if not case.void:
            decision = annul(machine, case, _ENGINE, self.asked.reason, now.work, now.moment)
            now.cascade.perform(decision)
            review_papers(now.cascade, case_id)
