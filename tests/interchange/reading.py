"""Reading a BPMN file back: its elements by id, its shapes, labels and ways as they lie."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as Xml

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_FRAMES = {f"{MODEL}{tag}" for tag in ("participant", "lane")}
#: Elements whose text, and attributes whose value, is the id of another element.
REFERENCES = {"incoming", "outgoing", "flowNodeRef", "resourceRef", "categoryValueRef"}
REFERRING = {"sourceRef", "targetRef", "attachedToRef", "default", "processRef", "bpmnElement"}


class Box(NamedTuple):
    """A shape or a label: of what, and where it lies."""

    of: str
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and other.x + other.width <= self.x + self.width
            and self.y <= other.y
            and other.y + other.height <= self.y + self.height
        )


class Read(NamedTuple):
    """A BPMN file."""

    root: Xml.Element
    elements: dict[str, Xml.Element]
    shapes: dict[str, Box]
    labels: list[Box]
    ways: dict[str, list[tuple[float, float]]]

    def tag(self, name: str) -> str:
        return self.elements[name].tag.removeprefix(MODEL)

    def told(self, name: str) -> str:
        """All documentation of an element."""
        return "\n".join(each.text or "" for each in self.elements[name].iter() if
                         each.tag == f"{MODEL}documentation")  # fmt: skip


def read(text: bytes) -> Read:
    root = Xml.fromstring(text)
    found = Read(root, {}, {}, [], {})
    for element in root.iter():
        if (name := element.get("id")) is not None:
            assert name not in found.elements, f"two elements are {name}"
            found.elements[name] = element
    for shape in root.iter(f"{DI}BPMNShape"):
        found.shapes[_of(shape)] = _box(shape)
        found.labels.extend(_box(label, _of(shape)) for label in shape.iter(f"{DI}BPMNLabel"))
    for edge in root.iter(f"{DI}BPMNEdge"):
        points = [each for each in edge if each.tag.endswith("waypoint")]
        found.ways[_of(edge)] = [
            (float(each.get("x", "")), float(each.get("y", ""))) for each in points
        ]
        found.labels.extend(_box(label, _of(edge)) for label in edge.iter(f"{DI}BPMNLabel"))
    return found


def _of(element: Xml.Element) -> str:
    return element.get("bpmnElement", "")


def _box(element: Xml.Element, of: str | None = None) -> Box:
    bounds = element.find(f"{DC}Bounds")
    assert bounds is not None
    x, y, width, height = (float(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
    return Box(of or _of(element), x, y, width, height)


def dangling(found: Read) -> list[str]:
    """Return the references that lead nowhere."""
    wanted = [
        element.text or "" for element in found.root.iter()
        if element.tag.removeprefix(MODEL) in REFERENCES
    ]  # fmt: skip
    wanted += [
        value for element in found.root.iter() for key, value in element.items()
        if key in REFERRING
    ]  # fmt: skip
    return [name for name in wanted if name not in found.elements]


def faults(found: Read) -> list[object]:
    """Return what lies upon something else, what lies outside, and ways that run through shapes."""
    return [*_upon(found), *_outside(found), *_through(found)]


def _upon(found: Read) -> Iterator[object]:
    shapes = [box for box in found.shapes.values() if not _is_frame(found, box)]
    for one, other in combinations([*shapes, *found.labels], 2):
        if one.meets(other) and not (_belong(found, one, other) or _belong(found, other, one)):
            yield one, other


def _is_frame(found: Read, box: Box) -> bool:
    return found.elements[box.of].tag in _FRAMES


def _belong(found: Read, one: Box, other: Box) -> bool:
    """Whether a box hangs on the edge of another, or lies whole in a sub-process."""
    hung = found.elements[one.of].get("attachedToRef") == other.of
    return hung or (found.tag(other.of) == "subProcess" and other.holds(one))


def _outside(found: Read) -> Iterator[object]:
    pool = found.shapes["pool"]
    for box in [*found.shapes.values(), *found.labels]:
        if not pool.holds(box):
            yield "outside the pool", box
    for lane in found.root.iter(f"{MODEL}lane"):
        area = found.shapes[lane.get("id", "")]
        for member in lane.iter(f"{MODEL}flowNodeRef"):
            if not _stands_in(found, area, found.shapes[member.text or ""]):
                yield "outside its lane", member.text


def _stands_in(found: Read, area: Box, box: Box) -> bool:
    """A timer stands on the edge of a state, which is in a lane of its own."""
    return area.holds(box) or found.tag(box.of) == "boundaryEvent"


def _through(found: Read) -> Iterator[object]:
    for name, points in found.ways.items():
        ends = {found.elements[name].get("sourceRef"), found.elements[name].get("targetRef")}
        for box in found.shapes.values():
            apart = box.of not in ends and not _is_frame(found, box)
            if (
                apart
                and not _holds_way(box, points)
                and any(_crosses(box, *pair) for pair in pairwise(points))
            ):
                yield name, box


def _holds_way(box: Box, points: list[tuple[float, float]]) -> bool:
    return all(box.holds(Box("", x, y, 0, 0)) for x, y in points)


def _crosses(box: Box, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether an upright or level line runs through a box."""
    assert start[0] == end[0] or start[1] == end[1], "ways are upright or level"
    x, y = min(start[0], end[0]), min(start[1], end[1])
    line = Box("", x - 0.01, y - 0.01, abs(start[0] - end[0]) + 0.02, abs(start[1] - end[1]) + 0.02)
    return box.meets(line)
