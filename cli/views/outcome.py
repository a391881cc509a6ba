"""What came of an act: the case, what was due before, what it added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cli.cases import sees_number
from cli.tables import one_line
from cli.views.case import case_data, case_screen
from cli.views.telling import what
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.kernel.case import Case, Entry
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
    if not fitting:
        raise NotFound("parent_takes_none", workflow=workflow, above=above.name)
    if field is not None and field not in fitting:
        raise NotFound("parent_field_unknown", field=field, known=", ".join(fitting) or "-")
    if field is None and len(fitting) != 1:
        raise UsageError("parent_field_missing", known=", ".join(fitting) or "-")
    return parent, field or fitting[0]


def shown_to(session: Session, facts: CaseFacts, done: Outcome) -> Outcome:
    """Return what the person who acted may learn of an outcome."""
    touched = [case for case in done.touched if sees_number(session, case.number)]
    skipped = [one for one in done.skipped if sees_number(session, one)]
    shown = replace(done, touched=tuple(touched), skipped=tuple(skipped))
    if facts.reading is None or not facts.reading.concealed:
        return shown
    rows = session.office.reader.history(facts.line["id"])
    seen = [row.seq for row in rows if facts.tells(row.event)]
    numbers = {seq: number for number, seq in enumerate(seen, 1)}

    def told(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the entries that may be seen, numbered as they are shown."""
        kept = (entry for entry in entries if entry.seq in numbers)
        return tuple(replace(entry, seq=numbers[entry.seq]) for entry in kept)

    return replace(shown, settled=told(done.settled), entries=told(done.entries))


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


def touched_line(session: Session, case: Case) -> str:
    """Tell of another case that an act reached, and how it stands now."""
    workflow = session.office.library.workflow(case.workflow, case.version)
    state = one_line(workflow.states[case.state].title.said(session.language))
    told = session.says("made_void") if case.void else state
    return session.says("touched", number=case.number, state=told)


def outcome_screen(session: Session, facts: CaseFacts, done: Outcome) -> Iterator[str]:
    """Tell what happened, then show the case."""
    for entry in (*done.settled, *done.entries):
        told = what(session, facts.workflow, entry)
        yield one_line(session.says("happened", at=facts.local(entry.occurred_at), what=told))
    for case in done.touched:
        yield touched_line(session, case)
    for skipped in done.skipped:
        yield session.says("skipped", what=skipped)
    if _left_without_package(facts, done):
        yield session.says("handoff_nothing_left", case=facts.number)
    yield ""
    yield from case_screen(session, facts)


def _left_without_package(facts: CaseFacts, done: Outcome) -> bool:
    """Return whether a case was sent by an act of its definition alone, without its package."""
    rule = facts.workflow.handoff
    return rule is not None and any(
        entry.kind == "act" and entry.event in rule.sending for entry in done.entries
    )
