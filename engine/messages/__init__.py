"""Message catalogues: what each code says, in Chinese and in English."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("zh", "en")
FIRST = "cli.json"
ONE = "_one"
STOP = "\u3002"
#: The facts that say how many things a sentence speaks of.
COUNTS = ("count", "days")
#: The fact that holds the words of somebody else: of the operating system, of a library.
DETAIL = "detail"


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
    return {code: text for part in _parts(language) for code, text in _read(part).items()}


def sentence(code: str, language: str, facts: Mapping[str, object]) -> Sentence:
    """Return what a code says in a language, with its facts filled in.

    Of one thing a language may say it differently: under the code with `_one` behind it. What an
    operating system says of a fault is said in the language too.
    """
    template = _template(code, language, one=any(facts.get(name) == 1 for name in COUNTS))
    named = _Facts(facts)
    if DETAIL in facts:
        named[DETAIL] = _in_own_words(facts[DETAIL], language)
    return Sentence(template.message.format_map(named), template.hint.format_map(named))


def in_brackets(hint: str, language: str) -> str:
    """Return a hint as it stands behind its sentence, nothing where there is none."""
    if not hint:
        return ""
    # Brackets end what they hold: a Chinese full stop inside them is left out.
    return f"\uff08{hint.removesuffix(STOP)}\uff09" if language == "zh" else f" ({hint})"


def _template(code: str, language: str, *, one: bool) -> Sentence:
    """Look into one file after another: a command that goes well needs the first alone."""
    for part in _parts(language):
        if (found := _read(part).get(code)) is not None:
            return _read(part).get(f"{code}{ONE}", found) if one else found
    return Sentence(code, "")


def _in_own_words(detail: object, language: str) -> object:
    name = _system_names().get(detail) if isinstance(detail, str) else None
    if name is None:
        return detail
    code = f"system_{name}"
    said = _template(code, language, one=False).message
    return detail if said == code else said


@cache
def _system_names() -> dict[str, str]:
    """Return the name of each fault that an operating system tells, by the words it uses."""
    import errno

    return {os.strerror(number): name.lower() for number, name in errno.errorcode.items()}


# Plain paths below: pathlib and importlib.resources would cost every start of the program 20 ms.
@cache
def _parts(language: str) -> list[str]:
    folder = f"{__path__[0]}/{language}"
    names = (name for name in os.listdir(folder) if name.endswith(".json"))  # noqa: PTH208
    return [f"{folder}/{name}" for name in sorted(names, key=lambda name: (name != FIRST, name))]


@cache
def _read(part: str) -> dict[str, Sentence]:
    with open(part, encoding="utf-8") as file:  # noqa: PTH123
        return {code: Sentence(*pair) for code, pair in json.load(file).items()}
