"""Columns that line up where Chinese and Latin text stand together."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = "  "
JOINER, AS_PICTURE = "\u200d", "\ufe0f"
SKINS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
INVISIBLE = {"Mn", "Me", "Cf"}
PICTURES = {"So", "Sm", "Po"}


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    Characters of ambiguous width (such as arrows) take one, as in every UTF-8 terminal.
    """
    if text.isascii():
        return len(text)
    total, before, joined = 0, "", False
    for character in text:
        if character == JOINER:
            joined = True
            continue
        if character == AS_PICTURE:
            total += _columns(before) == 1 and _may_be_picture(before)
            continue
        columns = _columns(character)
        # A picture joined to another, or given a colour of skin, is drawn as one.
        if columns != 2 or not (joined or (character in SKINS and _columns(before) == 2)):
            total += columns
        before, joined = character, False
    return total


def _may_be_picture(character: str) -> bool:
    return unicodedata.category(character) in PICTURES or character in "0123456789#*"


def _columns(character: str) -> int:
    if not character or "\u1160" <= character <= "\u11ff":  # second parts of a Hangul syllable
        return 0
    if unicodedata.combining(character) or unicodedata.category(character) in INVISIBLE:
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


def fitting(head: Sequence[str], rows: Sequence[Sequence[str]], columns: int | None) -> list[str]:
    """Return a table, or where it is wider than so many columns each row as lines of its own."""
    table = aligned([head, *rows])
    if columns is None or max(map(width, table)) <= columns:
        return table
    size = max(map(width, head))
    return [line for number, row in enumerate(rows, 1) for line in _block(number, head, row, size)]


def _block(number: int, head: Sequence[str], row: Sequence[str], size: int) -> list[str]:
    """Return a row as lines, each headed by its column; empty cells are left out."""
    filled = [(name, cell) for name, cell in zip(head, row, strict=True) if cell]
    return [f"[{number}]", *(f"  {padded(name, size)}{GAP}{cell}" for name, cell in filled)]


def one_line(text: str) -> str:
    """Return a text without control characters, so that data cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)
