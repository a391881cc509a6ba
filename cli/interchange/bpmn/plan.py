"""The ground plan of a BPMN diagram: columns of states, lanes of rows, tracks for the ways.

Shapes lie in rows. Between two columns, and between the states and the lanes of the roles, there
is nothing but tracks: a way leaves its row to the right, and goes along them to where it leads,
so that it runs through no shape.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

import msgspec

from cli.interchange.bpmn.parts import CASE, CLOCKS
from cli.interchange.bpmn.sizes import (
    EVENT,
    GAP,
    GATEWAY,
    LABEL,
    LETTER,
    SIGN,
    SLOT,
    Area,
    drop,
    height_of,
    label_height,
    rise,
    row_width,
    width_of,
)
from cli.pictures.lettering import measure

if TYPE_CHECKING:
    from cli.interchange.bpmn.parts import Clock, Process, Row

STRIP, MARGIN, TRACK = 30.0, 20.0, 11.0
#: The room in which the conditions of a choice are written.
CHOICE, MARGINS = 190.0, 40.0
#: From the edge of a state up to the row of steps, timers and their labels between.
_ABOVE = 34.0
#: How far a label reaches beyond what it stands beneath, at most.
OVERHANG = (LABEL - EVENT) / 2 + 2


class Column(msgspec.Struct):
    """A column: tracks of the ways that arrive, then rows, then tracks of those that leave."""

    x: float = 0.0
    arriving: dict[str, float] = {}
    leaving: dict[tuple[str, str], float] = {}


class Plan(msgspec.Struct):
    """Where rows begin and lie, where tracks run, and how large all lanes are."""

    columns: dict[str, Column] = {}
    middles: dict[str, float] = {}
    lanes: dict[str, Area] = {}
    corridor: dict[str, float] = {}
    chains: dict[str, tuple[float, float]] = {}
    width: float = 0.0
    height: float = 0.0


def exits_of(row: Row) -> list[str]:
    """Return the tracks by which a row is left: one for all, or one for each choice."""
    return [each.to for each in row.exits] if row.is_choice else [""][: len(row.exits)]


def reach(row: Row) -> float:
    """Return how wide a row is, with the conditions that are written behind it."""
    return row_width(row.nodes, len(row.clocks)) + (CHOICE if row.is_choice else 0.0)


def choice_heights(row: Row) -> list[float]:
    """Return the heights of the ways of a choice."""
    return [label_height(each.name, CHOICE - MARGINS) + 12 for each in row.exits]


def above(row: Row) -> float:
    """Return how far a row reaches above its middle."""
    ways = sum(choice_heights(row)) / 2 if row.is_choice else 0.0
    return max(rise(row.nodes), ways)


def below(row: Row) -> float:
    """Return how far a row reaches below its middle."""
    ways = sum(choice_heights(row)) / 2 if row.is_choice else 0.0
    return max(drop(row.nodes), ways)


def planned(process: Process) -> Plan:
    """Return the ground plan of a process."""
    plan = Plan()
    _across(process, plan)
    _tracks(process, plan)
    top = _clock_rows(process, plan)
    top = _case_rows(process, plan, top)
    for lane in process.lanes:
        if lane.id not in (CLOCKS, CASE):
            top = _role_rows(process, plan, lane.id, lane.name, top)
    plan.height = top
    return plan


def _across(process: Process, plan: Plan) -> None:
    """Set the columns side by side."""
    x = 2 * STRIP + MARGIN
    for name in process.columns:
        rows = [row for row in process.rows if row.column == name]
        column = Column()
        for row in rows:
            x += TRACK
            column.arriving[row.key] = x
        x += TRACK + OVERHANG
        column.x = x
        x += max((reach(row) for row in rows), default=0.0) + OVERHANG
        for row in rows:
            for way in exits_of(row):
                x += TRACK
                column.leaving[row.key, way] = x
        x += TRACK
        plan.columns[name] = column
    plan.width = x + MARGIN


def arrival(plan: Plan, row: Row) -> float:
    """Return the track on which ways arrive at a row: from below where the process begins in it."""
    if row.nodes[0].tag == "startEvent":
        return plan.columns[row.column].x + EVENT + GAP + GATEWAY / 2
    return plan.columns[row.column].arriving[row.key]


def departure(plan: Plan, row: Row, way: str) -> float:
    """Return the track on which a way leaves a row."""
    return plan.columns[row.column].leaving[row.key, way if row.is_choice else ""]


def _tracks(process: Process, plan: Plan) -> None:
    """Give the ways to each row a track of their own across the columns, counted from 0."""
    spans: dict[str, list[float]] = defaultdict(list)
    rows = {row.key: row for row in process.rows}
    for row in process.rows:
        for way in row.exits:
            spans[way.to] += [departure(plan, row, way.to), arrival(plan, rows[way.to])]
    ends: list[float] = []
    for key, span in sorted(spans.items(), key=lambda each: (min(each[1]), each[0])):
        left, right = min(span), max(span)
        track = next((n for n, end in enumerate(ends) if end + TRACK < left), len(ends))
        ends[track : track + 1] = [right]
        plan.corridor[key] = float(track)


def clock_x(plan: Plan, row: Row, number: int) -> float:
    """Return how far right a timer of a state stands, its middle."""
    tags = [node.tag for node in row.nodes]
    before = row.nodes[: tags.index("receiveTask")]
    start = plan.columns[row.column].x + (row_width(before) + GAP if before else 0.0)
    return start + SIGN + SLOT * number + EVENT / 2


def _clock_rows(process: Process, plan: Plan) -> float:
    """Set the chains of steps above the states; from right to left, each as low as it may be."""
    placed: list[tuple[float, int, Clock]] = []
    for row in sorted(process.rows, key=lambda row: plan.columns[row.column].x, reverse=True):
        for number, clock in reversed(list(enumerate(row.clocks))):
            x = clock_x(plan, row, number)
            end = x + 2 * GAP + row_width(clock.chain) + LABEL / 2
            plan.width = max(plan.width, end + MARGIN)
            level = max((each[1] + 1 for each in placed if each[0] < end), default=0)
            placed.append((x - LABEL / 2, level, clock))
    levels = 1 + max((level for _, level, _ in placed), default=-1)
    top = _standing_clocks(process, plan)
    for level in reversed(range(levels)):
        chains = [each for each in placed if each[1] == level]
        middle = top + max(rise(clock.chain) for _, _, clock in chains)
        for x, _, clock in chains:
            plan.chains[clock.timer.id] = (x + LABEL / 2 + GAP, middle)
        top = middle + max(drop(clock.chain) for _, _, clock in chains) + MARGIN
    if any(lane.id == CLOCKS for lane in process.lanes):
        plan.lanes[CLOCKS] = Area(STRIP, 0, plan.width - STRIP, top)
    return top


def _standing_clocks(process: Process, plan: Plan) -> float:
    """Set the clocks that hang on no state in rows of their own at the top."""
    x, top, lowest = 2 * STRIP + MARGIN, MARGIN, 0.0
    for node in process.standing:
        wide, high = width_of(node), height_of(node)
        if x + wide > plan.width and lowest:
            x, top, lowest = 2 * STRIP + MARGIN, top + lowest + MARGIN, 0.0
        plan.width = max(plan.width, x + wide + MARGIN)
        plan.chains[node.id] = (x, top + high / 2)
        x, lowest = x + wide + MARGIN, max(lowest, high)
    return top + lowest + MARGIN if process.standing else top


def _case_rows(process: Process, plan: Plan, top: float) -> float:
    rows = [row for row in process.rows if row.lane == CASE]
    labels = [label_height(clock.timer.name) for row in rows for clock in row.clocks]
    middle = top + max(labels, default=0.0) + _ABOVE + max(above(row) for row in rows)
    for row in rows:
        plan.middles[row.key] = middle
    bottom = middle + max(below(row) for row in rows) + MARGIN
    for key, track in plan.corridor.items():
        plan.corridor[key] = bottom + track * TRACK
    end = max(plan.corridor.values(), default=bottom) + MARGIN
    plan.lanes[CASE] = Area(STRIP, top, plan.width - STRIP, end - top)
    return end


def _role_rows(process: Process, plan: Plan, lane: str, name: str, top: float) -> float:
    lowest = top + max(80.0, ceil(measure(name, LETTER)) + 2 * MARGIN)
    for column in process.columns:
        edge = top + MARGIN
        for row in process.rows:
            if row.lane == lane and row.column == column:
                plan.middles[row.key] = edge + above(row)
                edge += above(row) + below(row) + MARGIN
        lowest = max(lowest, edge)
    plan.lanes[lane] = Area(STRIP, top, plan.width - STRIP, lowest - top)
    return lowest
