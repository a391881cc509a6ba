"""Reading a drawing back: its boxes, its texts and its ways as they lie on the page."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as Xml

from cli.pictures.lettering import measure

SVG = "{http://www.w3.org/2000/svg}"
BOXES = {"state", "initial", "done", "void", "label", "panel"}
_SHIFT = re.compile(r"translate\((\S+) (\S+)\)")


class Area(NamedTuple):
    """A box or a line of text: its left upper corner, and how large it is."""

    kind: str
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Area, room: float = 0.0) -> bool:
        """Whether two areas share a place."""
        return (
            self.x < other.x + other.width - room
            and other.x < self.x + self.width - room
            and self.y < other.y + other.height - room
            and other.y < self.y + self.height - room
        )

    def holds(self, other: Area) -> bool:
        """Whether another area lies inside."""
        return (
            self.x <= other.x
            and other.x + other.width <= self.x + self.width + 0.1
            and self.y <= other.y
            and other.y + other.height <= self.y + self.height + 0.1
        )


class Seen(NamedTuple):
    """What stands on a drawing, in its own measure."""

    root: Xml.Element
    scale: float
    boxes: list[Area]
    texts: list[Area]
    ways: list[list[tuple[float, float]]]


def seen(svg: str) -> Seen:
    """Read a drawing of a definition."""
    root = Xml.fromstring(svg)
    page = next(each for each in root if each.tag == f"{SVG}g")
    scale = float(page.get("transform", "").partition("scale(")[2].rstrip(")"))
    found = Seen(root, scale, [], [], [])
    _collect(page, 0.0, 0.0, found)
    return found


def _collect(group: Xml.Element, left: float, top: float, found: Seen) -> None:
    for each in group:
        if each.tag == f"{SVG}g":
            shift = _SHIFT.match(each.get("transform", ""))
            assert shift
            _collect(each, left + float(shift[1]), top + float(shift[2]), found)
        elif each.tag == f"{SVG}rect" and each.get("class") in BOXES:
            x, y, width, height = (_number(each, key) for key in ("x", "y", "width", "height"))
            found.boxes.append(Area(each.get("class", ""), x + left, y + top, width, height))
        elif each.tag == f"{SVG}path" and each.get("class") == "way":
            points = each.get("d", "")[1:].split(" L")
            pairs = [point.split() for point in points]
            found.ways.append([(float(x) + left, float(y) + top) for x, y in pairs])
        elif each.tag == f"{SVG}text" and "rotate" not in each.get("transform", ""):
            size, text = _number(each, "font-size"), each.text or ""
            wide = measure(text, size, bold=each.get("font-weight") == "bold")
            x, y = _number(each, "x") + left, _number(each, "y") + top
            found.texts.append(Area(text, x, y - size * 0.85, wide, size))


def _number(element: Xml.Element, key: str) -> float:
    return float(element.get(key, "nan"))
