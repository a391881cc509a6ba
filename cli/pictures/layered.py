"""Laying a graph out in layers (Sugiyama); the order within them is the work of grandalf."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
from grandalf.graphs import Edge, Graph, Vertex
from grandalf.layouts import Layer, SugiyamaLayout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Point = tuple[float, float]
ROUNDS = 6
ACROSS, DOWN = 14.0, 15.0
BEND = 5.0


class Node(msgspec.Struct, frozen=True):
    """A box to be placed: how large it is, and in which layer it lies, 0 being the top."""

    width: float
    height: float
    layer: int


class Placed(msgspec.Struct, frozen=True):
    """Where everything lies: the centres of the boxes, the ways between them, the layers.

    Ways run from an upper box to a lower one, in the order in which they were given. A layer is
    its top and its bottom.
    """

    centres: dict[str, Point]
    ways: list[list[Point]]
    layers: dict[int, Point]
    width: float
    height: float


class _View:
    """What grandalf asks of a vertex: its size, and a place to put the answer."""

    def __init__(self, node: Node) -> None:
        self.w, self.h = node.width, node.height
        self.xy: Point = (0.0, 0.0)


class _Layers(SugiyamaLayout):  # type: ignore[misc]
    """A layout whose layers are given."""

    def rank_all(self, roots: object, optimize: bool = False) -> None:  # noqa: ARG002
        """Put each vertex into the layer that is its own."""
        for vertex in self.g.sV:
            layer = vertex.data[1]
            while len(self.layers) <= layer:
                self.layers.append(Layer([]))
            self.grx[vertex].rank = layer
            self.layers[layer].append(vertex)


def place(nodes: Mapping[str, Node], edges: Sequence[tuple[str, str]]) -> Placed:
    """Place boxes so that none lies on another and no way runs through one.

    Each edge leads from a box to one in a lower layer; between distant layers it gets bends.
    """
    everything = dict(nodes)
    chains = [_chain(everything, number, *edge) for number, edge in enumerate(edges)]
    order = _order(everything, {step: None for chain in chains for step in pairwise(chain)})
    across = _apart(everything, order)
    layers = _stacked(everything)
    centres = {name: (across[name], sum(layers[everything[name].layer]) / 2) for name in nodes}
    ways = _ways(everything, chains, across, layers)
    return Placed(
        centres=centres, ways=ways, layers=layers,
        width=max((across[name] + each.width / 2 for name, each in everything.items()), default=0),
        height=max((bottom for _, bottom in layers.values()), default=0),
    )  # fmt: skip


def _chain(everything: dict[str, Node], number: int, upper: str, lower: str) -> list[str]:
    """Return the boxes and bends of an edge from top to bottom; the bends are added."""
    bends = []
    for layer in range(everything[upper].layer + 1, everything[lower].layer):
        name = f"\0{number}:{layer}"
        everything[name] = Node(BEND, 0, layer)
        bends.append(name)
    return [upper, *bends, lower]


def _order(nodes: Mapping[str, Node], steps: Mapping[tuple[str, str], None]) -> dict[str, float]:
    """Return how far right each box lies by the library, piece beside piece."""
    vertices = {name: Vertex((name, node.layer)) for name, node in nodes.items()}
    for name, vertex in vertices.items():
        vertex.view = _View(nodes[name])
    graph = Graph(
        list(vertices.values()),
        [Edge(vertices[upper], vertices[lower]) for upper, lower in steps],
    )
    found: dict[str, float] = {}
    right = 0.0
    for piece in graph.C:
        spots = _piece(piece, nodes)
        shift = right - min(spots[name] - nodes[name].width / 2 for name in spots)
        found |= {name: x + shift for name, x in spots.items()}
        right = ACROSS + max(found[name] + nodes[name].width / 2 for name in spots)
    return found


def _piece(piece: Any, nodes: Mapping[str, Node]) -> dict[str, float]:
    members = sorted(piece.sV, key=lambda one: list(nodes).index(one.data[0]))
    if len(members) == 1:
        return {members[0].data[0]: 0.0}
    top = min(vertex.data[1] for vertex in members)
    for vertex in members:
        vertex.data = (vertex.data[0], vertex.data[1] - top)
    layout = _Layers(piece)
    layout.xspace = ACROSS
    layout.init_all(roots=[], inverted_edges=[])
    layout.draw(ROUNDS)
    return {vertex.data[0]: float(vertex.view.xy[0]) for vertex in members}


def _apart(nodes: Mapping[str, Node], wished: Mapping[str, float]) -> dict[str, float]:
    """Return how far right each box lies, none upon another, starting at the left edge."""
    rows: dict[int, list[str]] = defaultdict(list)
    for name in sorted(wished, key=lambda each: wished[each]):
        rows[nodes[name].layer].append(name)
    found: dict[str, float] = {}
    for row in rows.values():
        free = float("-inf")
        for name in row:
            half = nodes[name].width / 2
            found[name] = max(wished[name], free + half)
            free = found[name] + half + ACROSS
    left = min((found[name] - nodes[name].width / 2 for name in found), default=0.0)
    return {name: x - left for name, x in found.items()}


def _stacked(nodes: Mapping[str, Node]) -> dict[int, Point]:
    heights: dict[int, float] = defaultdict(float)
    for node in nodes.values():
        heights[node.layer] = max(heights[node.layer], node.height)
    found, top = {}, 0.0
    for layer in sorted(heights):
        found[layer] = (top, top + heights[layer])
        top += heights[layer] + DOWN
    return found


def _ways(
    nodes: Mapping[str, Node], chains: Sequence[list[str]], across: Mapping[str, float],
    layers: Mapping[int, Point],
) -> list[list[Point]]:  # fmt: skip
    """Return each way from box to box; it crosses a layer upright, and slants between layers."""
    below = _ports([chain[:2] for chain in chains], nodes, across)
    above = _ports([chain[:-3:-1] for chain in chains], nodes, across)
    ways = []
    for chain, start, end in zip(chains, below, above, strict=True):
        upper, lower = nodes[chain[0]], nodes[chain[-1]]
        first, last = sum(layers[upper.layer]) / 2, sum(layers[lower.layer]) / 2
        way = [(start, first + upper.height / 2), (start, layers[upper.layer][1])]
        for name in chain[1:-1]:
            top, bottom = layers[nodes[name].layer]
            way += [(across[name], top), (across[name], bottom)]
        ways.append([*way, (end, layers[lower.layer][0]), (end, last - lower.height / 2)])
    return ways


def _ports(
    ends: Sequence[list[str]], nodes: Mapping[str, Node], across: Mapping[str, float]
) -> list[float]:
    """Return where each way leaves its box: side by side, in the order in which they go on."""
    leaving: dict[str, list[int]] = defaultdict(list)
    for number, (box, _) in enumerate(ends):
        leaving[box].append(number)
    found = [0.0] * len(ends)
    for box, numbers in leaving.items():
        numbers.sort(key=lambda number: across[ends[number][1]])
        room = nodes[box].width * 0.7
        for place_, number in enumerate(numbers):
            found[number] = across[box] + room * ((place_ + 0.5) / len(numbers) - 0.5)
    return found
