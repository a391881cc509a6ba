"""Where the values of expressions come from, and who reads what becomes of them (law 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.definition.expressions import ExpressionError, parse_expression
from engine.definition.problems import Finding, Path, found
from engine.definition.readers import (
    Audience,
    audience,
    frame_audience,
    is_open,
    is_wider,
    secret_fields_of,
)
from engine.definition.scope import parents_of
from engine.definition.syntax import Fold, Select, chain, dotted_names, walk
from engine.definition.workflow import OpenCase, TellChildren

if TYPE_CHECKING:
    from engine.definition.subject import PlacedStep, Subject
    from engine.definition.syntax import Node
    from engine.definition.workflow import Deadline, Event, Trigger, Workflow

_PLAIN = ("setting", "now", "home")


class Spring(NamedTuple):
    """A secret that an expression reads; `audience` is None where it is another definition's.

    `cases` says that it tells of secret cases, not of a secret field.
    """

    name: str
    audience: Audience
    cases: bool


class Flows:
    """The expressions of a definition, each with who reads what it gives."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._workflow = subject.workflow
        self._parents = parents_of(subject.workflow, subject.index)

    def leaks(self) -> Iterator[Finding]:
        """Yield secrets that flow to wider readers."""
        for field in self._workflow.fields.values():
            path: Path = ("fields", field.name)
            yield from self._own((*path, "default"), field.default, field.name)
            yield from self._guard((*path, "required_when"), field.required_when)
        for event in self._workflow.events.values():
            yield from self._event(event)
        for placed in self._subject.steps():
            yield from self._step(placed)
        for deadline in self._workflow.deadlines.values():
            for path, trigger in _triggers(deadline):
                yield from self._guard(path, trigger.when)

    def _event(self, event: Event) -> Iterator[Finding]:
        path: Path = ("events", event.name)
        for key, values in (("sets", event.sets), ("defaults", event.defaults)):
            for name, text in values.items():
                yield from self._own((*path, key, name), text, name)
        yield from self._guard((*path, "when"), event.when)
        for index, branch in enumerate(event.branches):
            yield from self._guard((*path, "to", index, "when"), branch.when)

    def _step(self, placed: PlacedStep) -> Iterator[Finding]:
        step, verb = placed.step, placed.step.verb
        if not any(secret_fields_of(step, self._workflow)):
            yield from self._guard((*placed.path, "when"), step.when)
        if isinstance(verb, OpenCase):
            each = list(self._springs(verb.each)) if verb.each else []
            yield from self._into(placed.path, verb.workflow, verb.values, each)
        elif isinstance(verb, TellChildren):
            field = self._workflow.fields.get(verb.children)
            name = field.workflow if field is not None else None
            yield from self._into(placed.path, name or "", verb.values, [])

    def _own(self, path: Path, text: str | None, field: str) -> Iterator[Finding]:
        """Yield what flows into a field of the same case."""
        for spring in self._springs(text):
            sink = audience(self._workflow, field)
            if sink is None or (spring.audience is not None and is_wider(sink, spring.audience)):
                yield self._leak(path, spring, field, self._workflow)

    def _into(
        self, path: Path, workflow: str, values: dict[str, str], each: list[Spring]
    ) -> Iterator[Finding]:
        """Yield what flows into an open field of another case."""
        for child in self._subject.versions(workflow)[:1]:
            for name, text in values.items():
                springs = [*self._springs(text), *(each if _reads_each(text) else ())]
                for spring in springs[:1] if is_open(child, name) else ():
                    yield self._leak((*path, "with", name), spring, name, child)

    def _leak(self, path: Path, spring: Spring, field: str, workflow: Workflow) -> Finding:
        facts = {"name": spring.name, "field": field, "workflow": workflow.name}
        return found(*path, code="definition_leak_value", **facts)

    def _guard(self, path: Path, text: str | None) -> Iterator[Finding]:
        """Yield conditions that ask about secret cases where everyone sees what follows."""
        if self._workflow.secret:
            return
        for spring in self._springs(text):
            if spring.cases:
                yield found(*path, code="definition_leak_guard", name=spring.name)
                return

    def _springs(self, text: str | None) -> Iterator[Spring]:
        """Yield the secrets that an expression reads."""
        try:
            tree = parse_expression(text) if text is not None else None
        except ExpressionError:
            return
        if tree is None:
            return
        for name in dict.fromkeys(dotted_names(tree)):
            yield from self._named(name)
        yield from self._of_elements(tree)

    def _named(self, name: str) -> Iterator[Spring]:
        head, _, rest = name.partition(".")
        field = rest.partition(".")[0] if head == "case" else head
        if head in ("parent", "origin"):
            yield from self._of_parents(head, rest, name)
        elif field in self._workflow.fields:
            found = self._workflow.fields[field]
            readers = audience(self._workflow, field)
            if readers is not None:
                yield Spring(name, readers, cases=found.workflow is not None)
        elif head not in _PLAIN and self._workflow.secret:
            yield Spring(name, frame_audience(self._workflow), cases=True)

    def _of_parents(self, head: str, rest: str, name: str) -> Iterator[Spring]:
        field = rest.partition(".")[0]
        for parent in self._parents:
            secret = not is_open(parent, field) if head == "parent" else parent.secret
            if secret:
                yield Spring(name, None, cases=parent.secret)
                return

    def _of_elements(self, tree: Node) -> Iterator[Spring]:
        """Yield secret fields of children that a walk over them reads."""
        for fold in (node for node in walk(tree) if isinstance(node, Fold)):
            name = (chain(fold.over) or ("",))[-1]
            field = self._workflow.fields.get(name)
            children = self._subject.versions(field.workflow or "") if field is not None else ()
            for attribute in _attributes(fold):
                kept = any(not is_open(child, attribute) for child in children)
                if kept and not any(child.secret for child in children):
                    yield Spring(f"{fold.variable}.{attribute}", None, cases=False)


def _attributes(fold: Fold) -> Iterator[str]:
    """Yield what a walk reads of its elements."""
    for node in walk(fold):
        if isinstance(node, Select) and chain(node.operand) == (fold.variable,):
            yield node.field


def _reads_each(text: str) -> bool:
    try:
        names = set(dotted_names(parse_expression(text)))
    except ExpressionError:
        return False
    return any(name.partition(".")[0] == "each" for name in names)


def _triggers(deadline: Deadline) -> Iterator[tuple[Path, Trigger]]:
    held = deadline.suspended
    groups: dict[str, tuple[Trigger, ...]] = {
        "starts": deadline.starts, "stops": deadline.stops, "cancels": deadline.cancels,
        "undone_by": tuple(one.trigger for one in deadline.undone_by),
        "suspended": (*held.begins, *held.ends) if held is not None else (),
    }  # fmt: skip
    for key, triggers in groups.items():
        for index, trigger in enumerate(triggers):
            place: Path = (index, "when") if len(triggers) > 1 else ("when",)
            yield ("deadlines", deadline.name, key, *place), trigger
