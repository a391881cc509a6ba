"""A definition as boxes and ways: states in layers by stage, an event's label on its way."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from cli.pictures.cards import card, label
from cli.pictures.layered import Node

if TYPE_CHECKING:
    from cli.pictures.cards import Box
    from cli.pictures.course import Course
    from cli.pictures.words import Words
    from engine.definition.workflow import Workflow


class Move(msgspec.Struct, frozen=True):
    """Events that lead to one state from the same states: one label with all of them."""

    events: tuple[str, ...]
    sources: tuple[str, ...]
    target: str
    back: bool


class Way(msgspec.Struct, frozen=True):
    """A line between a state and a label, drawn from the upper box to the lower one.

    `arrow` is the end at which the case arrives: `upper`, `lower`, or none. `travelled` tells
    that the case drawn went along it.
    """

    upper: str
    lower: str
    arrow: str
    travelled: bool


class Flow(msgspec.Struct, frozen=True):
    """All boxes, where each belongs, and the ways between them."""

    boxes: dict[str, Box]
    nodes: dict[str, Node]
    ways: tuple[Way, ...]
    stages: dict[str, str]


def flow(words: Words, course: Course | None, widest: float) -> Flow:
    """Return the boxes and ways of a definition, with the way of one case upon it.

    The boxes of states are no wider than `widest`.
    """
    workflow = words.workflow
    layers = layers_of(workflow)
    boxes = {f"state:{name}": card(words, name, course, widest) for name in workflow.states}
    nodes = {
        name: Node(box.width, box.height, 2 * layers[name.removeprefix("state:")] + 1)
        for name, box in boxes.items()
    }
    ways: list[Way] = []
    for number, move in enumerate(moves(workflow)):
        name = f"label:{number}"
        boxes[name] = label(words, move.events, move.sources, move.target, course)
        layer = 2 * layers[move.target] + (2 if move.back else 0)
        nodes[name] = Node(boxes[name].width, boxes[name].height, layer)
        ways += _ways(name, move, course)
    stages = {
        f"state:{name}": state.stage for name, state in workflow.states.items() if state.stage
    }
    return Flow(boxes, nodes, tuple(ways), stages)


def moves(workflow: Workflow) -> list[Move]:
    """Return all that leads from a state to another, what runs side by side together."""
    place = _places(workflow)
    together: dict[tuple[str, bool, tuple[str, ...]], list[str]] = defaultdict(list)
    for event in workflow.events.values():
        for target in dict.fromkeys(branch.to for branch in event.branches if branch.to):
            for back in (False, True):
                sources = tuple(
                    one for one in event.sources
                    if one != target and (place[one] > place[target]) is back
                )  # fmt: skip
                if sources and event.name not in together[target, back, sources]:
                    together[target, back, sources].append(event.name)
    return [
        Move(tuple(events), sources, target, back)
        for (target, back, sources), events in together.items()
        if events
    ]


def _places(workflow: Workflow) -> dict[str, int]:
    """Return the order in which states are read: as they are declared, stage by stage."""
    stages = {name: number for number, name in enumerate(workflow.stages)}
    last = len(stages)
    order = sorted(
        workflow.states.values(),
        key=lambda state: (
            state.final is not None and state.stage is None,
            not state.initial,
            stages.get(state.stage or "", 0 if state.final is None else last),
        ),
    )
    return {state.name: number for number, state in enumerate(order)}


def layers_of(workflow: Workflow) -> dict[str, int]:
    """Return the layer of each state: below those that lead to it, and below earlier stages."""
    place = _places(workflow)
    before: dict[str, set[str]] = defaultdict(set)
    for move in moves(workflow):
        for source in move.sources:
            upper, lower = (move.target, source) if move.back else (source, move.target)
            before[lower].add(upper)
    found: dict[str, int] = {}
    floor, stage = 0, None
    for name in sorted(place, key=lambda each: place[each]):
        own = workflow.states[name].stage
        if own is not None and own != stage:
            floor = max((found[one] + 1 for one in found), default=0)
            stage = own
        lowest = floor if own is not None else 0
        found[name] = max([lowest, *(found[one] + 1 for one in before[name])])
    return found


def _ways(name: str, move: Move, course: Course | None) -> list[Way]:
    target = f"state:{move.target}"
    used = [
        bool(course and any(course.moves(event, move.target, (one,)) for event in move.events))
        for one in move.sources
    ]
    found = [
        Way(name, f"state:{one}", "", went) if move.back else Way(f"state:{one}", name, "", went)
        for one, went in zip(move.sources, used, strict=True)
    ]
    into = (target, name) if move.back else (name, target)
    arrow = "upper" if move.back else "lower"
    return [*found, Way(into[0], into[1], arrow, any(used))]
