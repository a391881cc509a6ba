"""What a console can write, and what it sends: UTF-8, GBK, or less.

Screens follow the console's own encoding. JSON is read by programs, which expect UTF-8: where the
console writes anything else it is spelt in ASCII, which reads the same in every encoding.
"""

from __future__ import annotations

import codecs
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CHINESE = {"gb2312", "gbk", "gb18030"}
WIDEST = "gb18030"


def spell_out_what_is_lacking() -> None:
    """Never fail on a character that the console lacks: its number is written instead."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def json_in_ascii() -> bool:
    """Return whether JSON on standard output must keep to ASCII."""
    return _encoding() not in ("utf-8", "")


def heard(arguments: Iterable[str]) -> list[str]:
    """Return the arguments as a console meant them that sends GBK to a system that expects UTF-8.

    Bytes that are no Chinese text either stay as they are, to be refused by whoever reads them.
    """
    return [_heard(each) for each in arguments] if _encoding() in CHINESE else list(arguments)


def _heard(argument: str) -> str:
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return os.fsencode(argument).decode(WIDEST)
        except UnicodeError:
            pass
    return argument


def _encoding() -> str:
    """Return the canonical name of the encoding of standard output; nothing where it has none."""
    named = getattr(sys.stdout, "encoding", None)
    try:
        return codecs.lookup(named).name if named else ""
    except LookupError:
        return ""
