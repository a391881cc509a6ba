"""Finding the papers that a command speaks of, hiding those of cases that are secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cli.cases import find_case, require_seq
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.service.ports import PaperRow

# The number of a case and the place of a paper in it, as `shorthand` writes them.
_SHORTHAND = re.compile(r"(?P<case>.+)[#\uff03](?P<place>[0-9]{1,6})")


class Found(NamedTuple):
    """A paper of a case, and its place among the papers of that case, from 1."""

    facts: CaseFacts
    row: PaperRow
    place: int

    @property
    def shorthand(self) -> str:
        """How people name a paper that has no number yet."""
        return shorthand(self.facts.number, self.place)

    @property
    def name(self) -> str:
        """The paper's number, or how people name it while it has none."""
        return self.row.number or self.shorthand


def shorthand(case: str, place: int) -> str:
    """Return how people name a paper of a case by its place."""
    return f"{case}#{place}"


def papers_of(session: Session, facts: CaseFacts) -> list[Found]:
    """Return the papers of a case by their places."""
    from engine.service.paper_rows import in_place

    rows = session.office.reader.papers(facts.line["id"])
    return [Found(facts, row, place) for place, row in in_place(rows)]


def find_paper(session: Session, name: str, if_seq: int | None = None) -> Found:
    """Return a paper by number, by shorthand or by key, with its case, which the person may see.

    Raise NotFound, or UsageError where several papers have the number. With `if_seq`, acts on its
    case raise Conflict unless its history still ends with that entry.
    """
    found = _in_case(session, name) or _named(session, name)
    if not found:
        raise NotFound("paper_nowhere", paper=name)
    if len(found) > 1:
        keys = ", ".join(one.shorthand for one in found)
        raise UsageError("paper_number_of_several", paper=name, keys=keys)
    require_seq(session, found[0].facts, if_seq)
    return found[0]


def _in_case(session: Session, name: str) -> list[Found]:
    short = _SHORTHAND.fullmatch(name)
    facts = short and _case_of(session, short["case"])
    if short is None or facts is None:
        return []
    return [one for one in papers_of(session, facts) if one.place == int(short["place"])]


def _named(session: Session, name: str) -> list[Found]:
    rows = session.office.reader.papers_named(name)
    return [found for row in rows if (found := _placed(session, row)) is not None]


def _placed(session: Session, row: PaperRow) -> Found | None:
    """Return a paper in its place; None where the person may not see its case."""
    facts = _case_of(session, row.case)
    if facts is None:
        return None
    return next(one for one in papers_of(session, facts) if one.row.key == row.key)


def _case_of(session: Session, name: str) -> CaseFacts | None:
    try:
        return find_case(session, name)
    except NotFound:
        return None


def papers_to_sign(session: Session, limit: int) -> list[Found]:
    """Return the drafts that the person may sign, oldest first; every one where nobody looks."""
    rows = session.office.reader.papers_to_sign(limit)
    placed = (found for row in rows if (found := _placed(session, row)) is not None)
    return [one for one in placed if session.person is None or _may_sign(session, one)]


def _may_sign(session: Session, found: Found) -> bool:
    from runtime.signing import may_sign_now

    assert session.person is not None
    case_id = found.facts.line["id"]
    return may_sign_now(session.office, case_id, found.row.document, session.person)
