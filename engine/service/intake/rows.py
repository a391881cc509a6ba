"""Entries of a ledger made ready for the replay, and those that cannot be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.kernel.effects import Refusal
from engine.service.importing import BadRow, DatedAct, LedgerRow
from engine.service.intake.cells import CellReader, kind_of
from engine.service.intake.faults import Unreadable
from engine.service.intake.folding import plain
from engine.service.intake.mapping import column_of
from engine.service.intake.sheets import letter, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.workflow import Workflow
    from engine.service.intake.body import Entry
    from engine.service.intake.headers import Header
    from engine.service.intake.mapping import Condition, LedgerMapping, MappedAct, Opening
    from engine.service.intake.names import Names
    from engine.service.intake.sheets import Raw

    Found = tuple[list[LedgerRow], list[BadRow]]


class RowReader:
    """Reads the entries of one file, sheet after sheet; a key that stands twice is a fault."""

    def __init__(self, mapping: LedgerMapping, workflow: Workflow, names: Names) -> None:
        self._mapping, self._workflow = mapping, workflow
        self._readers = {
            name: CellReader(column, kind, workflow.fields.get(column.field or ""), names)
            for name, column in mapping.columns.items()
            if (kind := kind_of(mapping, name, workflow))
        }
        self._places: dict[str, tuple[str, int]] = {}

    def read(self, entries: Iterable[Entry], header: Header, sheet: str) -> Found:
        """Return the rows that can be read, each with its acts, and those that cannot, with why."""
        good: list[LedgerRow] = []
        bad: list[BadRow] = []
        for entry in entries:
            row = _Row(self._mapping, self._workflow, self._readers, entry, header)
            read = row.read(sheet)
            self._check_key(row, sheet)
            if read is None or row.faults:
                facts = {"event": "import", "problems": row.faults}
                refusal = Refusal(code="row_wrong", facts=facts)
                bad.append(BadRow(sheet=sheet, line=entry.line, key=row.key, refusal=refusal))
            else:
                good.append(read)
        return good, bad

    def _check_key(self, row: _Row, sheet: str) -> None:
        before = self._places.setdefault(row.key, (sheet, row.line)) if row.key else None
        if before is not None and before != (sheet, row.line):
            column = self._mapping.key[0]
            code = "ledger_key_twice" if before[0] == sheet else "ledger_key_twice_elsewhere"
            fault = Unreadable(code, sheet=before[0], line=before[1])
            row.note(column, fault)


class _Row:
    """One entry on its way; its faults gather, so that all are told at once."""

    def __init__(
        self, mapping: LedgerMapping, workflow: Workflow, readers: dict[str, CellReader],
        entry: Entry, header: Header,
    ) -> None:  # fmt: skip
        self._mapping, self._workflow, self._readers = mapping, workflow, readers
        self._cells, self._header = entry.cells, header
        self._read: dict[str, Any] = {}
        self._noted: set[str] = set()
        self.line = entry.line
        self.faults: list[dict[str, Any]] = []
        self.key = self._key()

    def _key(self) -> str:
        parts = [plain(text_of(self._cells.get(name))) for name in self._mapping.key]
        for name, part in zip(self._mapping.key, parts, strict=True):
            if not part:
                self.note(name, Unreadable("ledger_key_empty"))
        return "" if "" in parts else " ".join(parts)

    def note(self, column: str, fault: Unreadable) -> None:
        """Keep a fault with its cell."""
        self._noted.add(column)
        at = self._header.places.get(column)
        cell = "" if at is None else f"{letter(at)}{self.line}"
        value = text_of(self._cells.get(column))
        facts = {"column": column, "cell": cell, "value": value, **fault.facts}
        self.faults.append({"code": fault.code, "facts": facts})

    def read(self, sheet: str) -> LedgerRow | None:
        """Return the row; None where its opening has no day."""
        opened_on = self._day(self._mapping.open.on)
        values = self._values(self._mapping.open)
        acts = [
            self._act(act)
            for act in self._mapping.acts
            if all(self._holds(each) for each in act.when)
        ]
        if opened_on is None:
            return None
        return LedgerRow(
            sheet=sheet, line=self.line, key=f"{self._mapping.name}:{self.key}",
            workflow=self._mapping.workflow, opened_on=opened_on, values=values,
            acts=tuple(act for act in acts if act is not None), updates=self._mapping.updates,
        )  # fmt: skip

    def _act(self, act: MappedAct) -> DatedAct | None:
        on = self._day(act.on)
        values = self._values(act)
        if on is None:
            return None
        dated = self._workflow.events[act.event].dated
        if dated is not None:
            values[dated] = on.isoformat()
        return DatedAct(on=on, event=act.event, values=values, dated=dated is not None)

    def _values(self, part: Opening | MappedAct) -> dict[str, Any]:
        found = dict(part.constants)
        for name in part.columns:
            field = self._mapping.columns[name].field
            value = self._cell(name)
            if field is not None and value is not None:
                found[field] = value
        return found

    def _cell(self, name: str) -> Any:
        """Return what a cell says, None where it is empty or cannot be read, which is noted."""
        if name not in self._read:
            self._read[name] = self._cell_now(name)
        return self._read[name]

    def _cell_now(self, name: str) -> Any:
        raw: Raw = self._cells.get(name)
        try:
            return self._readers[name].read(raw)
        except Unreadable as fault:
            self.note(name, fault)
            return None

    def _day(self, name: str) -> dt.date | None:
        value = self._cell(name)
        if value is None:
            if name not in self._noted:
                self.note(name, Unreadable("ledger_date_empty"))
            return None
        return dt.date.fromisoformat(value)

    def _holds(self, condition: Condition) -> bool:
        for (name, key), value in zip(column_of(condition), condition.values(), strict=True):
            if key in ("present", "absent"):
                empty = self._readers[name].is_empty(self._cells.get(name))
                if empty is (key == "present"):
                    return False
            elif self._cell(name) not in (value if isinstance(value, list) else [value]):
                return False
        return True
