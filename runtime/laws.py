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
START = "workflow"
_KNOWN = "_known"
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
    """A small wrong passage that gives a code, and the right one.

    `within` names the example that it stands in: the definition to start from unless given.
    """

    code: str
    wrong: str
    right: str
    within: str = START


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
    whole = whole_code(code)
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
        PREFIX + name: Flaw(PREFIX + name, one["wrong"], one["right"], one.get("in", START))
        for name, one in told.items()
    }


@cache
def reasons() -> dict[str, Text]:
    """Return why each code exists; codes that differ in their hint alone share a reason."""
    told = plain(FOLDER / "reasons.yaml")["reasons"]
    return {PREFIX + name: Text(**one) for name, one in told.items()}


def reason_of(code: str) -> Text:
    """Return why a code exists."""
    return reasons()[whole_code(code).removesuffix(_KNOWN)]


def whole_code(code: str) -> str:
    """Return a code with its prefix."""
    return code if code.startswith(PREFIX) else PREFIX + code


def flaw_of(code: str) -> Flaw | None:
    """Return the example of a code or of its sibling; None where no passage can show it."""
    whole, known = whole_code(code), flaws()
    own = whole.removesuffix(_KNOWN)
    return next((known[one] for one in (whole, own, own + _KNOWN) if one in known), None)


def problem_of(flaw: Flaw) -> Problem:
    """Return what a check says of the example with the wrong passage in it."""
    return next(one for one in problems_with(flaw) if one.code == flaw.code)


@cache
def problems_with(flaw: Flaw) -> tuple[Problem, ...]:
    """Return all that a check says of the file with the wrong passage in it."""
    texts = {flaw.within: _starting()} if flaw.within == START else _examples()
    sources = [
        Source(f"{name}.yaml", text.replace(flaw.right, flaw.wrong, 1))
        if name == flaw.within else Source(f"{name}.yaml", text)
        for name, text in texts.items()
    ]  # fmt: skip
    found = check_sources(sources, {}, calendars=["china"], profiles=["civil_code"]).problems
    return tuple(one for one in found if one.file == f"{flaw.within}.yaml")


def right_text(flaw: Flaw) -> str:
    """Return the example with the right passage in it."""
    return _starting() if flaw.within == START else _examples()[flaw.within]


def _starting() -> str:
    text = (FOLDER / "starting" / "definition.yaml").read_text(encoding="utf-8")
    return text.replace("NAME", "sample")


@cache
def _examples() -> dict[str, str]:
    return dict(plain(FOLDER / "flaws.yaml")["examples"])
