"""Kinds, types and units in the words of a language, where a sentence on a problem names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.messages import catalogue, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The facts that hold a word of the vocabulary, which a clerk need not know.
WORDED = ("kind", "wanted", "left", "right", "unit", "first", "every", "type")


def worded(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the facts of a problem with its kinds, types and units in words."""
    return {
        name: _word(str(value), language) if name in WORDED else value
        for name, value in facts.items()
    }


def _word(text: str, language: str) -> str:
    """Return a kind in words: `[…]` is several of it, what follows a colon is its own."""
    if text.startswith("["):
        return _phrase("term_several", language, of=_word(text[1:-1], language))
    name, colon, own = text.partition(": ")
    code = f"term_{name.replace(' ', '_')}"
    if code not in catalogue(language):
        return text
    word = _phrase(code, language)
    return _phrase("term_of", language, word=word, own=own) if colon else word


def _phrase(code: str, language: str, **facts: object) -> str:
    return sentence(code, language, facts).message
