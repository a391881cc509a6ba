"""What becomes of papers and messages of an act that is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.service.office_hours import leaves_at
from engine.service.paper_rows import papers_of
from engine.service.ports import MessageRow

if TYPE_CHECKING:
    from engine.kernel.case import Entry
    from engine.service.engine import Transaction

RECALL = "recall"


def draft_again(now: Transaction, signing: Entry, correction: Entry) -> None:
    """Make a signed paper void, its number kept, and draft it anew: it waits to be signed again."""
    paper = papers_of(now.work, signing.case)[signing.said["paper"]]
    void = replace(paper, status="void", voided_by=correction.actor, voided_at=now.at)
    again = replace(
        paper,
        key=f"{paper.key}:{correction.seq}",
        status="draft",
        number=None,
        signed_by=None,
        signed_at=None,
    )
    now.work.papers += [void, again]


def back_in_house(now: Transaction, sending: Entry) -> None:
    """Let a paper that was never sent wait, signed, to be sent."""
    paper = papers_of(now.work, sending.case)[sending.said["paper"]]
    now.work.papers.append(
        replace(paper, status="signed", sent_by=None, sent_on=None, sent_at=None, deemed_at=None)
    )


def on_its_way(now: Transaction, receipt: Entry) -> None:
    """Let a paper for which nobody signed be awaited as it was before."""
    paper = papers_of(now.work, receipt.case)[receipt.said["paper"]]
    now.work.papers.append(
        replace(paper, status="sent", receipted_on=None, receipted_at=None, receipted_by=None)
    )


def revive_drafts(now: Transaction, case_id: str, seqs: set[int]) -> None:
    """Let unsigned papers wait again that fell with steps which are withdrawn no more."""
    for paper in papers_of(now.work, case_id).values():
        fell = paper.status == "void" and paper.number is None and paper.voided_by is None
        if fell and paper.seq in seqs:
            now.work.papers.append(replace(paper, status="draft"))


def recall(now: Transaction, message: MessageRow, correction: Entry) -> None:
    """Tell those who got a message that it is taken back."""
    calendar = now.work.machine_of(now.work.case(message.case)).calendar
    now.work.messages.append(
        replace(
            message,
            key=f"{message.key}:{RECALL}:{correction.seq}",
            kind=RECALL,
            occurred_at=now.at,
            send_after=leaves_at(calendar, now.at),
        )
    )
