"""A sheet as it was read, before anybody knows what it means."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from engine.kernel.case import Value

Raw: TypeAlias = "str | bool | int | float | dt.datetime | dt.date | dt.time | dt.timedelta | None"


class Merged(NamedTuple):
    """A block of merged cells: first row and column, last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Value, kw_only=True, gc=True):
    """Rows of cells, each row with the line where it stands in the file, counted from 1."""

    name: str
    rows: list[list[Raw]]
    lines: list[int]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False


def text_of(raw: Raw) -> str:
    """Return a cell as a person would read it, blanks around it left out."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, float):
        return _number_text(raw)
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(sep=" ")
    return str(raw)


def _number_text(raw: float) -> str:
    if raw.is_integer():
        return str(int(raw))
    return f"{Decimal(repr(raw)):f}" if math.isfinite(raw) else ""


def is_blank(raw: Raw) -> bool:
    """Return whether a cell says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def letter(column: int) -> str:
    """Return the letters of a column counted from 0, as Excel names it."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
