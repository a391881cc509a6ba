"""The papers of a case as they stand within a transaction, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from engine.kernel.case import Entry
    from engine.service.ports import PaperRow
    from engine.service.workspace import Workspace

#: What has left the house, or at least carries a number.
ISSUED = ("signed", "sent", "receipted")


def papers_of(work: Workspace, case_id: str) -> dict[str, PaperRow]:
    """Return the papers of a case by key, oldest first, as this transaction leaves them."""
    known = {paper.key: paper for paper in work.unit.papers(case_id)}
    known.update((paper.key, paper) for paper in work.papers if paper.case == case_id)
    return known


def void_drafts(work: Workspace, case_id: str, seq: int | None = None) -> None:
    """Void the unsigned papers of a case, or those alone that one entry of it drafted."""
    for paper in papers_of(work, case_id).values():
        if paper.status == "draft" and seq in (None, paper.seq):
            work.papers.append(replace(paper, status="void"))


def note_receipt(work: Workspace, entry: Entry) -> None:
    """Write down on a paper that it was signed for, or counts as received."""
    paper = papers_of(work, entry.case)[entry.said["paper"]]
    work.papers.append(
        replace(
            paper,
            status="receipted",
            receipted_on=entry.occurred_on,
            receipted_at=entry.occurred_at,
            receipted_by=entry.said["by"],
        )
    )
