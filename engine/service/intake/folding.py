"""Texts as they are meant: full and half width, blanks and letter case put aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_REQUIRED = "*:"


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Return a text in half width, without blanks around it and with one where there are more."""
    if text.isascii() and text.isalnum():
        return text
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Return a text for comparing: as `plain`, without any blank, in small letters."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=4_096)
def header(text: str) -> str:
    """Return the name of a column for comparing; an asterisk or colon around it means nothing."""
    return folded(text).strip(_REQUIRED)
