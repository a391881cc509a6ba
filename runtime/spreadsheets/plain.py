"""Cells that hold what they are given and nothing else: no text ever becomes a formula."""

from __future__ import annotations

import re
from typing import Any

#: What no XML can hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: With what a text begins that spreadsheets take for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_767


def plain_cell(cell: Any, value: Any) -> None:
    """Write a value into a cell of openpyxl; a text stays the text it is, whatever it begins with.

    Characters that a workbook cannot hold are left out, and what is too long for a cell is cut.
    """
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _UNWRITABLE.sub("", value)[:LONGEST]
    cell.data_type = "s"
    if value.startswith(DANGEROUS):
        # Whoever edits the cell later still has a text.
        cell.quotePrefix = True
