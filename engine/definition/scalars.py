"""What plain words of a YAML text mean, and the traps that people fall into when writing them."""

from __future__ import annotations

import re
from typing import Any

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False,
             "FALSE": False}  # fmt: skip
_FULL_WIDTH_COLON = re.compile(r"[a-z_][a-z0-9_.]*\s*：")
_FULL_WIDTH_COMMA = re.compile(r"\w+(\s*[，、]\s*\w+)+", re.ASCII)
_ANY_FULL_WIDTH = re.compile(r"[：，｛｝［］]")
_COMPLAINTS = {
    "could not find expected ':'": "definition_colon_missing",
    "did not find expected ',' or ": "definition_bracket_open",
    "found unexpected end of stream": "definition_quote_open",
    "found unexpected document indicator": "definition_quote_open",
    "mapping values are not allowed": "definition_colon_within",
    "did not find expected key": "definition_indentation",
    "did not find expected '-' indicator": "definition_indentation",
    "block sequence entries are not allowed": "definition_indentation",
    "found character that cannot start any token": "definition_value_start",
}


def syntax_code(complaint: str) -> str:
    """Return the code of what a parser complains of in its own words."""
    codes = (code for start, code in _COMPLAINTS.items() if complaint.startswith(start))
    return next(codes, "definition_syntax")


def trap_in(line: str) -> tuple[str, int] | None:
    """Return the code and column of what usually breaks such a line, or None."""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return "definition_tab", indent.index("\t") + 1
    if match := _ANY_FULL_WIDTH.search(line.partition("#")[0]):
        return "definition_full_width", match.start() + 1
    return None


def resolve(text: str) -> Any:
    """Return what a plain scalar means under YAML 1.2, dates left as text."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


def full_width_key(name: str) -> int | None:
    """Return where a key holds full-width punctuation, or None."""
    match = re.search("[：，]", name)
    return match.start() if match else None


def full_width_value(value: str) -> int | None:
    """Return where a value looks like two keys or words run together, or None."""
    if not (_FULL_WIDTH_COLON.match(value) or _FULL_WIDTH_COMMA.fullmatch(value)):
        return None
    match = re.search("[：，、｛｝［］]", value)
    return match.start() if match else 0
