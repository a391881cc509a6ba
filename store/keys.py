"""How what people type is folded, so that the ways of writing one number are one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_KEPT = 4_096
_BRACKETS = str.maketrans("〔【［[（(〕】］]）)", "〔〔〔〔〔〔〕〕〕〕〕〕")


@lru_cache(_KEPT)
def number_key(number: str) -> str:
    """Return a case number so folded that the ways in which people type it are one.

    Full-width and half-width forms, kinds of brackets, letter case, spaces and a last 号 do not
    matter.
    """
    folded = _fold(number)
    # Taking spaces out can bring letters together that are one again.
    while (again := _fold(folded)) != folded:
        folded = again
    return folded


def _fold(number: str) -> str:
    whole = unicodedata.normalize("NFKC", number.translate(_BRACKETS)).casefold()
    return "".join(whole.translate(_BRACKETS).split()).removesuffix("号")
