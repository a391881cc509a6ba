"""Why the laws of definitions exist, each with a small wrong and right passage."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from engine.definition.check import check_sources
from engine.definition.problems import Problem, closest
from engine.definition.source import Source
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


class Flaw(NamedTuple):
    """A small wrong passage that gives a code, and the right one."""

    code: str
    wrong: str
    right: str


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


@cache
def flaws() -> dict[str, Flaw]:
    """Return the example of each code that has one of its own."""
    told = plain(FOLDER / "flaws.yaml")["flaws"]
    return {
        PREFIX + name: Flaw(PREFIX + name, one["wrong"], one["right"]) for name, one in told.items()
    }


def flaw_of(code: str) -> Flaw:
    """Return the example of a code, or of its sibling, or of its law; raise NotFound."""
    law = law_of(code)
    whole = code if code.startswith(PREFIX) else PREFIX + code
    known, own = flaws(), whole.removesuffix("_known")
    for one in (whole, own, f"{own}_known"):
        if one in known and one in law.codes:
            return known[one]
    return Flaw(law.example, law.wrong, law.right)


def problem_of(flaw: Flaw) -> Problem:
    """Return what a check says of the definition to start from with a wrong passage in it."""
    start = (FOLDER / "starting" / "definition.yaml").read_text(encoding="utf-8")
    text = start.replace("NAME", "sample").replace(flaw.right, flaw.wrong, 1)
    source = Source("workflow.yaml", text)
    problems = check_sources([source], {}, calendars=["china"], profiles=["civil_code"]).problems
    return next(one for one in problems if one.code == flaw.code)
