"""Making a case void that should never have been: its number stays, its papers fall with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.annulment import annul, refuse_annulment
from engine.kernel.effects import Refusal
from engine.kernel.visibility import sight
from engine.service.cascade import Refusing
from engine.service.paper_rows import papers_of
from engine.service.single import done_to_one
from engine.service.together import review_papers

if TYPE_CHECKING:
    import datetime as dt

    from engine.kernel.case import Case
    from engine.kernel.events import Actor
    from engine.service.engine import Engine, Outcome, Transaction

_FALLING = ("draft", "signed")
_OUTSIDE = ("sent", "receipted")


def annul_case(
    engine: Engine, case_id: str, actor: Actor, reason: str, *, at: dt.datetime | None = None,
    dry_run: bool = False,
) -> Outcome | Refusal:  # fmt: skip
    """Annul a case (semantics 21); refused while a child is open or a paper is with others."""

    def carry_out(now: Transaction) -> None:
        """Make the case void; raise Refusing while a child is open or a paper is with others."""
        machine, case = now.work.relative(case_id)
        children = [
            one for field in machine.child_fields() for one in now.work.children(case, field)
        ]
        seen = {
            child.id
            for of, child in children
            if sight(of, child, actor.person, now.work, now.at).case
        }
        refusal = refuse_annulment(machine, case, children, seen, actor, reason)
        if refusal is not None:
            raise Refusing(refusal)
        _void_papers(now, case, actor)
        for message in now.work.unit.messages(case_id):
            now.work.unit.drop_message(message.key)
        now.cascade.perform(annul(machine, case, actor, reason, now.work, now.moment))
        review_papers(now.cascade, case_id)

    return done_to_one(engine, case_id, carry_out, at=at, dry_run=dry_run)


def _void_papers(now: Transaction, case: Case, actor: Actor) -> None:
    papers = papers_of(now.work, case.id).values()
    away = [paper.number or paper.key for paper in papers if paper.status in _OUTSIDE]
    if away:
        facts = {"number": case.number, "papers": away}
        raise Refusing(Refusal(code="annulment_with_papers", facts=facts))
    for paper in papers:
        if paper.status in _FALLING:
            void = replace(paper, status="void", voided_by=actor.person, voided_at=now.at)
            now.work.papers.append(void)
