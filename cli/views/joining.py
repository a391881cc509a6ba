"""What came of merging cases or splitting one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned
from cli.views.case import case_screen
from cli.views.outcome import outcome_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.kernel.case import Case
    from engine.service.engine import Outcome
    from engine.service.joining import Splitting


def merged_data(facts: CaseFacts, later: str, done: Outcome, *, dry_run: bool) -> dict[str, Any]:
    """Return a merger as programs read it."""
    moved = _moved(done) if dry_run else []
    more = {"dry_run": dry_run, "merged": later}
    return {**outcome_data(facts, done), **more, **({"deadlines": moved} if dry_run else {})}


def _moved(done: Outcome) -> list[dict[str, Any]]:
    """Return the deadlines that a merger brings forward."""
    clocks = [clock for entry in done.entries for clock in entry.changes.get("clocks", ())]
    return [{"name": clock.name, "due_on": clock.due_on} for clock in clocks]


def merged_screen(
    session: Session, facts: CaseFacts, later: str, done: Outcome, *, dry_run: bool
) -> Iterator[str]:
    """Tell of a merger, then show the case that goes on."""
    code = "merge_tried" if dry_run else "merge_done"
    yield session.says(code, later=later, earlier=facts.number)
    for each in _moved(done):
        title = facts.words.of("deadlines", each["name"], session.language)
        yield "  " + session.says("merge_brought_forward", deadline=title, due_on=each["due_on"])
    if not dry_run:
        yield ""
        yield from case_screen(session, facts)


def split_data(facts: CaseFacts, done: Splitting, *, dry_run: bool) -> dict[str, Any]:
    """Return a splitting as programs read it."""
    cases = [_part(facts, case, dry_run=dry_run) for case in done.cases]
    return {"case": facts.number, "dry_run": dry_run, "cases": cases}


def _part(facts: CaseFacts, case: Case, *, dry_run: bool) -> dict[str, Any]:
    """Return a case split off; a trial takes no number."""
    return {
        "number": None if dry_run else case.number,
        "state": case.state,
        "fields": facts.reading.fields(case.fields) if facts.reading else case.fields,
        "deadlines": [
            {
                "name": clock.name,
                "status": clock.status,
                "started_on": clock.started_on,
                "due_on": clock.due_on,
            }
            for clock in case.clocks
        ],
    }


def split_screen(
    session: Session, facts: CaseFacts, done: Splitting, *, dry_run: bool
) -> Iterator[str]:
    """Tell which cases were split off, each with its deadlines."""
    says, code = session.says, "split_tried" if dry_run else "split_done"
    yield says(code, number=facts.number, count=len(done.cases))
    for case in done.cases:
        yield ""
        yield "-" if dry_run else case.number
        rows = [
            (
                facts.words.of("deadlines", clock.name, session.language),
                clock.started_on.isoformat(),
                clock.due_on.isoformat() if clock.due_on else says("status_undated"),
            )
            for clock in case.clocks
        ]
        head = [says(f"label_{name}") for name in ("deadline", "started_on", "due_on")]
        yield from aligned([head, *rows], indent="  ") if rows else ()
