"""The papers of a case as they stand within a transaction, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from engine.kernel.case import Entry
    from engine.service.ports import PaperRow
    from engine.service.workspace import Workspace

#: What is still in the house, and what is with others.
_IN_HOUSE = ("draft", "signed")
_AWAY = ("sent", "receipted")


def in_place(rows: Iterable[PaperRow]) -> list[tuple[int, PaperRow]]:
    """Return the papers of a case with their places from 1, which no later paper changes."""
    return list(enumerate(sorted(rows, key=lambda row: (row.seq, row.key)), 1))


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


def papers_away(work: Workspace, case_id: str) -> list[str]:
    """Return the papers of a case that others have, by number."""
    papers = papers_of(work, case_id).values()
    return [paper.number or paper.key for paper in papers if paper.status in _AWAY]


def void_in_house(work: Workspace, case_id: str, by: str, at: dt.datetime) -> None:
    """Void the papers of a case that have not left the house; a number taken is kept."""
    for paper in papers_of(work, case_id).values():
        if paper.status in _IN_HOUSE:
            work.papers.append(replace(paper, status="void", voided_by=by, voided_at=at))


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
