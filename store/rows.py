"""What a change of cases becomes in the database: rows per table, in the order of its columns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import Conflict
from store.codec import iso, maybe_micros, micros, number_key, to_json
from store.sqltexts import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.kernel.case import Case, Clock
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
# What hangs on a case, in an order that every reference allows.
FOLLOWING = (
    "deadlines", "deadline_spans", "steps", "history", "private_texts", "outbox", "papers",
)  # fmt: skip


@cache
def named(table: str) -> tuple[str, ...]:
    """Return the columns of a table's rows in their order; of `moves`, those that change."""
    if table == "moves":
        *changing, _, _ = texts("sqlite")["move_cases"].params
        return (*changing, "id", "read_seq")
    return texts("sqlite")[write_of(table)].params


def write_of(table: str) -> str:
    """Return the name of the statement that writes a row of a table."""
    return f"{'upsert' if table in _UPSERTED else 'insert'}_{table}"


_UPSERTED = ("deadlines", "papers")


class Batch(msgspec.Struct):
    """The rows of one record, per table; `moves` are changed cases, each with what was read."""

    cases: list[Row] = []
    moves: list[Row] = []
    deadlines: list[Row] = []
    deadline_spans: list[Row] = []
    steps: list[Row] = []
    history: list[Row] = []
    private_texts: list[Row] = []
    outbox: list[Row] = []
    papers: list[Row] = []


def by_case(changes: Iterable[Change]) -> list[list[Change]]:
    """Return changes with those of one case together; raise Conflict where they do not join."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        add_to(found, change)
    return list(found.values())


def add_to(found: dict[str, list[Change]], change: Change) -> None:
    """Put a change behind the earlier ones of its case; raise Conflict where it does not join."""
    known = found.setdefault(change.after.id, [])
    if known and (change.before is None or change.before.seq != known[-1].after.seq):
        raise Conflict("case_changed_within", number=change.after.number)
    known.append(change)


def gather(cases: Iterable[Sequence[Change]]) -> Batch:
    """Return the rows of cases, each with its changes in their order."""
    batch = Batch()
    papers: dict[str, Row] = {}
    for changes in cases:
        _add_case(batch, changes[0].before, changes[-1])
        batch.deadlines += _deadlines(changes[0].before, changes[-1])
        for change in changes:
            _add_rows(batch, change)
            # One that was drafted and voided in the same batch is written once, as it ended.
            papers.update((row.key, _paper(row)) for row in change.papers)
    batch.papers += papers.values()
    return batch


def _add_rows(batch: Batch, change: Change) -> None:
    governing = change.governing
    batch.deadline_spans += [_span(row, governing) for row in change.spans]
    batch.steps += [_step(row) for row in change.steps]
    batch.history += [_history(row) for row in change.history]
    batch.private_texts += [_private(row) for row in change.private]
    batch.outbox += [_message(row) for row in change.messages]


def _add_case(batch: Batch, before: Case | None, last: Change) -> None:
    case, columns = last.after, last.columns
    if before is None:
        batch.cases.append(_new_case(case, columns))
    elif case.seq <= before.seq:
        raise ValueError("a change must add to the history of its case", case.id)
    else:
        batch.moves.append((*_changing(case, columns), case.id, before.seq))


def _new_case(case: Case, columns: CaseColumns) -> Row:
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


def _changing(case: Case, columns: CaseColumns) -> Row:
    return (
        case.version,
        case.state,
        columns.stage,
        columns.final,
        columns.organisation,
        int(columns.secret),
        columns.title,
        *_closing(case),
    )


def _deadlines(before: Case | None, last: Change) -> list[Row]:
    """Return the clocks that became different."""
    known = () if before is None else before.clocks
    return [_deadline(last, clock) for clock in last.after.clocks if clock not in known]


def _deadline(change: Change, clock: Clock) -> Row:
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


def _span(row: SpanRow, governing: str | None) -> Row:
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


def _step(row: StepRow) -> Row:
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


def _history(row: HistoryRow) -> Row:
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


def _private(row: PrivateRow) -> Row:
    return (row.case, row.seq, row.field, row.salt, row.text, row.commitment)


def _message(row: MessageRow) -> Row:
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
    )


def _paper(row: PaperRow) -> Row:
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
    )
