"""Laws 2 and 5, and closing over nothing: how a case moves from its beginning to an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.expressions import ExpressionError, parse_expression
from engine.definition.graph import arrows, closure
from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.syntax import Call, Const, Fold, Node, chain, parts
from engine.definition.workflow import TakeEvent, TellChildren

if TYPE_CHECKING:
    from engine.definition.subject import Subject
    from engine.definition.workflow import Event, Workflow


def check_graph(subject: Subject) -> Iterator[Finding]:
    """Yield states that cannot be reached or left, branches out of order, vacuous closings."""
    yield from _takers(subject)
    yield from _reach(subject.workflow)
    for event in subject.workflow.events.values():
        yield from _branches(event)
        yield from _over_nothing(subject.workflow, event)


def _takers(subject: Subject) -> Iterator[Finding]:
    """Yield events of the engine that nothing ever makes it take."""
    taken = taken_events(subject)
    for event in subject.workflow.events.values():
        alone = event.by_engine and not (event.by or event.by_each or event.automatic)
        if alone and event.name not in taken:
            path = ("events", event.name, "by")
            yield found(*path, code="definition_event_never_taken", name=event.name)


def taken_events(subject: Subject) -> set[str]:
    """Return the events of a definition that steps take, its own and those of others."""
    found_ = set()
    for versions in subject.index.values():
        for other in versions:
            for verb in _verbs(other):
                if isinstance(verb, TakeEvent) and other.name == subject.workflow.name:
                    found_.add(verb.event)
                elif isinstance(verb, TellChildren):
                    field = other.fields.get(verb.children)
                    if field is not None and field.workflow == subject.workflow.name:
                        found_.add(verb.event)
    return found_


def _verbs(workflow: Workflow) -> Iterator[object]:
    for event in workflow.events.values():
        yield from (step.verb for step in event.then)
    for deadline in workflow.deadlines.values():
        yield from (step.verb for step in deadline.overdue)


def _reach(workflow: Workflow) -> Iterator[Finding]:
    ways = set(arrows(workflow.events.values()))
    reached = closure([workflow.initial().name], ways)
    final = [state.name for state in workflow.states.values() if state.final]
    ending = closure(final, {(target, source) for source, target in ways})
    for state in workflow.states.values():
        path: Path = ("states", state.name)
        if state.name not in reached:
            yield found_key(*path, code="definition_state_unreachable", name=state.name)
        elif state.name not in ending:
            trail = _trail(workflow, state.name)
            yield found_key(*path, code="definition_no_way_out", name=state.name, trail=trail)


def _trail(workflow: Workflow, state: str) -> list[dict[str, str]]:
    """Return the shortest way from the beginning to a state that can be reached."""
    start = workflow.initial().name
    came: dict[str, list[dict[str, str]]] = {start: [{"event": "open", "state": start}]}
    waiting = [start]
    for source in waiting:
        for event in workflow.events.values():
            if source not in event.sources:
                continue
            for target in (branch.to or source for branch in event.branches):
                if target not in came:
                    came[target] = [*came[source], {"event": event.name, "state": target}]
                    waiting.append(target)
    return came[state]


def _branches(event: Event) -> Iterator[Finding]:
    if not event.branches:
        return
    *before, last = event.branches
    several = len(event.branches) > 1
    if last.when is not None:
        place = (len(event.branches) - 1, "when") if several else ("when",)
        yield found("events", event.name, "to", *place, code="definition_last_branch")
    for index, branch in enumerate(before):
        if branch.when is None:
            path = ("events", event.name, "to", index)
            yield found(*path, code="definition_branch_shadows")


def _over_nothing(workflow: Workflow, event: Event) -> Iterator[Finding]:
    """Yield guards that close a case because all of no children are closed (semantics 18)."""
    several = len(event.branches) > 1
    for index, branch in enumerate(event.branches):
        target = workflow.states.get(branch.to or "")
        if target is None or target.final != "done":
            continue
        texts: dict[Path, str | None] = {("when",): event.when}
        texts[("to", index, "when") if several else ("to", "when")] = branch.when
        trees = {place: tree for place, text in texts.items() if (tree := _tree(text)) is not None}
        present = {name for tree in trees.values() for name in _asked_for(tree, True)}
        for place, tree in trees.items():
            for name in sorted(set(_all_over(tree, True)) - present):
                path = ("events", event.name, *place)
                yield found(*path, code="definition_all_over_nothing", name=name)


def _tree(text: str | None) -> Node | None:
    try:
        return None if text is None else parse_expression(text)
    except ExpressionError:
        return None


def _is_all(node: Fold) -> bool:
    return isinstance(node.start, Const) and node.start.value is True


def _is_exists(node: Fold) -> bool:
    return isinstance(node.start, Const) and node.start.value is False


def _all_over(node: Node, upright: bool) -> Iterator[str]:
    """Yield the sets of which a guard asks something of every element."""
    if isinstance(node, Fold) and (_is_all(node) if upright else _is_exists(node)):
        yield ".".join(chain(node.over))
    turned = isinstance(node, Call) and node.function == "!_"
    for part in parts(node):
        yield from _all_over(part, upright != turned)


def _asked_for(node: Node, upright: bool) -> Iterator[str]:
    """Yield the sets of which a guard asks for at least one element, or for their number."""
    if isinstance(node, Fold) and (_is_exists(node) if upright else _is_all(node)):
        yield ".".join(chain(node.over))
    if isinstance(node, Call) and node.function == "size":
        yield from (".".join(chain(one)) for one in (*node.args, node.target) if one is not None)
    turned = isinstance(node, Call) and node.function == "!_"
    for part in parts(node):
        yield from _asked_for(part, upright != turned)
