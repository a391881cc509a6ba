"""What came of an act: the case, what was due before, what it added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import one_line
from cli.views.case import case_data, case_screen
from cli.views.telling import what
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.kernel.case import Entry
    from engine.service.engine import Outcome


def place_below(session: Session, parent: str, workflow: str, field: str | None) -> tuple[str, str]:
    """Return the parent and the field under which a case hangs; the field where only one fits."""
    case = session.office.reader.body(parent)
    above = session.office.library.workflow(case.workflow, case.version)
    fitting = [
        each.name
        for each in above.fields.values()
        if each.type == "cases" and each.workflow == workflow
    ]
    if field is not None and field not in fitting:
        raise NotFound("parent_field_unknown", field=field, known=", ".join(fitting) or "-")
    if field is None and len(fitting) != 1:
        raise UsageError("parent_field_missing", known=", ".join(fitting) or "-")
    return parent, field or fitting[0]


def outcome_data(facts: CaseFacts, done: Outcome) -> dict[str, Any]:
    """Return an outcome as programs read it."""
    return {
        "case": case_data(facts),
        "settled": [_entry_data(entry) for entry in done.settled],
        "entries": [_entry_data(entry) for entry in done.entries],
        "touched": [case.number for case in done.touched],
        "skipped": list(done.skipped),
    }


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "event": entry.event,
        "from": entry.source,
        "to": entry.target,
        "actor": entry.actor,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
    }


def outcome_screen(session: Session, facts: CaseFacts, done: Outcome) -> Iterator[str]:
    """Tell what happened, then show the case."""
    for entry in (*done.settled, *done.entries):
        told = what(session, facts.workflow, entry)
        yield one_line(session.says("happened", at=facts.local(entry.occurred_at), what=told))
    for case in done.touched:
        yield session.says("touched", number=case.number, state=case.state)
    for skipped in done.skipped:
        yield session.says("skipped", what=skipped)
    yield ""
    yield from case_screen(session, facts)
