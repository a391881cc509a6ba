"""Watching guards while a rehearsal goes on: which were asked, and what came of them.

A guard is known to the engine by its text alone, and the same text may guard several things. So
each gets a comment of its own behind it, which changes nothing but tells where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.duties import field_of
from engine.definition.expressions import Expression, load_expression
from engine.definition.workflow import TellChildren
from engine.kernel.machine import Machine
from engine.service.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.definition.workflow import Deadline, Event, Step, Trigger, Workflow
    from engine.service.ports import Library

_MARK = " // guard "


class Guards:
    """Gives each guard of a definition a name of its own: its path in the file."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def put(self, path: str, when: str | None) -> str | None:
        """Return a guard's text with its place behind it."""
        if when is None:
            return None
        self.paths.append(path)
        return f"{when}{_MARK}{len(self.paths) - 1}"

    def named(self, text: str) -> str | None:
        """Return the path that stands behind a text."""
        _, mark, number = text.rpartition(_MARK)
        return self.paths[int(number)] if mark else None


def marked(workflow: Workflow) -> tuple[Workflow, Guards]:
    """Return a definition whose guards can be told apart, and where each of them stands."""
    guards = Guards()
    changed = replace(
        workflow,
        fields={
            name: replace(
                field, required_when=guards.put(f"fields.{name}.required_when", field.required_when)
            )
            for name, field in workflow.fields.items()
        },
        events={name: _event(each, guards) for name, each in workflow.events.items()},
        deadlines={name: _deadline(each, guards) for name, each in workflow.deadlines.items()},
    )
    return changed, guards


def _event(event: Event, guards: Guards) -> Event:
    path = f"events.{event.name}"
    return replace(
        event,
        when=guards.put(f"{path}.when", event.when),
        branches=tuple(
            replace(branch, when=guards.put(f"{path}.to[{index}].when", branch.when))
            for index, branch in enumerate(event.branches)
        ),
        then=_steps(event.then, f"{path}.then", guards),
    )


def _steps(steps: Iterable[Step], path: str, guards: Guards) -> tuple[Step, ...]:
    return tuple(
        step
        if _follows_from_a_duty(step)
        else replace(step, when=guards.put(f"{path}[{index}].when", step.when))
        for index, step in enumerate(steps)
    )


def _follows_from_a_duty(step: Step) -> bool:
    """Return whether nobody wrote a step: leaving a state drops the periods of its duties."""
    return isinstance(step.verb, TellChildren) and step.verb.children.startswith(field_of(""))


def _deadline(deadline: Deadline, guards: Guards) -> Deadline:
    path = f"deadlines.{deadline.name}"

    def triggers(key: str, given: Iterable[Trigger]) -> tuple[Trigger, ...]:
        """Return triggers whose conditions are observed."""
        return tuple(
            replace(one, when=guards.put(f"{path}.{key}[{index}].when", one.when))
            for index, one in enumerate(given)
        )

    return replace(
        deadline,
        starts=triggers("starts", deadline.starts),
        stops=triggers("stops", deadline.stops),
        cancels=triggers("cancels", deadline.cancels),
        overdue=_steps(deadline.overdue, f"{path}.overdue", guards),
    )


class _Watched(Expression):
    """An expression that tells what it came to."""

    __slots__ = ("_path", "_tell")

    def __init__(self, plain: Expression, path: str, tell: Callable[[str, bool], None]) -> None:
        super().__init__(plain.text, plain.tree, plain._program)
        self._path = path
        self._tell = tell

    def evaluate(self, *values: Any, **lent: Any) -> Any:
        """Return the value, after telling whether it is true."""
        found = super().evaluate(*values, **lent)
        self._tell(self._path, found is True)
        return found


class _WatchedMachine(Machine):
    """A machine whose guards tell what they came to."""

    guards: Guards
    tell: Callable[[str, bool], None]

    def expression(self, text: str) -> Expression:
        """Return a compiled expression; a guard is watched."""
        found = self._expressions.get(text)
        if found is None:
            path = self.guards.named(text)
            plain = load_expression(text)
            found = plain if path is None else _Watched(plain, path, self.tell)
            self._expressions[text] = found
        return found


class WatchingRegistry(Registry):
    """Hands out machines whose guards are watched.

    `tell` is told the workflow, the path of the guard in it, and whether it was true.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.tell: Callable[[str, str, bool], None] = _nobody

    def _made(self, workflow: str, version: int) -> Machine:
        plain = super()._made(workflow, version)
        definition, guards = marked(plain.workflow)
        machine = _WatchedMachine(definition, plain.calendar, plain._profiles)
        machine.guards = guards
        machine.tell = lambda path, holds: self.tell(workflow, path, holds)
        return machine


def _nobody(_workflow: str, _path: str, _holds: bool) -> None:
    """Nobody watches yet."""
