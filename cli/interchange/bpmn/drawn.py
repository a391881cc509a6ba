"""A BPMN process with a place for every shape, label and way."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from cli.interchange.bpmn.parts import CLOCKS
from cli.interchange.bpmn.plan import (
    CHOICE,
    MARGINS,
    arrival,
    choice_heights,
    clock_x,
    departure,
    planned,
)
from cli.interchange.bpmn.sizes import EVENT, Area, label_height, label_of, laid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cli.interchange.bpmn.parts import Exit, Node, Process, Row
    from cli.interchange.bpmn.plan import Plan

Point = tuple[float, float]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A sequence flow as it is drawn."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    name: str = ""
    condition: str | None = None
    default: bool = False
    label: Area | None = None


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A process as it is drawn: `hung` is on which state each timer stands, `within` who holds."""

    process: Process
    shapes: dict[str, Area]
    labels: dict[str, Area]
    ways: tuple[Way, ...]
    lanes: dict[str, Area]
    members: dict[str, list[str]]
    hung: dict[str, str]
    pool: Area


def drawn(process: Process) -> Drawn:
    """Lay a process out."""
    plan = planned(process)
    shapes: dict[str, Area] = {}
    ways: list[Way] = []
    hung: dict[str, str] = {}
    members: dict[str, list[str]] = {lane.id: [] for lane in process.lanes}
    for row in process.rows:
        _row(row, plan, shapes, ways)
        members[row.lane] += [node.id for node in row.nodes]
        for number, clock in enumerate(row.clocks):
            wait = next(node.id for node in row.nodes if node.tag == "receiveTask")
            hung[clock.timer.id] = wait
            _clock(row, number, plan, shapes, ways)
            members[CLOCKS] += [clock.timer.id, *(node.id for node in clock.chain)]
    for node in process.standing:
        x, middle = plan.chains[node.id]
        shapes |= laid((node,), x, middle)
        members[CLOCKS].append(node.id)
    ways += _between(process, plan, shapes)
    nodes = list(every(process.nodes()))
    for node in nodes:
        ways += _side_by_side(node.inside, shapes)
    labels = {node.id: label_of(node, shapes[node.id]) for node in nodes}
    return Drawn(
        process=process, shapes=shapes, ways=tuple(ways), lanes=plan.lanes, members=members,
        labels={name: area for name, area in labels.items() if area is not None}, hung=hung,
        pool=Area(0, 0, plan.width, plan.height),
    )  # fmt: skip


def every(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield nodes with all inside them."""
    for node in nodes:
        yield node
        yield from every(node.inside)


def _row(row: Row, plan: Plan, shapes: dict[str, Area], ways: list[Way]) -> None:
    start = plan.columns[row.column].x
    shapes |= laid(row.nodes, start, plan.middles[row.key], len(row.clocks))
    ways += _side_by_side(row.nodes, shapes)


def _side_by_side(nodes: tuple[Node, ...], shapes: dict[str, Area]) -> Iterator[Way]:
    for source, target in pairwise(nodes):
        here, there = shapes[source.id], shapes[target.id]
        points = ((here.right, here.middle), (there.x, there.middle))
        yield Way(id=way_id(source.id, target.id), source=source.id, target=target.id,
                  points=points)  # fmt: skip


def way_id(source: str, target: str) -> str:
    """Return the id of a sequence flow."""
    return f"way.{source}-{target}"


def _clock(row: Row, number: int, plan: Plan, shapes: dict[str, Area], ways: list[Way]) -> None:
    clock = row.clocks[number]
    wait = next(shapes[node.id] for node in row.nodes if node.tag == "receiveTask")
    x = clock_x(plan, row, number)
    shapes[clock.timer.id] = Area(x - EVENT / 2, wait.y - EVENT / 2, EVENT, EVENT)
    begins, middle = plan.chains[clock.timer.id]
    shapes |= laid(clock.chain, begins, middle)
    first = shapes[clock.chain[0].id]
    points = ((x, wait.y - EVENT / 2), (x, middle), (first.x, middle))
    target = clock.chain[0].id
    ways.append(
        Way(id=way_id(clock.timer.id, target), source=clock.timer.id, target=target, points=points)
    )
    ways += _side_by_side(clock.chain, shapes)


def _between(process: Process, plan: Plan, shapes: dict[str, Area]) -> Iterator[Way]:
    """Yield the ways from row to row, along the tracks."""
    rows = {row.key: row for row in process.rows}
    for row in process.rows:
        last = shapes[row.nodes[-1].id]
        for exit_, height in zip(row.exits, _heights(row, last.middle), strict=True):
            target = rows[exit_.to]
            out, in_ = departure(plan, row, exit_.to), arrival(plan, target)
            entry = _entry(target)
            first = shapes[entry]
            across = plan.corridor[target.key]
            points = [(last.right, last.middle)]
            if row.is_choice:
                points += [(last.right + 24, last.middle), (last.right + 24, height)]
            points += [(out, height), (out, across), (in_, across)]
            if target.nodes[0].tag == "startEvent":
                points += [(in_, first.bottom)]
            else:
                points += [(in_, first.middle), (first.x, first.middle)]
            yield _way(row, exit_, entry, tuple(points), height, last)


def _entry(row: Row) -> str:
    """Return the first node that ways from other rows lead to."""
    return next(node.id for node in row.nodes if node.tag != "startEvent")


def _heights(row: Row, middle: float) -> list[float]:
    """Return at which height each way leaves a row."""
    if not row.is_choice:
        return [middle] * len(row.exits)
    heights, edge = choice_heights(row), middle - sum(choice_heights(row)) / 2
    return [edge := edge + height for height in heights]


def _way(
    row: Row, exit_: Exit, entry: str, points: tuple[Point, ...], height: float, last: Area
) -> Way:
    label = None
    if exit_.name:
        high = label_height(exit_.name, CHOICE - MARGINS)
        label = Area(last.right + 28, height - high - 2, CHOICE - MARGINS, high)
    return Way(
        id=way_id(row.nodes[-1].id, entry), source=row.nodes[-1].id, target=entry,
        points=points, name=exit_.name, condition=exit_.condition, default=exit_.default,
        label=label,
    )  # fmt: skip
