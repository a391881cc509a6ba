"""A page of shapes as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cli.pictures.drawn import Rect
from cli.pictures.lettering import FONT, PALE

if TYPE_CHECKING:
    from cli.pictures.drawn import Label, Page

MILLIMETRES = 25.4 / 72


def svg_page(page: Page, language: str) -> str:
    """Return a page as SVG text, as large as its paper."""
    wide, high = (f"{side * MILLIMETRES:.0f}mm" for side in (page.width, page.height))
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"'
            f' viewBox="0 0 {page.width} {page.height}" role="img" aria-labelledby="title"'
            f' lang="{language}" font-family="{FONT}">'
        ),
        f'<title id="title">{escape(page.title)}</title>',
        f'<rect width="{page.width}" height="{page.height}" fill="{PALE}"/>',
        *(_rect(each) if isinstance(each, Rect) else _label(each) for each in page.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _rect(one: Rect) -> str:
    return (
        f'<rect x="{one.x:.1f}" y="{one.y:.1f}" width="{one.width:.1f}" height="{one.height:.1f}"'
        f' rx="{one.radius:.0f}" fill="{one.fill}" stroke="{one.edge}"'
        f' stroke-width="{one.thick}"/>'
    )


def _label(one: Label) -> str:
    anchor = ' text-anchor="middle"' if one.anchor == "middle" else ""
    weight = ' font-weight="bold"' if one.bold else ""
    return (
        f'<text x="{one.x:.1f}" y="{one.y:.1f}" font-size="{one.size:.2f}"'
        f' fill="{one.colour}"{anchor}{weight}>{escape(one.text)}</text>'
    )
