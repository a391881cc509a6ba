"""Columns that line up where Chinese and Latin text stand together."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = "  "


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def padded(text: str, columns: int) -> str:
    """Return a text filled up with blanks to a number of columns."""
    return text + " " * (columns - width(text))


def aligned(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Return one line a row, every column as wide as its widest cell."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        (indent + GAP.join(padded(cell, size) for cell, size in zip(row, widths, strict=True)))
        .rstrip()
        for row in rows
    ]  # fmt: skip


def one_line(text: str) -> str:
    """Return a text without control characters, so that data cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)
