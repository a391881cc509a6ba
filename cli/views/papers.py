"""Papers as screens, and as JSON that other programs rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.case import named
from cli.views.outcome import outcome_data
from cli.views.telling import what

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.papers import Found
    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.service.engine import Outcome
    from engine.service.ports import HistoryRow, PaperRow

ENGINE = "engine"


def paper_data(found: Found) -> dict[str, Any]:
    """Return a paper as programs read it."""
    facts, row, place = found
    return {
        "key": row.key,
        "place": place,
        "number": row.number,
        "document": row.document,
        "case": facts.number,
        "status": row.status,
        "to": list(row.to),
        "copies": {part: list(roles) for part, roles in row.copies.items()},
        "drafted_at": row.drafted_at,
        "signed_by": row.signed_by,
        "signed_at": row.signed_at,
        "sent_by": row.sent_by,
        "sent_on": row.sent_on,
        "deemed_at": row.deemed_at,
        "receipted_by": row.receipted_by,
        "receipted_on": row.receipted_on,
        "deemed": row.receipted_by == ENGINE,
        "voided_by": row.voided_by,
        "voided_at": row.voided_at,
    }


def distribution(row: PaperRow, history: Sequence[HistoryRow]) -> dict[str, list[str]]:
    """Return who was given a paper when it was signed, by the part of its list."""
    for entry in history:
        if entry.kind == "signed":
            said = json.loads(entry.text).get("said", {})
            if said.get("paper") == row.key:
                people: dict[str, list[str]] = said["people"]
                return people
    return {}


def papers_screen(session: Session, found: Sequence[Found]) -> Iterator[str]:
    """List papers, one a line."""
    if not found:
        yield session.says("no_papers")
        return
    names = ("paper", "number", "document", "case", "paper_status", "since")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(session, one) for one in found)])


def _row(session: Session, found: Found) -> list[str]:
    facts, row, _ = found
    return [
        found.shorthand,
        row.number or "",
        _title(session, facts, row),
        facts.number,
        session.says(f"paper_{row.status}"),
        _since(facts, row),
    ]


def _title(session: Session, facts: CaseFacts, row: PaperRow) -> str:
    return one_line(facts.words.of("documents", row.document, session.language))


def _since(facts: CaseFacts, row: PaperRow) -> str:
    """Return the day on which a paper came to stand as it does."""
    days = {"sent": row.sent_on, "receipted": row.receipted_on}
    instants = {"draft": row.drafted_at, "signed": row.signed_at, "void": row.voided_at}
    if (day := days.get(row.status)) is not None:
        return day.isoformat()
    at = instants.get(row.status)
    return "" if at is None else facts.local(at)


def paper_screen(session: Session, found: Found, people: dict[str, list[str]]) -> Iterator[str]:
    """Show a paper and its way."""
    facts, row, _ = found
    yield one_line(f"{found.name}  {_title(session, facts, row)}")
    yield from aligned(list(_lines(session, found)), indent="  ")
    parts = [(part, given) for part, given in people.items() if given]
    if parts:
        yield from ("", session.says("paper_people"))
        told = session.says("list_separator")
        yield from aligned(
            [
                (session.says(f"paper_part_{part}"), told.join(_named(session, facts, given)))
                for part, given in parts
            ],
            indent="  ",
        )


def _named(session: Session, facts: CaseFacts, people: Sequence[str]) -> list[str]:
    return [named(session, facts.lexicon, one) for one in people]


def _lines(session: Session, found: Found) -> Iterator[tuple[str, str]]:
    says = session.says
    facts, row, _ = found
    yield says("label_paper"), found.shorthand
    yield says("label_case"), facts.number
    yield says("label_paper_status"), says(f"paper_{row.status}")
    yield says("label_drafted"), facts.local(row.drafted_at)
    if row.signed_at is not None:
        yield says("label_signed"), _by(session, facts, facts.local(row.signed_at), row.signed_by)
    if row.sent_on is not None:
        yield says("label_sent"), _by(session, facts, row.sent_on.isoformat(), row.sent_by)
    if row.deemed_at is not None and row.status == "sent":
        yield says("label_deemed"), facts.local(row.deemed_at)
    if row.receipted_on is not None:
        yield says("label_receipted"), _receipt(session, facts, row)
    if row.voided_at is not None:
        yield says("label_voided"), _by(session, facts, facts.local(row.voided_at), row.voided_by)


def _by(session: Session, facts: CaseFacts, when: str, person: str | None) -> str:
    return f"{when}  {named(session, facts.lexicon, person)}" if person else when


def _receipt(session: Session, facts: CaseFacts, row: PaperRow) -> str:
    assert row.receipted_on is not None
    day = row.receipted_on.isoformat()
    if row.receipted_by == ENGINE:
        return f"{day}  {session.says('receipt_was_deemed')}"
    return _by(session, facts, day, row.receipted_by)


def done_data(found: Found, done: Outcome) -> dict[str, Any]:
    """Return what was done with a paper as programs read it."""
    return {"paper": paper_data(found), **outcome_data(found.facts, done)}


def done_screen(session: Session, found: Found, done: Outcome) -> Iterator[str]:
    """Tell what happened, then show the paper."""
    facts = found.facts
    for entry in (*done.settled, *done.entries):
        told = what(session, facts.workflow, entry)
        yield one_line(session.says("happened", at=facts.local(entry.occurred_at), what=told))
    yield ""
    yield from paper_screen(session, found, {})
