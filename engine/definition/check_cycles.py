"""Law 9: no cycle of engine events without a person or a clock between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.expressions import ExpressionError, parse_expression
from engine.definition.graph import arrows, closure, targets_of
from engine.definition.kin import kin
from engine.definition.problems import Finding, found_key
from engine.definition.scope import parents_of
from engine.definition.syntax import dotted_names
from engine.definition.workflow import OpenCase, TakeEvent, TellChildren

if TYPE_CHECKING:
    from engine.definition.scope import Index
    from engine.definition.subject import Subject
    from engine.definition.workflow import Event, Workflow

Happening = tuple[str, str]
"""(workflow, event)"""


def check_cycles(subject: Subject) -> Iterator[Finding]:
    """Yield engine events of a definition that could bring themselves about without end."""
    own_version = (subject.workflow,)
    follows = _Follows({**subject.index, subject.workflow.name: own_version})
    own = subject.workflow.name
    looping = follows.looping()
    for event in subject.workflow.events.values():
        if (own, event.name) in looping:
            circle = follows.circle((own, event.name), looping)
            around = " → ".join(f"{name}.{one}" for name, one in sorted(circle))
            trail = follows.round_from((own, event.name), circle)
            facts = {"event": event.name, "around": around, "trail": trail}
            yield found_key("events", event.name, code="definition_endless", **facts)


class _Follows:
    """Which engine events follow from which, at once and without anybody's doing."""

    def __init__(self, index: Index) -> None:
        self._newest = {name: versions[0] for name, versions in index.items() if versions}
        self.ways: set[tuple[Happening, Happening]] = set()
        self.opened: set[Happening] = set()
        for workflow in self._newest.values():
            self._parents = parents_of(workflow, index)
            for event in workflow.events.values():
                for after in self._after(workflow, event):
                    self.ways.add(((workflow.name, event.name), after))

    def _after(self, workflow: Workflow, event: Event) -> Iterator[Happening]:
        standing = targets_of(event)
        for step in event.then:
            verb = step.verb
            if isinstance(verb, TakeEvent) and verb.event in workflow.events:
                if standing & set(workflow.events[verb.event].sources):
                    yield workflow.name, verb.event
                    standing |= closure(standing, _ways_of(workflow, verb.event))
            elif isinstance(verb, TellChildren):
                field = workflow.fields.get(verb.children)
                child = self._newest.get(field.workflow or "") if field is not None else None
                if child is not None and verb.event in child.events:
                    yield child.name, verb.event
            elif isinstance(verb, OpenCase) and verb.workflow in self._newest:
                yield from self._begun(self._newest[verb.workflow])
        yield from self._noticed(workflow, event)

    def _begun(self, child: Workflow) -> Iterator[Happening]:
        for event in child.events.values():
            if event.automatic and child.initial().name in event.sources:
                self.opened.add((child.name, event.name))
                yield child.name, event.name

    def _noticed(self, workflow: Workflow, event: Event) -> Iterator[Happening]:
        """Yield automatic events that may become true by an event, here or in relatives."""
        after = targets_of(event)
        for other in workflow.events.values():
            if other.automatic and after & set(other.sources):
                yield workflow.name, other.name
        for parent in self._parents:
            for other in parent.events.values():
                if other.automatic and _reads(other, _sets(parent, workflow.name)):
                    yield parent.name, other.name
        for child in self._newest.values():
            if kin(workflow) & set(child.opened_by.parents) or child.opened_by.any_case:
                for other in child.events.values():
                    if other.automatic and _reads(other, {"parent"}):
                        yield child.name, other.name

    def looping(self) -> set[Happening]:
        """Return the events of which a case can take one after another for ever."""
        left = {one for way in self.ways for one in way}
        while True:
            ways = {way for way in self.ways if way[0] in left and way[1] in left}
            inside = {one for one in left if one in closure(_next(one, ways), ways)}
            staying = {one for one in inside if self._comes_back(one, inside)}
            if staying == left:
                return left
            left = staying

    def circle(self, happening: Happening, looping: set[Happening]) -> set[Happening]:
        """Return the looping events that bring about one of them and follow from it."""
        ways = {way for way in self.ways if way[0] in looping and way[1] in looping}
        back = {(after, before) for before, after in ways}
        return closure([happening], ways) & closure([happening], back)

    def round_from(self, start: Happening, circle: set[Happening]) -> list[dict[str, str]]:
        """Return the shortest way from an event back to itself, each after what brings it about."""
        came: dict[Happening, list[Happening]] = {}
        waiting = [start]
        for one in waiting:
            for after in sorted(_next(one, self.ways) & circle):
                if after not in came:
                    came[after] = [*came.get(one, [start]), after]
                    waiting.append(after)
        way = came.get(start, [start])
        return [{"workflow": workflow, "event": event} for workflow, event in way]

    def _comes_back(self, happening: Happening, inside: set[Happening]) -> bool:
        """Return whether events of the same case bring it back to where this one starts."""
        if happening in self.opened:
            return True
        workflow = self._newest[happening[0]]
        along = closure(inside, self.ways)
        events = [workflow.events[name] for other, name in along if other == workflow.name]
        ways = {(s, t) for event in events for s in event.sources for t in targets_from(event, s)}
        event = workflow.events[happening[1]]
        return any(
            source in closure([target], ways)
            for source in event.sources
            for target in targets_from(event, source)
        )


def _ways_of(workflow: Workflow, event: str) -> set[tuple[str, str]]:
    """Return how an event may move a case, with all that its steps take after it."""
    takes = {
        (one.name, step.verb.event)
        for one in workflow.events.values()
        for step in one.then
        if isinstance(step.verb, TakeEvent) and step.verb.event in workflow.events
    }
    names = closure([event], takes)
    return set(arrows(workflow.events[name] for name in names))


def targets_from(event: Event, source: str) -> set[str]:
    """Return where an event leads from one state."""
    return {branch.to if branch.to is not None else source for branch in event.branches}


def _next(start: Happening, ways: set[tuple[Happening, Happening]]) -> set[Happening]:
    return {after for before, after in ways if before == start}


def _sets(parent: Workflow, child: str) -> set[str]:
    return {
        field.name
        for field in parent.fields.values()
        if field.type == "cases" and field.workflow == child
    }


def _reads(event: Event, heads: set[str]) -> bool:
    try:
        names = set(dotted_names(parse_expression(event.when or "true")))
    except ExpressionError:
        return False
    return any(
        name.partition(".")[0] in heads or name.removeprefix("case.") in heads for name in names
    )
