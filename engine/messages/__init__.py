"""Message catalogues: what each code says, in Chinese and in English."""

from __future__ import annotations

import json
import os
from functools import cache
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
    # Plain paths: pathlib and importlib.resources would cost every start of the program 20 ms.
    folder = f"{__path__[0]}/{language}"
    for name in sorted(os.listdir(folder)):  # noqa: PTH208
        if name.endswith(".json"):
            with open(f"{folder}/{name}", encoding="utf-8") as part:  # noqa: PTH123
                texts = json.load(part)
            found.update((code, Sentence(*pair)) for code, pair in texts.items())
    return found


def sentence(code: str, language: str, facts: Mapping[str, object]) -> Sentence:
    """Return what a code says in a language, with its facts filled in."""
    template = catalogue(language).get(code, Sentence(code, ""))
    named = _Facts(facts)
    return Sentence(template.message.format_map(named), template.hint.format_map(named))
