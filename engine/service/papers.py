"""Papers are drafted by steps and signed by people; the number is taken at signing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.effects import Refusal
from engine.kernel.signing import recipients, signatory, signed
from engine.service.cascade import Refusing
from engine.service.numbering import filled
from engine.service.paper_rows import papers_of
from engine.service.together import named_now

if TYPE_CHECKING:
    import datetime as dt

    from engine.definition.workflow import Document
    from engine.kernel.case import Case
    from engine.kernel.events import Actor
    from engine.service.engine import Engine, Outcome, Transaction
    from engine.service.ports import PaperRow


def sign_paper(
    engine: Engine, case_id: str, key: str, actor: Actor, *, at: dt.datetime | None = None
) -> Outcome | Refusal:
    """Sign a draft: it gets its number and its distribution is frozen.

    `key` is the paper's own, or the kind of paper where just one draft of it waits.
    """
    try:
        with engine.transaction(at) as now:
            root = now.work.take_in_family(case_id).root
            now.cascade.settle_family(root, now.at)
            settled = len(now.work.entries[case_id])
            _sign(now, case_id, key, actor)
            return now.outcome(case_id, settled)
    except Refusing as refused:
        return refused.refusal


def _sign(now: Transaction, case_id: str, key: str, actor: Actor) -> None:
    machine, case = now.work.relative(case_id)
    paper = _draft(now, case, key)
    document = machine.workflow.documents[paper.document]
    signing = signatory(machine, case, document, actor, now.work, now.moment)
    if isinstance(signing, Refusal):
        raise Refusing(signing)
    roles = {"to": paper.to, **paper.copies}
    named = named_now(now.work, case, paper)
    owners = [one for each in named for one in each["people"]] if named else None
    people = recipients(machine, case, roles, now.work, now.moment, owners)
    number = _number(now, case, document)
    said: dict[str, Any] = {"paper": paper.key, "number": number, "people": people}
    if named:
        said["named"] = named
    decision = signed(machine, case, document.name, said, signing, now.work, now.moment)
    now.cascade.perform(decision)
    now.work.papers.append(
        replace(paper, status="signed", number=number, signed_by=actor.person, signed_at=now.at)
    )


def _draft(now: Transaction, case: Case, key: str) -> PaperRow:
    known = papers_of(now.work, case.id)
    fitting = [paper for paper in known.values() if key in (paper.key, paper.document)]
    drafts = [paper for paper in fitting if paper.status == "draft"]
    if len(drafts) == 1:
        return drafts[0]
    waiting = ", ".join(paper.key for paper in known.values() if paper.status == "draft") or "-"
    code = "paper_ambiguous" if drafts else "paper_not_draft" if fitting else "paper_unknown"
    raise Refusing(Refusal(code=code, facts={"paper": key, "waiting": waiting}))


def _number(now: Transaction, case: Case, document: Document) -> str:
    """Take the next number: per office, kind of paper and year, or per case where it says so."""
    machine = now.work.machine_of(case)
    year = machine.calendar.local_date(now.at).year
    per_case = document.series == "case"
    series = f"{machine.workflow.name}/{document.name}" + (f"/{case.id}" if per_case else "")
    number = now.work.unit.next_number(case.home, series, 0 if per_case else year)
    return filled(document.number or f"{document.name}-YYYY-N", year, number)
