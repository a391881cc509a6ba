"""Why the laws of definitions exist, each with a small wrong and right passage."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from engine.definition.problems import closest
from engine.definition.value import Text
from engine.errors import NotFound
from engine.messages import catalogue
from runtime.shipped import FOLDER, plain

PREFIX = "definition_"
#: What is said of files that cannot be opened is about no law.
OTHERS = ("definition_file_unreadable",)


class Law(NamedTuple):
    """One law; `example` is the code that the wrong passage gives."""

    name: str
    title: Text
    why: Text
    example: str
    wrong: str
    right: str
    codes: tuple[str, ...]


@cache
def laws() -> tuple[Law, ...]:
    """Return the laws in order, each with the codes that it finds."""
    left = [code for code in catalogue("en") if code.startswith(PREFIX) and code not in OTHERS]
    found = []
    for name, told in plain(FOLDER / "laws.yaml")["laws"].items():
        patterns = tuple(PREFIX + one for one in told["codes"])
        codes = tuple(code for code in left if any(fnmatchcase(code, one) for one in patterns))
        left = [code for code in left if code not in codes]
        texts = Text(**told["title"]), Text(**told["why"])
        found.append(Law(name, *texts, told["example"], told["wrong"], told["right"], codes))
    return tuple(found)


def law_of(code: str) -> Law:
    """Return the law that a code belongs to, its prefix given or not; raise NotFound."""
    whole = code if code.startswith(PREFIX) else PREFIX + code
    for law in laws():
        if whole in law.codes:
            return law
    known = [one.removeprefix(PREFIX) for law in laws() for one in law.codes]
    near = closest(whole.removeprefix(PREFIX), known)
    if near is None:
        raise NotFound("problem_code_unknown", code=code)
    raise NotFound("problem_code_misspelt", code=code, suggestion=near)
