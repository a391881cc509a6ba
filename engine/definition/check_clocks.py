"""Laws 3 and 4: nothing rests unseen, and every clock starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.definition.check_graph import taken_events
from engine.definition.paths import MOST, Node, Paths, TooManyPaths
from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.standings import ALIVE, PAST, RUNNING, rings
from engine.definition.workflow import DueAtField, DueFrom, TakeEvent

if TYPE_CHECKING:
    from engine.definition.subject import Subject
    from engine.definition.workflow import Workflow


def check_clocks(subject: Subject) -> Iterator[Finding]:
    """Yield states in which a case may rest unseen, and clocks that do not start or end."""
    workflow = subject.workflow
    yield from _dates_set(workflow)
    try:
        paths = Paths(workflow, _taken_otherwise(subject))
    except TooManyPaths:
        yield found_key("deadlines", code="definition_too_many_paths", most=MOST)
        return
    yield from _unseen(paths)
    yield from _started_and_ended(paths)
    yield from _left_running(paths)


def _taken_otherwise(subject: Subject) -> set[str]:
    """Return events that steps after acts, or other cases, make the engine take."""
    workflow = subject.workflow
    by_ladders = {
        step.verb.event
        for deadline in workflow.deadlines.values()
        for step in deadline.overdue
        if isinstance(step.verb, TakeEvent)
    }
    by_acts = {
        step.verb.event
        for event in workflow.events.values()
        for step in event.then
        if isinstance(step.verb, TakeEvent)
    }
    others = taken_events(subject)
    return {name for name in others if name not in by_ladders or name in by_acts}


def _dates_set(workflow: Workflow) -> Iterator[Finding]:
    events = workflow.events.values()
    filled = {name for one in events for name in (*one.asks, *one.needs, *one.sets, *one.defaults)}
    for deadline in workflow.deadlines.values():
        if isinstance(deadline.due, (DueAtField, DueFrom)):
            field = workflow.fields[deadline.due.field]
            if not field.required and field.default is None and field.name not in filled:
                path: Path = ("deadlines", deadline.name, "due")
                yield found(*path, code="definition_due_never_set", name=field.name)


def _unseen(paths: Paths) -> Iterator[Finding]:
    ringing = {number for number, one in enumerate(paths.deadlines) if rings(one)}
    seen = set()
    for node in paths.came:
        state = paths.workflow.states[node.state]
        if state.final or state.rests is not None or state.name in seen:
            continue
        if not any(node.clocks[number] in (RUNNING, PAST) for number in ringing):
            seen.add(state.name)
            facts: dict[str, Any] = {"name": state.name, "way": paths.way_to(node)}
            facts.update(clocks=_silent(paths, node), trail=paths.trail_to(node))
            code = "definition_rests_unseen" if not facts["clocks"] else "definition_rests_silent"
            yield found_key("states", state.name, code=code, **facts)


def _silent(paths: Paths, node: Node) -> str:
    alive = [paths.deadlines[number].name for number, one in enumerate(node.clocks) if one in ALIVE]
    return ", ".join(alive)


def _started_and_ended(paths: Paths) -> Iterator[Finding]:
    started = {
        number for node in paths.came for number, one in enumerate(node.clocks) if one in ALIVE
    }
    for number, deadline in enumerate(paths.deadlines):
        path: Path = ("deadlines", deadline.name)
        if number not in started:
            name = deadline.name
            yield found_key(*path, code="definition_deadline_never_starts", name=name)
        elif number not in paths.ended:
            name = deadline.name
            yield found_key(*path, code="definition_deadline_never_ends", name=name)


def _left_running(paths: Paths) -> Iterator[Finding]:
    seen = set()
    for node in paths.came:
        if paths.workflow.states[node.state].final != "done":
            continue
        for number, status in enumerate(node.clocks):
            deadline = paths.deadlines[number]
            if status in ALIVE and not deadline.soft and (deadline.name, node.state) not in seen:
                seen.add((deadline.name, node.state))
                facts = {"name": deadline.name, "state": node.state, "way": paths.way_to(node)}
                path: Path = ("deadlines", deadline.name)
                trail = paths.trail_to(node)
                yield found_key(*path, code="definition_runs_at_end", trail=trail, **facts)
