"""Papers on their way: sent, signed for, or made void (semantics 4, 21)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.draft import Draft, local_when
from engine.kernel.effects import Refusal
from engine.kernel.permission import no_delegate
from engine.kernel.permits import CORRECTOR, LATE_ENTRY, LATE_ENTRY_UNEXPLAINED
from engine.kernel.receipts import legal_when, may_send, recalled, receipted, receivers, sent
from engine.kernel.scene import Scene
from engine.kernel.standing import only_post
from engine.service.cascade import Refusing
from engine.service.paper_rows import note_receipt, papers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.workflow import Document
    from engine.kernel.case import Case
    from engine.kernel.due import When
    from engine.kernel.events import Actor
    from engine.kernel.machine import Machine
    from engine.service.engine import Engine, Outcome, Transaction
    from engine.service.ports import PaperRow


class _Serving:
    """What is done with one paper, in one transaction."""

    def __init__(
        self, now: Transaction, case_id: str, key: str, actor: Actor, reason: str | None
    ) -> None:
        self.now = now
        self.reason = reason
        self.machine: Machine
        self.case: Case
        self.machine, self.case = now.work.relative(case_id)
        self.paper: PaperRow = _known(now, case_id, key)
        self.document: Document = self.machine.workflow.documents[self.paper.document]
        self.actor = self._seated(actor)

    def _seated(self, actor: Actor) -> Actor:
        """Return the actor in the post they hold, if it is one; raise Refusing for no delegate."""
        scene = Scene(self.machine, self.case, self.now.work, self.now.at)
        if (refusal := no_delegate(actor, scene)) is not None:
            raise Refusing(refusal)
        post = actor.post or only_post(scene, actor.principal or actor.person)
        return replace(actor, post=post)

    def refuse(self, code: str, **facts: Any) -> Refusing:
        """Return a refusal that names the paper."""
        named = {
            "paper": self.paper.number or self.paper.key,
            "title_zh": self.document.title.zh,
            "title_en": self.document.title.en,
        }
        return Refusing(Refusal(code=code, facts={**named, **facts}))

    def legal(self, on: dt.date | None) -> When:
        """Return the legal instant of what is entered; an earlier day needs a permission."""
        today = self.machine.calendar.local_date(self.now.at)
        on = on or today
        if on > today:
            raise self.refuse("served_in_future", on=on, today=today)
        if on < today:
            self._permit_late_entry(on, today)
        return legal_when(self.machine, on, self.now.at)

    def _permit_late_entry(self, on: dt.date, today: dt.date) -> None:
        title = self.document.title
        facts = {"on": on, "today": today, "person": self.actor.person, "field": "on"}
        named = {"event_zh": title.zh, "event_en": title.en}
        if LATE_ENTRY not in self.actor.permits:
            raise self.refuse("late_entry_not_permitted", **facts, **named)
        explained = bool((self.reason or "").strip())
        if LATE_ENTRY_UNEXPLAINED not in self.actor.permits and not explained:
            raise self.refuse("late_entry_unexplained", **facts, **named)

    def draft(self, when: When) -> Draft:
        """Return the case while something is decided about it at a legal instant."""
        return Draft(self.machine, self.case, self.now.work, self.now.moment, when)

    def may_send(self) -> bool:
        """Return whether the actor may send the paper and enter its receipt."""
        work, at = self.now.work, self.now.at
        return may_send(self.machine, self.case, self.document, self.actor, work, at)

    def receivers(self) -> tuple[str, ...]:
        """Return who signs for the paper."""
        work, at = self.now.work, self.now.at
        return receivers(self.machine, self.case, self.document, work, at)


def _known(now: Transaction, case_id: str, key: str) -> PaperRow:
    """Return the paper of a key or number, or of a kind that has just one; raise Refusing."""
    known = papers_of(now.work, case_id)
    found = [one for one in known.values() if key in (one.key, one.number, one.document)]
    if len(found) == 1:
        return found[0]
    facts = {"paper": key, "papers": ", ".join(one.number or one.key for one in known.values())}
    code = "paper_ambiguous_kind" if found else "paper_not_of_case"
    raise Refusing(Refusal(code=code, facts={**facts, "papers": facts["papers"] or "-"}))


def _serve(
    engine: Engine, case_id: str, key: str, actor: Actor, reason: str | None,
    at: dt.datetime | None, do: Callable[[_Serving], None],
) -> Outcome | Refusal:  # fmt: skip
    """Settle what is due, do one thing with a paper, and settle what follows."""
    try:
        with engine.transaction(at) as now:
            root = now.work.take_in_family(case_id).root
            now.cascade.settle_family(root, now.at)
            settled = len(now.work.entries[case_id])
            do(_Serving(now, case_id, key, actor, reason))
            now.cascade.quiet(now.at)
            now.cascade.settle_family(root, now.at)
            return now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal


def send_paper(
    engine: Engine, case_id: str, key: str, actor: Actor, *, on: dt.date | None = None,
    reason: str | None = None, at: dt.datetime | None = None,
) -> Outcome | Refusal:  # fmt: skip
    """Note that a signed paper has left the house, today or on an earlier day.

    `key` is the paper's own, its number, or its kind where the case has just one of it.
    """

    def do(this: _Serving) -> None:
        """Note that the paper has left; raise Refusing where it may not."""
        if this.paper.status != "signed":
            raise this.refuse(f"send_{this.paper.status}", **_dates(this.paper))
        if not this.may_send():
            raise this.refuse("may_not_serve", person=actor.person)
        _send(this, this.legal(on))

    return _serve(engine, case_id, key, actor, reason, at, do)


def _dates(paper: PaperRow) -> dict[str, Any]:
    return {"sent_on": paper.sent_on, "receipted_on": paper.receipted_on, "by": paper.receipted_by}


def _send(this: _Serving, when: When) -> None:
    signed_at, machine = this.paper.signed_at, this.machine
    signed_on = machine.calendar.local_date(signed_at) if signed_at else when.on
    if when.on < signed_on:
        raise this.refuse("sent_before_signing", on=when.on, signed_on=signed_on)
    now, key, actor = this.now, this.paper.key, this.actor
    decision = sent(this.draft(when), key, this.document, actor, this.reason)
    waiting = next((one for one in decision.case.awaited if one.paper == key), None)
    now.work.papers.append(
        replace(
            this.paper,
            status="sent",
            sent_by=actor.person,
            sent_on=when.on,
            sent_at=when.at,
            deemed_at=waiting.deemed_at if waiting else None,
        )
    )
    now.cascade.perform(decision)


def receipt_paper(
    engine: Engine, case_id: str, key: str, actor: Actor, *, on: dt.date | None = None,
    by: str | None = None, reason: str | None = None, at: dt.datetime | None = None,
) -> Outcome | Refusal:  # fmt: skip
    """Enter the receipt of a paper: who signed for it, and on which day.

    Clocks that start or stop at the receipt count from that day, however late it is entered.
    """

    def do(this: _Serving) -> None:
        """Enter who signed for the paper, and when; raise Refusing where nobody can have."""
        if this.document.receipt is None:
            raise this.refuse("receipt_not_foreseen")
        if this.paper.status != "sent":
            raise this.refuse(_unready(this.paper), **_dates(this.paper))
        _receipt(this, this.legal(on), _signer(this, by))

    return _serve(engine, case_id, key, actor, reason, at, do)


def _unready(paper: PaperRow) -> str:
    if paper.status == "receipted" and paper.receipted_by == "engine":
        return "receipt_deemed"
    return f"receipt_{paper.status}"


def _signer(this: _Serving, by: str | None) -> str:
    """Return who signed for the paper; raise Refusing where nobody says so."""
    people = this.receivers()
    person = this.actor.principal or this.actor.person
    if person not in people and not this.may_send():
        raise this.refuse("may_not_serve", person=this.actor.person)
    if by is not None:
        if not this.now.work.directory.has_person(by):
            raise this.refuse("person_unknown", person=by)
        return by
    if person in people:
        return person
    if len(people) != 1:
        raise this.refuse("receipt_by_whom", people=", ".join(people) or "-")
    return people[0]


def _receipt(this: _Serving, when: When, by: str) -> None:
    waiting = next(one for one in this.case.awaited if one.paper == this.paper.key)
    if when.on < waiting.sent_on:
        raise this.refuse("receipt_before_sending", on=when.on, sent_on=waiting.sent_on)
    now = this.now
    decision = receipted(this.draft(when), waiting, by, this.actor, this.reason)
    note_receipt(now.work, decision.entries[0])
    now.cascade.perform(decision)


def annul_paper(
    engine: Engine, case_id: str, key: str, reason: str, actor: Actor,
    *, at: dt.datetime | None = None,
) -> Outcome | Refusal:  # fmt: skip
    """Make a paper void; its number is kept and never given again (semantics 21)."""

    def do(this: _Serving) -> None:
        """Make the paper void; raise Refusing where it may not be."""
        if CORRECTOR not in actor.permits:
            raise this.refuse("annul_paper_not_permitted", person=actor.person)
        if not reason.strip():
            raise this.refuse("annul_paper_unexplained")
        if this.paper.status in ("void", "receipted"):
            raise this.refuse(f"annul_paper_{this.paper.status}", **_dates(this.paper))
        _annul(this, reason)

    return _serve(engine, case_id, key, actor, reason, at, do)


def _annul(this: _Serving, reason: str) -> None:
    now, paper = this.now, this.paper
    void = replace(paper, status="void", voided_by=this.actor.person, voided_at=now.at)
    now.work.papers.append(void)
    draft = this.draft(local_when(this.machine, now.at))
    now.cascade.perform(recalled(draft, paper.key, this.document, this.actor, reason))
