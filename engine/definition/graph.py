"""The states of a definition as a graph, its events as arrows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from engine.definition.workflow import Event, Workflow


def targets_of(event: Event) -> set[str]:
    """Return the states in which a case may be after an event."""
    found = {branch.to for branch in event.branches if branch.to is not None}
    if any(branch.to is None for branch in event.branches):
        found.update(event.sources)
    return found


def arrows(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Yield every way from a state to a state."""
    for event in events:
        for source in event.sources:
            for branch in event.branches:
                yield source, branch.to if branch.to is not None else source


Spot = TypeVar("Spot", bound=Hashable)


def closure(start: Iterable[Spot], ways: Iterable[tuple[Spot, Spot]]) -> set[Spot]:
    """Return what can be reached from some places, themselves included."""
    onward: dict[Spot, set[Spot]] = {}
    for source, target in ways:
        onward.setdefault(source, set()).add(target)
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for target in onward.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def reachable_from(workflow: Workflow, state: str) -> set[str]:
    """Return the states that can follow a state, itself included."""
    return closure([state], arrows(workflow.events.values()))
