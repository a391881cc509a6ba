"""What changes of cases become in the database: rows per table, written together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from engine.errors import Conflict
from store import rows
from store.sqltexts import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.kernel.case import Case
    from engine.service.ports import Change
    from store.rows import Row

# What hangs on a case, in an order that every reference allows.
FOLLOWING = (
    "deadlines", "deadline_spans", "steps", "history", "private_texts", "outbox", "papers",
    "case_spans", "waiting",
)  # fmt: skip
LEAVING = ("waits_no_more",)
_UPSERTED = ("deadlines", "papers")
_WRITES = {
    "moves": "move_cases", "touches": "touch_cases", "waits_no_more": "delete_waiting",
}  # fmt: skip


class Batch(msgspec.Struct):
    """The rows of one record, per table.

    `moves` are cases that changed, each with what was read of it; `touches` are parents that
    gained a child and nothing else.
    """

    cases: list[Row] = []
    moves: list[Row] = []
    touches: list[Row] = []
    deadlines: list[Row] = []
    deadline_spans: list[Row] = []
    steps: list[Row] = []
    history: list[Row] = []
    private_texts: list[Row] = []
    outbox: list[Row] = []
    papers: list[Row] = []
    case_spans: list[Row] = []
    waits_no_more: list[Row] = []
    waiting: list[Row] = []


def write_of(table: str) -> str:
    """Return the name of the statement that writes a row of a table."""
    return _WRITES.get(table) or f"{'upsert' if table in _UPSERTED else 'insert'}_{table}"


@cache
def named(table: str) -> tuple[str, ...]:
    """Return the names of the values in a table's rows, in their order."""
    return texts("sqlite")[write_of(table)].params


def by_case(changes: Iterable[Change]) -> list[list[Change]]:
    """Return changes with those of one case together; raise Conflict where they do not join."""
    if isinstance(changes, list) and len(changes) == 1:
        return [changes]
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


def gather(cases: Sequence[Sequence[Change]], alone: Mapping[str, int]) -> Batch:
    """Return the rows of cases, each with its changes in their order.

    `alone` holds the cases that were read without a lock, as they had no relatives, each with
    its `seq`: a child that another gave them meanwhile is a change too.
    """
    batch = Batch()
    papers: dict[str, Row] = {}
    born = _births(cases)
    for changes in cases:
        _add_case(batch, changes[0].before, changes[-1], born, alone)
        batch.deadlines += _deadlines(changes[0].before, changes[-1])
        for change in changes:
            _add_rows(batch, change)
            if change.papers:
                # One that was drafted and voided in the same batch is written once, as it ended.
                papers.update((row.key, rows.paper(row)) for row in change.papers)
    if papers:
        batch.papers += papers.values()
    _add_waits(batch, cases)
    for parent, count in born.items():
        batch.touches.append((count, parent, alone.get(parent), int(parent in alone)))
    return batch


def _births(cases: Sequence[Sequence[Change]]) -> dict[str, int]:
    """Return how many children each parent gains."""
    born: dict[str, int] = {}
    for changes in cases:
        first = changes[0]
        if first.before is None and (link := first.after.parent) is not None:
            born[link.case] = born.get(link.case, 0) + 1
    return born


def _add_case(
    batch: Batch, before: Case | None, last: Change, born: dict[str, int], alone: Mapping[str, int]
) -> None:
    """Add the row of a case, which takes the children born with it."""
    case, columns = last.after, last.columns
    children = born.pop(case.id, 0)
    if before is None:
        batch.cases.append(rows.new_case(case, columns, children))
    elif case.seq <= before.seq:
        raise ValueError("a change must add to the history of its case", case.id)
    else:
        read = (case.id, before.seq, int(case.id in alone))
        batch.moves.append((*rows.changing(case, columns, children), *read))


def _add_rows(batch: Batch, change: Change) -> None:
    governing = change.governing
    for span in change.spans:
        batch.deadline_spans.append(rows.span(span, governing))
    for became in change.case_spans:
        batch.case_spans.append(rows.case_span(became))
    for step in change.steps:
        batch.steps.append(rows.step(step))
    for entry in change.history:
        batch.history.append(rows.history(entry))
    for private in change.private:
        batch.private_texts.append(rows.private(private))
    for message in change.messages:
        batch.outbox.append(rows.message(message))


def _add_waits(batch: Batch, cases: Sequence[Sequence[Change]]) -> None:
    """Add where cases wait now and where they do no more; the last word on an address counts."""
    last: dict[Row, bool] = {}
    for changes in cases:
        for change in changes:
            for row in change.waits_no_more:
                last[rows.waiting(row)] = False
            for row in change.waits:
                last[rows.waiting(row)] = True
    for waiting, waits in last.items():
        (batch.waiting if waits else batch.waits_no_more).append(waiting)


def _deadlines(before: Case | None, last: Change) -> list[Row]:
    """Return the clocks that became different; under another version they all may have."""
    stays = before is not None and before.version == last.after.version
    known = before.clocks if before is not None and stays else ()
    return [rows.deadline(last, clock) for clock in last.after.clocks if clock not in known]
