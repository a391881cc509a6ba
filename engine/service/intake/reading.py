"""A whole ledger read by its mapping: which sheets count, and what their rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.definition.problems import closest
from engine.service.intake.body import Body, PassedOver, spread_merged
from engine.service.intake.folding import folded
from engine.service.intake.headers import Header, faults_of_header, find_header
from engine.service.intake.names import Names
from engine.service.intake.rows import RowReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.service.importing import BadRow, LedgerRow
    from engine.service.intake.mapping import LedgerMapping
    from engine.service.intake.sheets import Sheet


class SheetFault(NamedTuple):
    """What is wrong with a whole sheet, at a line and column counted from 1."""

    sheet: str
    line: int
    column: int
    code: str
    facts: dict[str, Any]


class SheetTold(NamedTuple):
    """What became of a sheet, and how many rows it gave."""

    sheet: str
    status: Literal["read", "hidden", "other", "empty"]
    rows: int


class Intake(NamedTuple):
    """What a file gave: rows to be replayed, rows that cannot be read, and what was no entry."""

    rows: list[LedgerRow]
    bad: list[BadRow]
    passed: list[PassedOver]
    sheets: list[SheetTold]
    #: By sheet, the letter's place of each field, for telling faults of fields by their cells.
    places: dict[str, dict[str, int]]


def take_in(
    mapping: LedgerMapping, workflow: Workflow, directory: Directory, sheets: Sequence[Sheet]
) -> Intake | list[SheetFault]:
    """Read the sheets of a file; where the file itself is not as the mapping says, only why."""
    for sheet in sheets:
        spread_merged(sheet)
    headers = {sheet.name: find_header(mapping, sheet) for sheet in sheets}
    chosen, faults = _chosen(mapping, sheets, headers)
    for sheet in chosen:
        faults += _faults_of(mapping, sheet, headers[sheet.name])
    if faults:
        return faults
    return _read(mapping, workflow, Names(directory), sheets, {
        sheet.name: header for sheet in chosen if (header := headers[sheet.name])
    })  # fmt: skip


def _chosen(
    mapping: LedgerMapping, sheets: Sequence[Sheet], headers: dict[str, Header | None]
) -> tuple[list[Sheet], list[SheetFault]]:
    if mapping.file.sheets:
        return _named(mapping.file.sheets, sheets)
    seen = [sheet for sheet in sheets if not sheet.hidden]
    keyed = [sheet for sheet in seen if _has_key(mapping, headers[sheet.name])]
    if keyed:
        return keyed, []
    # None has a header that could be meant: what the likeliest lacks is told.
    likeliest = max(seen, key=lambda one: _width(headers[one.name]), default=None)
    if likeliest is None:
        return [], [SheetFault("", 1, 1, "ledger_all_hidden", {})]
    return [likeliest], []


def _named(names: Sequence[str], sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[SheetFault]]:
    by_name = {folded(sheet.name): sheet for sheet in sheets}
    found = [by_name[folded(name)] for name in names if folded(name) in by_name]
    faults = [_unknown(name, sheets) for name in names if folded(name) not in by_name]
    return found, faults


def _unknown(name: str, sheets: Sequence[Sheet]) -> SheetFault:
    known = [sheet.name for sheet in sheets if sheet.name]
    if not known:
        return SheetFault("", 1, 1, "ledger_without_sheets", {"sheet": name})
    near = closest(name, known)
    code = "ledger_sheet_unknown_close" if near else "ledger_sheet_unknown"
    facts = {"sheet": name, "suggestion": near, "known": ", ".join(known)}
    return SheetFault(name, 1, 1, code, facts)


def _has_key(mapping: LedgerMapping, header: Header | None) -> bool:
    return header is not None and all(name in header.places for name in mapping.key)


def _width(header: Header | None) -> int:
    return 0 if header is None else len(header.places)


def _faults_of(mapping: LedgerMapping, sheet: Sheet, header: Header | None) -> Iterator[SheetFault]:
    if header is None:
        first = sheet.lines[0] if sheet.lines else 1
        names = ", ".join(mapping.columns)
        yield SheetFault(sheet.name, first, 1, "ledger_header_missing", {"columns": names})
        return
    line = sheet.lines[header.top + header.depth - 1]
    for column, code, facts in faults_of_header(mapping, sheet, header):
        yield SheetFault(sheet.name, line, column + 1, code, facts)


def _read(
    mapping: LedgerMapping, workflow: Workflow, names: Names, sheets: Sequence[Sheet],
    chosen: dict[str, Header],
) -> Intake:  # fmt: skip
    found = Intake([], [], [], [], {})
    reader = RowReader(mapping, workflow, names)
    for sheet in sheets:
        if (header := chosen.get(sheet.name)) is None:
            status: Literal["hidden", "other", "empty"] = (
                "hidden" if sheet.hidden else "other" if sheet.rows else "empty"
            )
            found.sheets.append(SheetTold(sheet.name, status, 0))
            continue
        body = Body(mapping, sheet, header)
        good, bad = reader.read(body.entries(), header, sheet.name)
        found.rows.extend(good)
        found.bad.extend(bad)
        found.passed.extend(body.passed)
        found.sheets.append(SheetTold(sheet.name, "read", len(good) + len(bad)))
        found.places[sheet.name] = _fields(mapping, header)
    return found


def _fields(mapping: LedgerMapping, header: Header) -> dict[str, int]:
    return {
        column.field: header.places[name]
        for name, column in mapping.columns.items()
        if column.field is not None and name in header.places
    }
