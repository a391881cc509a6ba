"""Patterns of case numbers, each the pattern of one workflow: shared, two cases had one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.problems import found
from engine.definition.source import read
from store.keys import number_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.check import Source
    from engine.definition.problems import Finding, Path, Problem
    from engine.definition.workflow import Workflow


def shared_patterns(
    given: Iterable[tuple[Workflow, Source]], known: Mapping[str, tuple[Workflow, ...]]
) -> list[Problem]:
    """Return where a definition numbers its cases as another workflow does its own.

    A workflow that is published with such a number goes on with it.
    """
    owners: dict[str, str] = {}
    for name, versions in known.items():
        owners.update((key, name) for one in versions for key in _keys(one))
    problems: list[Problem] = []
    for workflow, source in given:
        own = {key for one in known.get(workflow.name, ()) for key in _keys(one)}
        problems += read(source.text, source.file).locate(_taken(workflow, owners, own))
        owners.update((key, workflow.name) for key in _keys(workflow) if key not in owners)
    return problems


def _taken(workflow: Workflow, owners: Mapping[str, str], own: set[str]) -> Iterator[Finding]:
    for path, pattern in _patterns(workflow):
        key = number_key(pattern)
        other = owners.get(key, workflow.name)
        if other != workflow.name and key not in own:
            yield found(*path, code="case_number_taken", text=pattern, other=other)


def _keys(workflow: Workflow) -> list[str]:
    return [number_key(pattern) for _, pattern in _patterns(workflow)]


def _patterns(workflow: Workflow) -> Iterator[tuple[Path, str]]:
    if workflow.case_number is not None:
        yield ("case_number",), workflow.case_number
    for duty in workflow.duties.values():
        if duty.case_number is not None:
            yield ("duties", duty.name, "case_number"), duty.case_number
