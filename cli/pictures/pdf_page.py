"""A page of shapes as PDF: by a TrueType font that is given and embedded, or by STSong-Light.

STSong-Light is Adobe's standard Chinese font. It is not embedded: readers and printers supply it,
or a Chinese font of their own.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from cli.pictures.drawn import Rect
from engine.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from cli.pictures.drawn import Label, Page

STANDARD, GIVEN = "STSong-Light", "given"


def pdf_page(page: Page, font: Path | None = None) -> bytes:
    """Return a page as PDF, the same bytes for the same page; raise InputError for a font."""
    from reportlab.lib.colors import HexColor
    from reportlab.pdfgen.canvas import Canvas

    name = _registered(font)
    file = BytesIO()
    canvas = Canvas(file, pagesize=(page.width, page.height), invariant=1)
    canvas.setTitle(page.title)
    for each in page.shapes:
        if isinstance(each, Rect):
            _rect(canvas, each, page.height, HexColor)
        else:
            canvas.setFillColor(HexColor(each.colour))
            canvas.setStrokeColor(HexColor(each.colour))
            _label(canvas, each, page.height, name)
    canvas.save()
    return file.getvalue()


def _registered(font: Path | None) -> str:
    """Make a font known to the library and return the name that it has there."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    if font is None:
        pdfmetrics.registerFont(UnicodeCIDFont(STANDARD))
        return STANDARD
    try:
        pdfmetrics.registerFont(TTFont(GIVEN, str(font)))
    except (TTFError, OSError) as fault:
        raise InputError("wallchart_font", file=str(font)) from fault
    return GIVEN


def _rect(canvas: Any, one: Rect, height: float, colour: Any) -> None:
    canvas.setFillColor(colour(one.fill))
    canvas.setStrokeColor(colour(one.edge))
    canvas.setLineWidth(one.thick)
    bottom = height - one.y - one.height
    canvas.roundRect(one.x, bottom, one.width, one.height, one.radius, stroke=1, fill=1)


def _label(canvas: Any, one: Label, height: float, font: str) -> None:
    """Write a line; a bold one is drawn with an edge, since the font has no bold face."""
    canvas.setFont(font, one.size)
    canvas.setLineWidth(one.size / 40)
    wide = canvas.stringWidth(one.text, font, one.size)
    x = one.x - wide / 2 if one.anchor == "middle" else one.x
    canvas.drawString(x, height - one.y, one.text, mode=2 if one.bold else 0)
