"""Tables as comma-separated text, in the encodings that offices really send."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from engine.errors import InputError
from engine.service.intake.sheets import Sheet

if TYPE_CHECKING:
    from engine.service.intake.mapping import FileShape
    from engine.service.intake.sheets import Raw

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
#: Kinds of characters that no text has: unassigned, private, surrogate.
_NO_TEXT = frozenset({"Cn", "Co", "Cs"})
_CONTROLS = frozenset(map(chr, range(32))) - {"\t", "\n", "\r"}


def read_delimited(raw: bytes, file: str, shape: FileShape) -> Sheet:
    """Return a CSV file as its one sheet; raise InputError where it is none."""
    text = decoded(raw, file, shape.encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter[:1] or ",")
    rows: list[list[Raw]] = []
    lines: list[int] = []
    try:
        for cells in reader:
            rows.append([cell if cell.strip() else None for cell in cells])
            lines.append(reader.line_num)
    except csv.Error as fault:
        # The library's own words are English; only this one fault has a remedy of its own.
        code = "ledger_cell_too_long" if "field limit" in str(fault) else "ledger_not_csv"
        raise InputError(code, file=file, line=reader.line_num) from fault
    return Sheet(name="", rows=rows, lines=lines)


def decoded(raw: bytes, file: str, encoding: str | None) -> str:
    """Return the text of a file in its encoding; raise InputError.

    Where none is given a mark at the beginning tells it, else it is UTF-8, else GB18030 if every
    character is one that people write: bytes of another kind seldom are.
    """
    if encoding is not None:
        return _as(raw, file, "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    for mark, marked in _MARKS:
        if raw.startswith(mark):
            return _as(raw, file, marked)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _guessed(raw, file)
    if any(one in _CONTROLS or unicodedata.category(one) in _NO_TEXT for one in set(text)):
        raise InputError("ledger_not_text", file=file)
    return text


def _guessed(raw: bytes, file: str) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError as fault:
        raise InputError("ledger_encoding_unknown", file=file) from fault


def _as(raw: bytes, file: str, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise InputError("ledger_encoding", file=file, encoding=encoding) from fault
