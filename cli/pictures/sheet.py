"""A drawing of a definition as SVG on one A4 page, upright or across, whichever is larger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from cli.pictures import marks
from cli.pictures.cards import PADDING, panels
from cli.pictures.flow import flow
from cli.pictures.layered import place
from cli.pictures.lettering import (
    BODY,
    DARK,
    FONT,
    GREY,
    HEADING,
    PALE,
    TINT,
    TITLE,
    measure,
    wrapped,
)
from cli.pictures.lettering import Line as TextLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.pictures.cards import Box
    from cli.pictures.course import Course
    from cli.pictures.flow import Flow
    from cli.pictures.layered import Placed
    from cli.pictures.words import Words

#: A4 in points, and the empty edge around everything.
SHORT, LONG, EDGE = 595.28, 841.89, 24.0
GAP, BAND, HEAD = 14.0, 6.0, 30.0
#: How wide a state may be: the width is taken with which the drawing comes out largest.
WIDTHS, PANELS = (210.0, 290.0, 380.0), (180.0, 262.0)
_SHAPE = {
    "state": (PALE, DARK, 1.0), "initial": (PALE, DARK, 2.4), "done": (TINT, DARK, 1.0),
    "void": (TINT, DARK, 1.0), "label": (PALE, "#aab3bd", 0.5), "panel": (PALE, GREY, 0.6),
}  # fmt: skip


class _Page(NamedTuple):
    """How large a page is, how much the drawing is scaled, and where the panels stand."""

    width: float
    height: float
    scale: float
    spots: list[tuple[float, float]]


def sheet(words: Words, course: Course | None = None) -> str:
    """Return a definition as SVG text, with the way of one case where it is given."""
    drafts = (each for widest in WIDTHS for each in _drafts(words, course, widest))
    drawn, placed, names, left, boxes, page = max(drafts, key=lambda each: each.page.scale)
    parts = [*_opening(words, course, page), f'<g transform="translate({left:.1f} {HEAD})">']
    parts += _bands(drawn, placed, names, left)
    parts += _clearings(drawn, placed)
    parts += _ways(drawn, placed)
    for key, box in drawn.boxes.items():
        x, y = placed.centres[key]
        parts += _box(box, x - box.width / 2, y - box.height / 2)
    parts.append("</g>")
    for box, (x, y) in zip(boxes, page.spots, strict=True):
        parts += _box(box, x, y + HEAD)
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


class _Draft(NamedTuple):
    """A drawing with its boxes placed, the names of its stages, and the page that it fills."""

    drawn: Flow
    placed: Placed
    names: dict[str, _StageName]
    left: float
    boxes: list[Box]
    page: _Page


def _drafts(words: Words, course: Course | None, widest: float) -> Iterator[_Draft]:
    """Yield the same drawing beside panels of each width."""
    drawn = flow(words, course, widest)
    placed = place(drawn.nodes, [(way.upper, way.lower) for way in drawn.ways])
    names = _stage_names(words, drawn)
    left = max(name.height for name in names.values()) + 2 * BAND if names else 0.0
    for width in PANELS:
        boxes = panels(words, course, width)
        page = _page(left + placed.width, placed.height, boxes)
        yield _Draft(drawn, placed, names, left, boxes, page)


def _page(width: float, height: float, boxes: Sequence[Box]) -> _Page:
    """Return the page on which the drawing is largest."""
    found = []
    beside, below = _column(width, boxes), _row(width, height, boxes)
    for spots in (beside, below):
        wide = max(width, *(x + box.width for (x, _), box in zip(spots, boxes, strict=True)))
        high = max(height, *(y + box.height for (_, y), box in zip(spots, boxes, strict=True)))
        for page_width, page_height in ((SHORT, LONG), (LONG, SHORT)):
            scale = min(
                (page_width - 2 * EDGE) / wide, (page_height - 2 * EDGE) / (high + HEAD), 1.25
            )
            found.append(_Page(page_width, page_height, scale, spots))
    return max(found, key=lambda each: each.scale)


def _column(width: float, boxes: Sequence[Box]) -> list[tuple[float, float]]:
    spots, top = [], 0.0
    for box in boxes:
        spots.append((width + GAP, top))
        top += box.height + GAP
    return spots


def _row(width: float, height: float, boxes: Sequence[Box]) -> list[tuple[float, float]]:
    spots, x, top, lowest = [], 0.0, height + GAP, 0.0
    for box in boxes:
        if x and x + box.width > max(width, 2 * box.width + GAP):
            x, top, lowest = 0.0, top + lowest + GAP, 0.0
        spots.append((x, top))
        x, lowest = x + box.width + GAP, max(lowest, box.height)
    return spots


def _opening(words: Words, course: Course | None, page: _Page) -> Iterator[str]:
    workflow = words.workflow
    title = words.says(
        "graph_title", title=words.said(workflow.title), name=workflow.name,
        version=workflow.version,
    )  # fmt: skip
    if course is not None:
        title += "  " + words.says("graph_case", case=course.case)
    described = words.says(
        "graph_description", states=len(workflow.states), events=len(workflow.events),
        deadlines=len(workflow.deadlines),
    )  # fmt: skip
    across = page.width > page.height
    size = 'width="297mm" height="210mm"' if across else 'width="210mm" height="297mm"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {page.width} {page.height}"'
        f' role="img" aria-labelledby="title description" lang="{words.language}"'
        f' font-family="{FONT}">'
    )
    yield f'<title id="title">{escape(title)}</title>'
    yield f'<desc id="description">{escape(described)}</desc>'
    yield f'<rect width="{page.width}" height="{page.height}" fill="{PALE}"/>'
    yield f'<g transform="translate({EDGE} {EDGE}) scale({page.scale:.4f})">'
    room = (page.width - 2 * EDGE) / page.scale
    fitting = min(HEADING, HEADING * room / measure(title, HEADING, bold=True))
    yield text(0, HEADING, TextLine(title, fitting, bold=True))


def text(x: float, y: float, line: TextLine, **more: object) -> str:
    """Return a line of text whose baseline begins at a point."""
    weight = ' font-weight="bold"' if line.bold else ""
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    tail = (
        text(x + line.reach, y, TextLine(line.tail, line.size - 1, colour=GREY))
        if line.tail
        else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{line.size:.2f}" fill="{line.colour}"'
        f"{weight}{given}>{escape(line.text)}</text>{tail}"
    )


class _StageName(NamedTuple):
    """The title of a stage, written upwards along its band."""

    lines: list[TextLine]
    height: float


def _extents(drawn: Flow, placed: Placed) -> dict[str, tuple[float, float]]:
    """Return the top and the bottom of each stage's boxes, of the stages that have any."""
    found: dict[str, tuple[float, float]] = {}
    for key, stage in drawn.stages.items():
        top, bottom = placed.layers[drawn.nodes[key].layer]
        before = found.get(stage, (top, bottom))
        found[stage] = (min(before[0], top), max(before[1], bottom))
    return found


def _stage_names(words: Words, drawn: Flow) -> dict[str, _StageName]:
    found = {}
    for stage in dict.fromkeys(drawn.stages.values()):
        layers = [drawn.nodes[key] for key, own in drawn.stages.items() if own == stage]
        room = max(max(node.height for node in layers) + 2 * BAND, 60.0)
        title = TextLine(words.said(words.workflow.stages[stage]), TITLE, bold=True, colour=GREY)
        lines = wrapped(title, room)
        found[stage] = _StageName(lines, sum(line.height for line in lines))
    return found


def _bands(drawn: Flow, placed: Placed, names: dict[str, _StageName], left: float) -> Iterator[str]:
    """Yield a shaded band for each stage, its name written upwards at its left edge."""
    for stage, (top, bottom) in _extents(drawn, placed).items():
        yield (
            f'<rect class="stage" x="{-left:.1f}" y="{top - BAND:.1f}"'
            f' width="{placed.width + left:.1f}" height="{bottom - top + 2 * BAND:.1f}" rx="6"'
            f' fill="{TINT}"/>'
        )
        middle, x = (top + bottom) / 2, BAND - left
        for line in names[stage].lines:
            turn = f"rotate(-90 {x + line.size:.1f} {middle:.1f})"
            yield text(x + line.size, middle, line, text_anchor="middle", transform=turn)
            x += line.height


def _clearings(drawn: Flow, placed: Placed) -> Iterator[str]:
    """Yield blank space around the states that belong to no stage, so that no band holds them."""
    for key, box in drawn.boxes.items():
        if drawn.stages and not box.staged and box.look != "label":
            x, y = placed.centres[key]
            wide, high = box.width + 10, box.height + 10
            yield marks.frame("clearing", x - wide / 2, y - high / 2, wide, high, PALE)


def _ways(drawn: Flow, placed: Placed) -> Iterator[str]:
    for way, points in zip(drawn.ways, placed.ways, strict=True):
        path = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        thick, colour = (2.6, DARK) if way.travelled else (0.9, GREY)
        yield (
            f'<path class="way" d="M{path}" fill="none" stroke="{colour}" stroke-width="{thick}"'
            ' stroke-linejoin="round"/>'
        )
        if way.arrow:
            yield marks.arrow(*points[0 if way.arrow == "upper" else -1], up=way.arrow == "upper")


def _box(box: Box, x: float, y: float) -> Iterator[str]:
    """Yield a box with its lines; what is an end has a second frame, what is void is dashed."""
    fill, stroke, thick = _SHAPE[box.look]
    dash = ' stroke-dasharray="4 2"' if box.look == "void" else ""
    yield (
        f'<rect class="{box.look}" x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}"'
        f' height="{box.height:.1f}" rx="{2 if box.look == "panel" else 4}" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="{3 if box.reached else thick}"{dash}/>'
    )
    if box.look in ("done", "void"):
        yield marks.inner(x, y, box.width, box.height, dash)
    top = y + PADDING
    for line in box.lines:
        base = top + line.size
        if line.mark:
            yield marks.sign(line.mark, x + PADDING, base - BODY + 0.8)
        yield text(x + PADDING + line.indent, base, line)
        top += line.height
