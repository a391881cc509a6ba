"""Message catalogues: what each code says, in Chinese and in English."""

from __future__ import annotations

import json
import string
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("zh", "en")


class Sentence(NamedTuple):
    """What is said of a code: one sentence, and what to do next."""

    message: str
    hint: str


class _Facts(dict[str, object]):
    """Facts of a message; a fact that is missing shows its own name instead of failing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@cache
def catalogue(language: str) -> dict[str, Sentence]:
    """Return every code of a language with its sentence.

    A language is a folder of JSON files, each ``{code: [message, hint]}``.
    """
    found: dict[str, Sentence] = {}
    folder = resources.files(__package__) / language
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if part.name.endswith(".json"):
            texts = json.loads(part.read_text(encoding="utf-8"))
            found.update((code, Sentence(*pair)) for code, pair in texts.items())
    return found


def sentence(code: str, language: str, facts: Mapping[str, object]) -> Sentence:
    """Return what a code says in a language, with its facts filled in."""
    template = catalogue(language).get(code, Sentence(code, ""))
    named = _Facts(facts)
    fill = string.Formatter().vformat
    return Sentence(fill(template.message, (), named), fill(template.hint, (), named))
