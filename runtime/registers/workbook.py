"""A ledger as an Excel workbook: written row by row, so that its size costs no memory."""

from __future__ import annotations

import datetime as dt
import itertools
import unicodedata
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.definition.ledgers import Paper
    from runtime.registers.words import Cell

FONT = "宋体"
#: What Excel calls these papers.
_PAPERS: dict[Paper, int] = {"A3": 8, "A4": 9}
_OPTIONS = {
    "constant_memory": True,
    # What begins with = + - @ is a text like any other.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NARROWEST, WIDEST = 6, 36
#: A date fits; what is longer goes on in the next line where the paper is too narrow for all.
_FOLDED = 12
#: What is printed smaller than this nobody reads.
_SMALLEST = 0.75
#: Across a sheet between its margins, in millimetres, and what a letter and a column's edges take.
_ACROSS: dict[Paper, float] = {"A3": 399.7, "A4": 276.7}
_LETTER, _EDGES = 1.852, 1.323
HEAD = 2
#: By so many rows columns are measured; those that follow take the lines that they need.
_MEASURED = 500
#: A line of text, and what a row keeps free around its lines, in points.
_LINE, _ROOM = 13.0, 3.0


class Sheet(NamedTuple):
    """What heads a ledger: its title, the line under it, its columns, its choices by column."""

    title: str
    note: str
    columns: Sequence[str]
    totals: Sequence[bool]
    choices: Sequence[Sequence[str]]
    paper: Paper
    total: str


def write_workbook(
    target: IO[bytes], sheet: Sheet, rows: Iterable[Sequence[Cell]], made: dt.datetime,
    progress: Callable[[int], None] | None = None,
) -> int:  # fmt: skip
    """Write a ledger with a frozen header, filters and a page set-up; return its rows.

    The same rows made at the same instant give the same bytes.
    """
    book = xlsxwriter.Workbook(target, _OPTIONS)
    book.set_properties({"title": sheet.title, "created": made.replace(tzinfo=None)})
    page = _Page(book, sheet)
    coming = iter(rows)
    first = list(itertools.islice(coming, _MEASURED))
    page.measure(first)
    page.head()
    for row in itertools.chain(first, coming):
        page.row(row)
        if progress is not None:
            progress(page.written)
    page.foot()
    book.close()
    return page.written


class _Page:
    """The one sheet of a workbook, on its way down."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        plain = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1}
        self._sheet = sheet
        self._page = book.add_worksheet(_sheet_name(sheet.title))
        self._title = book.add_format(
            {"font_name": FONT, "font_size": 16, "bold": True, "align": "center"}
        )
        self._note = book.add_format({"font_name": FONT, "font_size": 9, "align": "right"})
        self._header = book.add_format(
            {**plain, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E7E6E6"}
        )
        self._text = book.add_format({**plain, "text_wrap": True})
        self._date = book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "center"})
        # Excel shows the point of "#,##0.##" behind a whole number as well.
        self._whole = book.add_format({**plain, "num_format": "#,##0"})
        self._number = book.add_format({**plain, "num_format": "#,##0.##"})
        self._widths: list[int] = []
        self._sums = [Decimal(0) for _ in sheet.columns]
        self.written = 0

    def measure(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Set how wide columns are, by their names and what stands in the first rows."""
        lines = [self._sheet.columns, *rows]
        found = [max(_width(_text(line[at])) for line in lines) for at in range(len(lines[0]))]
        self._widths = fitted(found, self._sheet.paper)
        for place, size in enumerate(self._widths):
            self._page.set_column(place, place, size)

    def head(self) -> None:
        """Write the title, the line under it and the header, and freeze them."""
        last = len(self._sheet.columns) - 1
        self._page.set_row(HEAD, self._height(self._sheet.columns))
        self._across(0, last, self._sheet.title, self._title)
        self._across(1, last, self._sheet.note, self._note)
        for place, name in enumerate(self._sheet.columns):
            self._page.write_string(HEAD, place, name, self._header)
        self._page.freeze_panes(HEAD + 1, 0)

    def _across(self, row: int, last: int, text: str, form: Any) -> None:
        if last > 0:
            self._page.merge_range(row, 0, row, last, text, form)
        else:
            self._page.write_string(row, 0, text, form)

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        line = HEAD + 1 + self.written
        self._page.set_row(line, self._height(cells))
        self._forget(line - 2)
        for place, cell in enumerate(cells):
            self._write(line, place, cell)
            if self._sheet.totals[place] and isinstance(cell, int | float | Decimal):
                self._sums[place] += Decimal(str(cell))
        self.written += 1

    def _height(self, cells: Sequence[Cell]) -> float:
        """Return how high a row is, in points: not every program sees what its text asks for."""
        texts = zip(map(_text, cells), self._widths, strict=True)
        return _LINE * max([1, *(_lines(text, wide) for text, wide in texts)]) + _ROOM

    def _forget(self, line: int) -> None:
        """Let go of the height of a row that is on the disk: no drawing is placed by it."""
        for kept in (self._page.row_info, self._page.row_sizes):
            kept.pop(line, None)

    def _write(self, line: int, place: int, cell: Cell) -> None:
        match cell:
            case None:
                self._page.write_blank(line, place, None, self._text)
            case dt.date():
                self._page.write_datetime(line, place, cell, self._date)
            case int() | float() | Decimal():
                self._page.write_number(line, place, cell, self._form(cell))
            case _:
                self._page.write_string(line, place, cell, self._text)

    def _form(self, number: float | Decimal) -> Any:
        return self._whole if number == int(number) else self._number

    def foot(self) -> None:
        """Write sums, and set up filters, widths and the printed page."""
        last_row, last = HEAD + max(self.written, 1), len(self._sheet.columns) - 1
        if self.written and any(self._sheet.totals):
            self._totals(last_row)
        self._page.autofilter(HEAD, 0, last_row, last)
        for place, choices in enumerate(self._sheet.choices):
            if choices and len(",".join(choices)) <= 255:
                rule = {"validate": "list", "source": list(choices)}
                self._page.data_validation(HEAD + 1, place, last_row, place, rule)
        self._print()

    def _totals(self, last_row: int) -> None:
        line = last_row + 1
        for place, summed in enumerate(self._sheet.totals):
            if summed:
                rows = xl_range(HEAD + 1, place, last_row, place)
                form, value = self._form(self._sums[place]), float(self._sums[place])
                self._page.write_formula(line, place, f"=SUBTOTAL(9,{rows})", form, value)
            else:
                text = self._sheet.total if place == 0 else ""
                self._page.write_string(line, place, text, self._header)

    def _print(self) -> None:
        page = self._page
        page.set_landscape()
        page.set_paper(_PAPERS[self._sheet.paper])
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEAD)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&C&P / &N")


def fitted(widths: Sequence[int], paper: Paper) -> list[int]:
    """Return widths of columns, the widest folded so that the page can be read when printed."""
    room = (_ACROSS[paper] / _SMALLEST - _EDGES * len(widths)) / _LETTER
    for most in range(WIDEST, _FOLDED - 1, -1):
        found = [min(max(one, NARROWEST), most) for one in widths]
        if sum(found) <= room:
            return found
    return [min(max(one, NARROWEST), _FOLDED) for one in widths]


def _sheet_name(title: str) -> str:
    """Return a title as the name of a sheet, which Excel restricts."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31].strip("' ") or "1"


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, dt.date) else "" if cell is None else str(cell)


def _width(text: str) -> int:
    """Return how wide a column is in which a text stands, in Latin letters."""
    return 2 + max(map(_letters, text.split("\n")))


def _letters(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _lines(text: str, wide: int) -> int:
    """Return on how many lines a text stands in a column."""
    if len(text) * 2 < wide and "\n" not in text:
        return 1
    return sum(max(1, -(-_letters(part) // (wide - 1))) for part in text.split("\n"))
