"""A definition under check: its values, its neighbours, and where its parts stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.compile_events import ENGINE
from engine.definition.problems import Finding, Path, unknown
from engine.definition.workflow import Deadline, Event, Step, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.model import Definition
    from engine.definition.scope import Index

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


class PlacedStep(NamedTuple):
    """A step, where it stands, and the event or the deadline that it belongs to."""

    path: Path
    step: Step
    event: Event | None
    deadline: Deadline | None


class Subject:
    """One definition among those checked with it.

    `dropped` are the parts that could not be read: their names are not missed.
    """

    def __init__(
        self,
        workflow: Workflow,
        face: Definition,
        index: Index,
        dropped: set[tuple[str, str]],
        *,
        whole: bool,
    ) -> None:
        self.workflow = workflow
        self.face = face
        self.index = index
        self.dropped = dropped
        self.whole = whole

    def unread(self, section: str) -> set[str]:
        """Return the names of a section whose parts could not be read."""
        return {name for part, name in self.dropped if part == section}

    def steps(self) -> Iterator[PlacedStep]:
        """Yield every step with its place; a ladder used twice is yielded for each use."""
        for event in self.workflow.events.values():
            for index, step in enumerate(event.then):
                yield PlacedStep(("events", event.name, "then", index), step, event, None)
        for deadline in self.workflow.deadlines.values():
            for index, step in enumerate(deadline.overdue):
                path = (*self.ladder_path(deadline), index)
                yield PlacedStep(path, step, None, deadline)

    def ladder_path(self, deadline: Deadline) -> Path:
        """Return where the ladder of a deadline is written."""
        overdue: Any = self.face.deadlines[deadline.name].overdue
        if isinstance(overdue, str):
            return ("ladders", overdue)
        return ("deadlines", deadline.name, "overdue")

    def missing(
        self, section: str, path: Path, name: str, known: Iterable[str], code: str
    ) -> Iterator[Finding]:
        """Yield a finding where a name is neither known nor among what could not be read."""
        names = set(known)
        if name not in names and name not in self.unread(section):
            yield unknown(*path, code=code, name=name, known=names)

    def versions(self, name: str) -> tuple[Workflow, ...]:
        """Return the known definitions of a workflow."""
        return self.index.get(name, ())

    def roles_of(self, event: Event) -> tuple[str, ...]:
        """Return the roles of people who may take an event."""
        return tuple(role for role in (*event.by, *event.by_each) if role != ENGINE)
