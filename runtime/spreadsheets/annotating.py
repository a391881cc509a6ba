"""A copy of somebody's workbook in which every bad cell is marked and says why."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string

from engine.service.intake.sheets import is_blank
from runtime.spreadsheets.plain import plain_cell
from runtime.spreadsheets.reading import is_new_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.service.intake.sheets import Raw, Sheet

_BAD = PatternFill("solid", fgColor="FFC7CE")
_HEAD = PatternFill("solid", fgColor="E7E6E6")
_FAULTS = (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError)
_AUTHOR = "Patrol"
_WIDTHS = (18, 8, 8, 28, 60, 60)


class Remark(NamedTuple):
    """What is wrong with a cell, or with a row where no cell is named, in words."""

    sheet: str
    line: int
    #: The letters of the column, empty for the row.
    column: str
    value: str
    message: str
    hint: str


class Summary(NamedTuple):
    """The words of the sheet that lists all remarks."""

    title: str
    heading: str
    columns: Sequence[str]


def write_annotated(
    target: IO[bytes], raw: bytes, sheets: Sequence[Sheet], remarks: Sequence[Remark],
    summary: Summary,
) -> None:  # fmt: skip
    """Write a copy of a file as a workbook, its bad cells filled and commented, and a summary.

    Formulas become the values that were read for them; the file itself is not touched.
    """
    book = _copy(raw, sheets) if is_new_workbook(raw) else _made(sheets)
    pages = {each.name: book[each.name] for each in sheets if each.name in book.sheetnames}
    lone = book.worksheets[0]
    for page, cell, told in _gathered(pages, lone, remarks):
        _mark(page, cell, told)
    _summarise(book, remarks, summary)
    book.save(target)


def _copy(raw: bytes, sheets: Sequence[Sheet]) -> Any:
    try:
        book = load_workbook(io.BytesIO(raw))
    except _FAULTS:
        return _made(sheets)
    for sheet in sheets:
        if sheet.name in book.sheetnames:
            _without_formulas(book[sheet.name], sheet.rows)
    return book


def _without_formulas(page: Any, rows: list[list[Raw]]) -> None:
    for row in page.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                plain_cell(cell, _read_at(rows, cell.row - 1, cell.column - 1))


def _read_at(rows: list[list[Raw]], row: int, column: int) -> Raw:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _made(sheets: Sequence[Sheet]) -> Any:
    """Return a new workbook with the cells of sheets, each row on the line where it stood."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name or "CSV")
        if sheet.hidden:
            page.sheet_state = "hidden"
        for row, line in zip(sheet.rows, sheet.lines, strict=True):
            for at, value in enumerate(row, 1):
                if not is_blank(value):
                    plain_cell(page.cell(line, at), value)
    return book


def _gathered(
    pages: dict[str, Any], lone: Any, remarks: Sequence[Remark]
) -> Iterator[tuple[Any, tuple[int, int], list[Remark]]]:
    """Yield each cell that is spoken of, with all that is said of it."""
    found: dict[tuple[str, int, int], list[Remark]] = {}
    for one in remarks:
        column = column_index_from_string(one.column) if one.column else 1
        found.setdefault((one.sheet, one.line, column), []).append(one)
    for (sheet, line, column), told in found.items():
        page = pages.get(sheet, lone)
        yield page, _corner(page, line, column), told


def _corner(page: Any, line: int, column: int) -> tuple[int, int]:
    """Return the first cell of the merged block in which a cell lies, else the cell."""
    for block in page.merged_cells.ranges:
        if block.min_row <= line <= block.max_row and block.min_col <= column <= block.max_col:
            return block.min_row, block.min_col
    return line, column


def _mark(page: Any, place: tuple[int, int], told: Sequence[Remark]) -> None:
    cell = page.cell(*place)
    said = "\n".join(f"{one.message} {one.hint}".strip() for one in told)
    if cell.comment is not None:
        said = f"{cell.comment.text}\n{said}"
    cell.comment = Comment(said, _AUTHOR, width=360, height=120)
    cell.fill = _BAD


def _summarise(book: Any, remarks: Sequence[Remark], summary: Summary) -> None:
    page = book.create_sheet(_free(book, summary.title), 0)
    book.active = 0
    plain_cell(page.cell(1, 1), summary.heading)
    page.cell(1, 1).font = Font(bold=True)
    for at, (title, width) in enumerate(zip(summary.columns, _WIDTHS, strict=True), 1):
        plain_cell(page.cell(2, at), title)
        page.cell(2, at).fill = _HEAD
        page.column_dimensions[page.cell(2, at).column_letter].width = width
    for line, one in enumerate(remarks, 3):
        for at, value in enumerate(one, 1):
            plain_cell(page.cell(line, at), value)
            page.cell(line, at).alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A3"


def _free(book: Any, title: str) -> str:
    number, name = 1, title
    while name in book.sheetnames:
        number += 1
        name = f"{title} {number}"
    return name
