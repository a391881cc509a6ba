"""Finding the papers that a command speaks of, hiding those of cases that are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import find_case
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.service.ports import PaperRow

Found = tuple["CaseFacts", "PaperRow"]


def find_paper(session: Session, name: str) -> Found:
    """Return a paper by key or number, with its case, which the person may see.

    Raise NotFound, or UsageError where several papers have the number.
    """
    rows = session.office.reader.papers_named(name)
    cases = [(_case_of(session, row), row) for row in rows]
    found = [(facts, row) for facts, row in cases if facts is not None]
    if not found:
        raise NotFound("paper_nowhere", paper=name)
    if len(found) > 1:
        keys = ", ".join(row.key for _, row in found)
        raise UsageError("paper_number_of_several", paper=name, keys=keys)
    return found[0]


def _case_of(session: Session, row: PaperRow) -> CaseFacts | None:
    try:
        return find_case(session, row.case)
    except NotFound:
        return None


def papers_to_sign(session: Session, limit: int) -> list[Found]:
    """Return the drafts that the person may sign, oldest first; every one where nobody looks."""
    found = []
    for row in session.office.reader.papers_to_sign(limit):
        facts = _case_of(session, row)
        if facts is not None and (session.person is None or _may_sign(session, facts, row)):
            found.append((facts, row))
    return found


def _may_sign(session: Session, facts: CaseFacts, row: PaperRow) -> bool:
    from runtime.signing import may_sign_now

    assert session.person is not None
    return may_sign_now(session.office, facts.line["id"], row.document, session.person)
