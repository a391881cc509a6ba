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
#: Headings up to four Chinese characters stay on one line.
_SHORT = 8


def fit_columns(document: Document) -> None:
    """Set the columns of every table that fits itself to its contents, over the whole width."""
    for table in document.tables:
        if table.autofit:
            _fit(table)


def _fit(table: Table) -> None:
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    if not rows or len({len(row) for row in rows}) != 1:
        return
    head, *body = rows
    wanted = [
        max([_NARROWEST, _half(head[at]), *(_letters(row[at]) for row in body)]) + _ROOM
        for at in range(len(head))
    ]
    total = sum(wanted)
    widths = [_WHOLE * one // total for one in wanted]
    widths[-1] += _WHOLE - sum(widths)
    _set(table, widths)


def _set(table: Table, widths: list[int]) -> None:
    from docx.shared import Twips

    table.autofit = False
    for at, column in enumerate(table.columns):
        column.width = Twips(widths[at])
    for row in table.rows:
        for at, cell in enumerate(row.cells):
            cell.width = Twips(widths[at])


def _half(text: str) -> int:
    """Return how wide a heading is: a short one on one line, a long one on two."""
    wide = _letters(text)
    return wide if wide <= _SHORT else (wide + 1) // 2


def _letters(text: str) -> int:
    """Return how wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)
