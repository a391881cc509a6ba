"""How large the shapes of a BPMN diagram are, and where their labels stand; in points."""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import msgspec

from cli.pictures.lettering import Line, wrapped

if TYPE_CHECKING:
    from cli.interchange.bpmn.parts import Node

EVENT, GATEWAY = 36.0, 50.0
TASK, LEAST = 140.0, 64.0
#: The size in which viewers write, and the height of a line.
LETTER, LEADING = 12.0, 15.0
LABEL = 92.0
GAP = 34.0
#: The room that each timer takes along the edge of a state.
SLOT = 136.0
#: The corner of a task in which viewers draw what kind it is; no timer hangs there.
SIGN = 34.0
#: Inside a sub-process: beside, above (its title) and below what it holds.
SIDE, HEAD, FOOT = 40.0, 34.0, 14.0


class Area(msgspec.Struct, frozen=True):
    """Where a shape or a label lies: its left upper corner, and how large it is."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The height at which ways come and go."""
        return self.y + self.height / 2


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes."""
    return len(wrapped(Line(text, LETTER), width)) if text else 0


def label_height(text: str, width: float = LABEL) -> float:
    """Return how high a label is."""
    return lines(text, width) * LEADING


def has_label(node: Node) -> bool:
    """Whether the name of a node is written beside it, not inside."""
    return bool(node.name) and (node.tag.endswith("Event") or node.tag.endswith("Gateway"))


def width_of(node: Node, timers: int = 0) -> float:
    """Return how wide a node is, with timers side by side on its edge."""
    if node.inside:
        return row_width(node.inside) + 2 * SIDE
    if node.tag.endswith("Event"):
        return EVENT
    if node.tag.endswith("Gateway"):
        return GATEWAY
    return max(TASK, SIGN + timers * SLOT) if timers > 1 else TASK


def height_of(node: Node) -> float:
    """Return how high a node is."""
    if node.inside:
        return HEAD + depth(node.inside) + FOOT
    if node.tag.endswith("Event"):
        return EVENT
    if node.tag.endswith("Gateway"):
        return GATEWAY
    # Viewers draw a sign in the upper corner, and markers at the foot.
    return max(LEAST, lines(node.name, TASK - 16) * LEADING + 46)


def row_width(nodes: tuple[Node, ...], timers: int = 0) -> float:
    """Return how wide nodes are side by side."""
    widths = [width_of(node, timers if node.tag == "receiveTask" else 0) for node in nodes]
    return sum(widths) + sum(gap(*pair) for pair in pairwise(nodes))


def gap(node: Node, following: Node) -> float:
    """Return the space between two nodes of a row; two labels side by side need more."""
    return LABEL - EVENT + 8 if has_label(node) and has_label(following) else GAP


def rise(nodes: tuple[Node, ...]) -> float:
    """Return how far nodes in a row reach above its middle."""
    return max(height_of(node) / 2 for node in nodes)


def drop(nodes: tuple[Node, ...]) -> float:
    """Return how far nodes in a row reach below its middle, their labels included."""
    return max(
        height_of(node) / 2 + (label_height(node.name) + 6 if has_label(node) else 0)
        for node in nodes
    )


def depth(nodes: tuple[Node, ...]) -> float:
    """Return how high a row is."""
    return rise(nodes) + drop(nodes)


def laid(nodes: tuple[Node, ...], x: float, middle: float, timers: int = 0) -> dict[str, Area]:
    """Return where nodes of a row lie that begins at a point, and what is inside them."""
    found: dict[str, Area] = {}
    for node, following in zip_longest(nodes, nodes[1:]):
        wide = width_of(node, timers if node.tag == "receiveTask" else 0)
        high = height_of(node)
        found[node.id] = Area(x, middle - high / 2, wide, high)
        if node.inside:
            top = middle - high / 2 + HEAD
            found |= laid(node.inside, x + SIDE, top + rise(node.inside))
        x += wide + (gap(node, following) if following else 0.0)
    return found


def label_of(node: Node, area: Area) -> Area | None:
    """Return where the label of a node lies: beneath it; beside a timer on an edge."""
    if not has_label(node):
        return None
    high = label_height(node.name)
    if node.tag == "boundaryEvent":
        return Area(area.right + 4, area.y - 4 - high, LABEL, high)
    return Area(area.x + area.width / 2 - LABEL / 2, area.bottom + 4, LABEL, high)
