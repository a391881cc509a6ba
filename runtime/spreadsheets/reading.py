"""A file of tables, whatever it is written in, as sheets of cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from engine.errors import InputError
from engine.service.intake.sheets import Merged, Sheet, is_blank
from runtime.spreadsheets.delimited import read_delimited

if TYPE_CHECKING:
    from engine.service.intake.mapping import FileShape

_ZIPPED, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def is_workbook(raw: bytes) -> bool:
    """Return whether a file is a workbook, new or old, by how it begins."""
    return raw.startswith((_ZIPPED, _COMPOUND))


def is_new_workbook(raw: bytes) -> bool:
    """Return whether a file is a workbook of the kind that is zipped XML."""
    return raw.startswith(_ZIPPED)


def read_sheets(raw: bytes, file: str, shape: FileShape) -> list[Sheet]:
    """Return the sheets of a workbook or the one of a CSV file; raise InputError.

    A formula is read as the value that was last worked out for it.
    """
    if is_workbook(raw):
        return _workbook(raw, file)
    return [read_delimited(raw, file, shape)]


def _workbook(raw: bytes, file: str) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return [
            _sheet(book, each.name, hidden=each.visible != SheetVisibleEnum.Visible)
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, OSError, ValueError) as fault:
        raise InputError("ledger_not_workbook", file=file) from fault


def _sheet(book: Any, name: str, *, hidden: bool) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    cells = [[None if is_blank(cell) else cell for cell in row] for row in rows]
    merged = tuple(
        Merged(top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(
        name=name, rows=cells, lines=list(range(1, len(cells) + 1)), merged=merged, hidden=hidden
    )
