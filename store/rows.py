"""What is written of a case: the row of each table, in the order of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.codec import iso, maybe_micros, micros, to_json
from store.keys import number_key

if TYPE_CHECKING:
    from engine.kernel.case import Case, Clock
    from engine.service.list_rows import CaseSpanRow, WaitingRow
    from engine.service.ports import (
        CaseColumns,
        Change,
        HistoryRow,
        MessageRow,
        PaperRow,
        PrivateRow,
        SpanRow,
        StepRow,
    )

Row = tuple[Any, ...]


def new_case(case: Case, columns: CaseColumns, born: int) -> Row:
    """Return the row of a case that is opened, with as many children as were born with it."""
    parent = case.parent
    return (
        case.id,
        case.number,
        number_key(case.number),
        case.workflow,
        case.version,
        case.state,
        columns.stage,
        columns.final,
        case.home,
        columns.organisation,
        case.root,
        parent and parent.case,
        parent and parent.field,
        int(columns.secret),
        columns.title,
        iso(case.opened_on),
        micros(case.opened_at),
        born,
        *_closing(case),
    )


def _closing(case: Case) -> Row:
    """Return the columns that both an opening and a move write last, in the same order."""
    return (
        iso(case.closed_on),
        maybe_micros(case.closed_at),
        maybe_micros(case.next_due_at),
        case.seq,
        case.head,
        to_json(case),
    )


def changing(case: Case, columns: CaseColumns, born: int) -> Row:
    """Return what an event can change of a case's row."""
    return (
        case.version,
        case.state,
        columns.stage,
        columns.final,
        columns.organisation,
        int(columns.secret),
        columns.title,
        born,
        *_closing(case),
    )


def deadline(change: Change, clock: Clock) -> Row:
    """Return the row of a clock."""
    return (
        change.after.id,
        clock.name,
        clock.generation,
        clock.term,
        clock.status,
        int(change.soft.get(clock.name, False)),
        int(clock.name == change.governing),
        iso(clock.started_on),
        micros(clock.started_at),
        iso(clock.due_on),
        maybe_micros(clock.due_at),
        int(clock.provisional),
        iso(clock.ended_on),
        maybe_micros(clock.ended_at),
        clock.next_step,
        maybe_micros(clock.next_at),
    )


def span(row: SpanRow, governing: str | None) -> Row:
    """Return the row of a span; the governing clock's is what figures speak of."""
    return (
        row.case,
        row.deadline,
        row.generation,
        row.seq,
        row.term,
        row.status,
        int(row.deadline == governing),
        iso(row.started_on),
        iso(row.due_on),
        maybe_micros(row.due_at),
        micros(row.from_at),
        micros(row.recorded_at),
    )


def step(row: StepRow) -> Row:
    """Return the row of a step that took effect."""
    return (
        row.case,
        row.deadline,
        row.generation,
        row.term,
        row.step,
        row.seq,
        micros(row.occurred_at),
        micros(row.recorded_at),
    )


def history(row: HistoryRow) -> Row:
    """Return the row of a history entry."""
    return (
        row.case,
        row.seq,
        row.kind,
        row.event,
        row.source,
        row.target,
        row.actor,
        micros(row.occurred_at),
        micros(row.recorded_at),
        row.text,
        row.hash,
        row.previous,
        row.hash_version,
    )


def private(row: PrivateRow) -> Row:
    """Return the row of a personal text."""
    return (row.case, row.seq, row.field, row.salt, row.text, row.commitment)


def message(row: MessageRow) -> Row:
    """Return the row of a message that waits to be sent."""
    return (
        row.key,
        row.case,
        row.seq,
        row.kind,
        to_json(row.roles),
        row.about,
        micros(row.occurred_at),
        micros(row.send_after),
        "waiting",
        0,
        None,
        None,
        None,
        maybe_micros(row.recorded_at),
        int(row.confirm_late),
        None,
        None,
        None,
    )


def paper(row: PaperRow) -> Row:
    """Return the row of a paper."""
    return (
        row.key,
        row.case,
        row.seq,
        row.document,
        to_json(row.to),
        to_json(row.copies),
        micros(row.drafted_at),
        row.status,
        row.number,
        row.signed_by,
        maybe_micros(row.signed_at),
        row.sent_by,
        iso(row.sent_on),
        maybe_micros(row.sent_at),
        maybe_micros(row.deemed_at),
        row.receipted_by,
        iso(row.receipted_on),
        maybe_micros(row.receipted_at),
        row.voided_by,
        maybe_micros(row.voided_at),
        None if row.number is None else number_key(row.number),
    )


def case_span(row: CaseSpanRow) -> Row:
    """Return the row of what a case was from an entry on."""
    return (
        row.case,
        row.seq,
        row.version,
        row.state,
        row.stage,
        row.final,
        row.organisation,
        micros(row.from_at),
        micros(row.recorded_at),
    )


def waiting(row: WaitingRow) -> Row:
    """Return the row of an address that a case waits at."""
    return (row.case, row.what, row.address)
