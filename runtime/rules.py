"""The rules of the source documents: which clause carries each, and which scenario tries it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from engine.definition.value import Text
from runtime import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.workflow import Workflow

FILE = shipped.FOLDER / "rules.yaml"
ROW = re.compile(r"\b[A-Z]{2}-[0-9]{2}\b", re.ASCII)
_PARTS = ("settings", "events", "deadlines", "duties")


class Document(msgspec.Struct, frozen=True):
    """A source document; one without a date does not say when it was issued."""

    title: Text
    about: Text
    issued: str | None = None


class Rule(msgspec.Struct, frozen=True):
    """A row of a source document: where it stands there, and what it says.

    A `binding` one is to be carried by a definition; a `context` one is told for understanding,
    and `why` names the reason why nothing has to carry it.
    """

    article: str
    kind: Literal["binding", "context"]
    zh: str
    en: str
    why: str | None = None


class RuleBook(msgspec.Struct, frozen=True):
    """Every row of every source document, by id, and why some of them bind nobody."""

    documents: dict[str, Document]
    reasons: dict[str, Text]
    rules: dict[str, Rule]


class Carried(msgspec.Struct, frozen=True):
    """A row with the clauses that carry it and the scenarios that try it."""

    id: str
    rule: Rule
    clauses: tuple[str, ...]
    scenarios: tuple[str, ...]

    @property
    def uncarried(self) -> bool:
        """Whether it binds, and nothing carries it."""
        return self.rule.kind == "binding" and not self.clauses


@cache
def rule_book() -> RuleBook:
    """Return the rows that come with the program."""
    return msgspec.convert(shipped.plain(FILE), RuleBook)


def rule_rows() -> Mapping[str, Rule]:
    """Return the rows by id, in the order of the documents."""
    return rule_book().rules


def carried(workflows: Iterable[Workflow], covers: Mapping[str, Iterable[str]]) -> list[Carried]:
    """Return every row with what carries it; `covers` names the rows of each scenario."""
    clauses: dict[str, list[str]] = {}
    for workflow in workflows:
        for row, where in clauses_of(workflow):
            clauses.setdefault(row, []).append(where)
    tried: dict[str, list[str]] = {}
    for scenario, rows in covers.items():
        for row in rows:
            tried.setdefault(row, []).append(scenario)
    return [
        Carried(row, rule, tuple(clauses.get(row, ())), tuple(tried.get(row, ())))
        for row, rule in rule_rows().items()
    ]


def rows_named(clause: Text | None) -> tuple[str, ...]:
    """Return the rows that a clause names in either language, each once."""
    text = f"{clause.zh} {clause.en}" if clause else ""
    return tuple(dict.fromkeys(ROW.findall(text)))


def clauses_of(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Yield each row that a clause of a definition names, with the place of the clause.

    A row of `basis` that no clause names is carried by the definition as a whole.
    """
    named = set()
    for kind in _PARTS:
        parts: Mapping[str, Any] = getattr(workflow, kind)
        for name, part in parts.items():
            for row in rows_named(part.clause):
                if row in workflow.basis:
                    named.add(row)
                    yield row, f"{workflow.name}: {kind}.{name}"
    for row in workflow.basis:
        if row not in named:
            yield row, f"{workflow.name}: basis"
