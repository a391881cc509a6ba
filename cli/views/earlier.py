"""A case that was migrated: its past is told in the words of the version it happened under."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cli.views.case import CaseFacts
    from engine.definition.workflow import Deadline, Workflow
    from engine.kernel.case import Entry
    from engine.service.ports import HistoryRow

Line = TypeVar("Line", "HistoryRow", "Entry")


def versions(facts: CaseFacts) -> list[int]:
    """Return the versions that a case ran under, in their order, the present one last."""
    return [*(each["version"] for each in facts.body.get("earlier", ())), facts.line["version"]]


def with_definitions(
    facts: CaseFacts, rows: Iterable[Line]
) -> Iterator[tuple[Line, Workflow, Workflow]]:
    """Yield a whole history, oldest entry first, each with the definitions before and after it.

    Entries are counted, not numbered: who does not see all of a case is given other numbers.
    """
    known = [definition(facts, version) for version in versions(facts)]
    place = 0
    for row in rows:
        was = known[place]
        place = min(place + (row.kind == "migrated"), len(known) - 1)
        yield row, was, known[place]


def definition(facts: CaseFacts, version: int) -> Workflow:
    """Return a version of a case's definition."""
    if version == facts.line["version"]:
        return facts.workflow
    return facts.office.library.workflow(facts.line["workflow"], version)


def deadline_of(facts: CaseFacts, name: str) -> Deadline:
    """Return a deadline of a case, by the latest version under which it had one of that name."""
    found = (definition(facts, each).deadlines.get(name) for each in reversed(versions(facts)))
    return next(one for one in found if one is not None)
