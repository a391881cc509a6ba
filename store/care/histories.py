"""Does a case's history hold together, and does it tell of the case as it stands?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import fields, replace

from engine.errors import PatrolError
from engine.kernel.case import Case, Entry
from engine.kernel.history import broken_links, commitment, unseal
from engine.kernel.replay import replay
from store import values
from store.batch import named
from store.care.flaws import Flaw
from store.codec import to_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.service.ports import HistoryRow
    from store.care.records import Record

# What a text that was tampered with can raise on its way to a value.
UNREADABLE = (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError, PatrolError)
_PLACE = {name: place for place, name in enumerate(named("cases"))}
_COMPARED = tuple(one.name for one in fields(Case) if one.name != "head")
_ALSO_IN_ROW = (
    "case", "seq", "kind", "event", "source", "target", "actor", "occurred_at", "recorded_at",
)  # fmt: skip


def column(record: Record, name: str) -> Any:
    """Return what a case's row says in a column."""
    return record.case[_PLACE[name]]


def history_flaws(record: Record) -> Iterator[Flaw]:
    """Yield what is wrong with a case's chain, its entries, and what they add up to."""
    number = str(column(record, "number"))
    try:
        rows = [values.history(row) for row in record.history]
    except UNREADABLE:
        yield Flaw(code="audit_entries_unreadable", facts={"number": number})
        return
    yield from _chain(record, number, rows)
    yield from _private(record, number)
    yield from _retold(record, number, rows)


def _chain(record: Record, number: str, rows: list[HistoryRow]) -> Iterator[Flaw]:
    if [row.seq for row in rows] != list(range(1, column(record, "seq") + 1)):
        facts = {"number": number, "found": len(rows), "seq": column(record, "seq")}
        yield Flaw(code="audit_entries_missing", facts=facts)
    broken = broken_links((row.text, row.hash, row.previous) for row in rows)
    if broken:
        places = [rows[place - 1].seq for place in broken]
        yield Flaw(code="audit_chain_broken", facts={"number": number, "seq": places})
    elif rows and rows[-1].hash != column(record, "head"):
        yield Flaw(code="audit_head_differs", facts={"number": number})


def _private(record: Record, number: str) -> Iterator[Flaw]:
    """Yield the personal texts that are not what their entry committed to."""
    for _, seq, field, salt, text, kept in record.private:
        if salt is not None and commitment(salt, text) != kept:
            facts = {"number": number, "seq": seq, "field": field}
            yield Flaw(code="audit_text_differs", facts=facts)


def _retold(record: Record, number: str, rows: list[HistoryRow]) -> Iterator[Flaw]:
    """Yield where entries do not say what their rows say, or do not add up to the case."""
    kept: dict[int, dict[str, str]] = defaultdict(dict)
    erased: set[str] = set()
    for _, seq, field, _, text, _ in record.private:
        if text is None:
            erased.add(field)
        else:
            kept[seq][field] = text
    try:
        entries = [unseal(row.text, kept[row.seq]) for row in rows]
        differing = [row.seq for row, entry in zip(rows, entries, strict=True)
                     if not _same(row, entry)]  # fmt: skip
        told, case = replay(entries), to_case(column(record, "body"))
    except UNREADABLE:
        yield Flaw(code="audit_entries_unreadable", facts={"number": number})
        return
    if differing:
        yield Flaw(code="audit_entry_differs", facts={"number": number, "seq": differing})
    names = differences(_without(told, erased), _without(case, erased))
    if names:
        yield Flaw(code="audit_case_differs", facts={"number": number, "parts": names})


def _same(row: HistoryRow, entry: Entry) -> bool:
    return all(getattr(row, name) == getattr(entry, name) for name in _ALSO_IN_ROW)


def _without(case: Case, erased: set[str]) -> Case:
    if not erased:
        return case
    kept = {name: value for name, value in case.fields.items() if name not in erased}
    return replace(case, fields=kept)


def differences(told: Case, case: Case) -> list[str]:
    """Return the names of what differs between two values of a case, its head left out."""
    return [name for name in _COMPARED if getattr(told, name) != getattr(case, name)]
