"""Columns of the tables of a document, as wide as what stands in them asks for."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

#: The text area in twentieths of a point: 156 mm.
_WHOLE = 8844
#: What a cell keeps free on both sides, in letters.
_ROOM = 2
_NARROWEST = 5
#: Headings up to five Chinese characters stay on one line where there is room, up to four always.
_SHORT, _SHORTER = 10, 8
#: How many letters of the tables' size stand beside each other.
_LETTERS = 73


def fit_columns(document: Document) -> None:
    """Set the columns of every table that fits itself to its contents, over the whole width."""
    for table in document.tables:
        if table.autofit:
            _fit(table)


def _fit(table: Table) -> None:
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    if not rows or len({len(row) for row in rows}) != 1:
        return
    wanted = _wanted(rows, _SHORT)
    if sum(wanted) > _LETTERS:
        wanted = _wanted(rows, _SHORTER)
    total = sum(wanted)
    widths = [_WHOLE * one // total for one in wanted]
    widths[-1] += _WHOLE - sum(widths)
    _set(table, widths)


def _wanted(rows: list[list[str]], short: int) -> list[int]:
    head, *body = rows
    return [
        max([_NARROWEST, _half(head[at], short), *(_letters(row[at]) for row in body)]) + _ROOM
        for at in range(len(head))
    ]


def _set(table: Table, widths: list[int]) -> None:
    from docx.shared import Twips

    table.autofit = False
    for at, column in enumerate(table.columns):
        column.width = Twips(widths[at])
    for row in table.rows:
        for at, cell in enumerate(row.cells):
            cell.width = Twips(widths[at])


def _half(text: str, short: int) -> int:
    """Return how wide a heading is: a short one on one line, a long one on two."""
    wide = _letters(text)
    # Half a Chinese character takes the room of a whole one.
    return wide if wide <= short else (wide + 1) // 2 + (wide + 1) // 2 % 2


def _letters(text: str) -> int:
    """Return how wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)
