"""A definition as rows: a state with its clocks, an act with what it opens, an end."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cli.interchange.bpmn import notes
from cli.interchange.bpmn.clocks import clocks_by_state, ending, step_node
from cli.interchange.bpmn.parts import CASE, CLOCKS, ENGINE, Clock, Exit, Lane, Node, Process, Row
from cli.pictures.flow import layers_of
from engine.definition.workflow import OpenCase, OpenDuty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cli.interchange.bpmn.parts import Trigger
    from cli.pictures.words import Words
    from engine.definition.workflow import Event, State


def process_of(words: Words) -> Process:
    """Return a definition as a BPMN process that is not laid out yet."""
    flow = words.workflow
    hung, standing = clocks_by_state(words)
    rows = [_state(words, state, hung.get(state.name, [])) for state in flow.states.values()]
    rows += [_event(words, event) for event in flow.events.values()]
    layers = layers_of(flow)
    return Process(
        name=flow.name,
        title=words.said(flow.title),
        notes=tuple(notes.of_workflow(words)),
        columns=tuple(sorted(layers, key=lambda name: (_is_end(flow.states[name]), layers[name]))),
        lanes=tuple(_lanes(words, rows, any(hung.values()) or bool(standing))),
        roles={name: words.said(role.title) for name, role in flow.roles.items()},
        stages={name: words.said(title) for name, title in flow.stages.items()},
        rows=tuple(_joined(rows)),
        standing=tuple(standing),
    )


def _lanes(words: Words, rows: Iterable[Row], clocks: bool) -> Iterator[Lane]:
    used = {row.lane for row in rows}
    if clocks:
        yield Lane(CLOCKS, words.says("bpmn_lane_clocks"))
    yield Lane(CASE, words.says("bpmn_lane_case"))
    for name, role in words.workflow.roles.items():
        if lane_of(name) in used:
            yield Lane(lane_of(name), words.said(role.title))
    if ENGINE in used:
        yield Lane(ENGINE, words.says("engine_itself"))


def _is_end(state: State) -> bool:
    return state.final is not None


def lane_of(role: str) -> str:
    """Return the id of a role's lane."""
    return f"lane.role.{role}"


def _state(words: Words, state: State, clocks: list[Clock]) -> Row:
    """Return the row of a state: where a case waits, and the choice of what is done next."""
    id_, title = f"state.{state.name}", words.said(state.title)
    told = tuple(notes.of_state(words, state))
    if state.final:
        trigger: Trigger | None = "terminate" if state.final == "void" else None
        end = Node(id=id_, tag="endEvent", name=title, notes=told, stage=state.stage,
                   trigger=trigger)  # fmt: skip
        return Row(key=id_, column=state.name, lane=CASE, nodes=(end,))
    wait = Node(id=id_, tag="receiveTask", name=title, notes=told, stage=state.stage)
    start = [_start(words)] if state.initial else []
    exits = tuple(
        Exit(f"event.{event.name}") for event in words.workflow.events.values()
        if state.name in event.sources and not stands(words, event)
    )  # fmt: skip
    fork = []
    if len(exits) > 1:
        fork = [Node(id=f"fork.{state.name}", tag="exclusiveGateway", name=words.says("bpmn_act"))]
    return Row(
        key=id_, column=state.name, lane=CASE, nodes=(*start, wait, *fork), exits=exits,
        clocks=tuple(clocks),
    )  # fmt: skip


def _start(words: Words) -> Node:
    opened = words.workflow.opened_by.hand
    told = (words.says("bpmn_by", who=words.roles(opened)),) if opened else ()
    return Node(id="start", tag="startEvent", name=words.says("bpmn_opened"), notes=told)


def _sources(words: Words, event: Event) -> list[str]:
    """Return the states in which an event may be taken; nothing happens after an end."""
    states = words.workflow.states
    return [name for name in event.sources if states[name].final is None]


def stands(words: Words, event: Event) -> bool:
    """Return whether an event never moves a case: it is drawn as a sub-process of its own."""
    sources = _sources(words, event)
    targets = {branch.to for branch in event.branches} - {None}
    return not sources or not targets or (len(sources) == 1 and targets == set(sources))


def _event(words: Words, event: Event) -> Row:
    """Return the row of an act: a task, the cases that it opens, and where it leads."""
    key = f"event.{event.name}"
    sources = _sources(words, event) or [words.workflow.initial().name]
    by = (*event.by, *event.by_each)
    nodes = (_task(words, event), *_opened(words, event))
    exits: tuple[Exit, ...] = ()
    if stands(words, event):
        nodes = (_standing(words, event, nodes),)
    else:
        exits = tuple(_exits(words, event, sources))
    if len(exits) > 1:
        nodes = (*nodes, _where(words, event))
    lane = lane_of(by[0]) if by and by[0] in words.workflow.roles else ENGINE
    return Row(key=key, column=sources[0], lane=lane, nodes=nodes, exits=exits)


def _where(words: Words, event: Event) -> Node:
    return Node(
        id=f"choice.{event.name}", tag="exclusiveGateway", name=words.says("bpmn_where")
    )  # fmt: skip


def _task(words: Words, event: Event) -> Node:
    by = (*event.by, *event.by_each)
    return Node(
        id=f"event.{event.name}", tag="userTask" if by else "serviceTask",
        name=words.said(event.title), notes=tuple(notes.of_event(words, event)),
        performers=tuple(name for name in by if name in words.workflow.roles),
        each=bool(event.by_each),
    )  # fmt: skip


def _opened(words: Words, event: Event) -> Iterator[Node]:
    for number, step in enumerate(event.then, 1):
        if isinstance(step.verb, OpenCase | OpenDuty):
            yield step_node(words, step, f"then.{event.name}.{number}")


def _standing(words: Words, event: Event, nodes: tuple[Node, ...]) -> Node:
    """Return an act that may be taken again and again where the case stands."""
    states = words.workflow.states
    inside = [words.said(states[name].title) for name in _sources(words, event)]
    id_ = f"standing.{event.name}"
    start = Node(
        id=f"{id_}.begins", tag="startEvent",
        name=words.says("bpmn_while", states=words.listed(inside)),
        trigger="message" if event.by or event.by_each else "condition",
        condition=event.when or "true",
    )  # fmt: skip
    return Node(
        id=id_, tag="subProcess", name=words.said(event.title),
        inside=(start, *nodes, ending(words, id_)),
    )  # fmt: skip


def _exits(words: Words, event: Event, sources: list[str]) -> Iterator[Exit]:
    """Yield where an act leads, each state once; the last way without a condition is the rest."""
    ways: dict[str, list[str | None]] = defaultdict(list)
    for branch in event.branches:
        for target in sources if branch.to is None else [branch.to]:
            stays = branch.to is None and len(sources) > 1
            condition = _and(f"case.state == '{target}'" if stays else None, branch.when)
            ways[target].append(condition)
    rest = next((target for target, found in ways.items() if None in found), None)
    for target, found in ways.items():
        text = " || ".join(each for each in found if each is not None)
        if len(ways) == 1:
            yield Exit(f"state.{target}")
        elif target == rest:
            yield Exit(f"state.{target}", name=words.says("bpmn_else"), default=True)
        else:
            yield Exit(f"state.{target}", name=text or words.says("bpmn_else"), condition=text)


def _and(*conditions: str | None) -> str | None:
    found = [each for each in conditions if each is not None]
    return " && ".join(f"({each})" if len(found) > 1 else each for each in found) or None


def _joined(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, each with a gateway before what is reached in more than one way."""
    rows = list(rows)
    arriving = Counter(each.to for row in rows for each in row.exits)
    for row in rows:
        opened = row.nodes[0].tag == "startEvent"
        if arriving[row.key] + opened < 2:
            yield row
            continue
        join = Node(id=f"join.{row.key}", tag="exclusiveGateway")
        first, rest = row.nodes[:opened], row.nodes[opened:]
        yield replace(row, nodes=(*first, join, *rest))
