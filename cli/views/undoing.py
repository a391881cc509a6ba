"""What came of a correction, an annulment or a reassignment, or would come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import one_line
from cli.views.case import case_screen
from cli.views.outcome import outcome_data, shown_to, touched_line
from cli.views.telling import what

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.service.engine import Outcome

__all__ = ["entry_meant", "shown_to", "undone_data", "undone_screen"]


def entry_meant(session: Session, facts: CaseFacts, seq: int) -> int:
    """Return the entry behind a number as the person who sees only a part of a case counts."""
    if facts.reading is None:
        return seq
    rows = session.office.reader.history(facts.line["id"])
    seen = [row.seq for row in rows if facts.tells(row.event)]
    return seen[seq - 1] if 1 <= seq <= len(seen) else rows[-1].seq + seq


def undone_data(facts: CaseFacts, done: Outcome, *, dry_run: bool) -> dict[str, Any]:
    """Return what was done as programs read it; of a trial, the state that the case would have."""
    more = {"dry_run": dry_run, **({"state": done.case.state} if dry_run else {})}
    return {**outcome_data(facts, done), **more}


def undone_screen(
    session: Session, facts: CaseFacts, done: Outcome, *, code: str, dry_run: bool
) -> Iterator[str]:
    """Tell what was done, and what followed from it; then show the case."""
    said = session.says(code, number=facts.number)
    yield session.says("undoing_tried", what=said) if dry_run else said
    for entry in done.entries:
        told = what(session, facts.workflow, entry)
        happened = session.says("happened", at=facts.local(entry.occurred_at), what=told)
        yield one_line(f"  {happened}")
    for case in done.touched:
        yield "  " + touched_line(session, case)
    if not dry_run:
        yield ""
        yield from case_screen(session, facts)
