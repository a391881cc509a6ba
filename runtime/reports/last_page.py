"""The distribution block on an even page, the back of the last sheet, as GB/T 9704-2012 has it.

How many pages there are is known only once they are laid out: by LibreOffice, for a PDF.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def on_even_page(document: bytes, convert: Callable[[bytes], bytes]) -> bytes:
    """Return a document as PDF whose distribution block stands on an even page.

    Where the text ends on an odd page, the block goes alone on the back of it. A document without
    a block on the lower edge of a page stays as it is.
    """
    made = convert(document)
    if len(_PAGE.findall(made)) % 2 == 0:
        return made
    turned = turned_over(document)
    return made if turned is None else convert(turned)


def turned_over(document: bytes) -> bytes | None:
    """Return a document with a new page before its block; None where it has no such block."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    opened = Document(io.BytesIO(document))
    blocks = [
        table._tbl
        for table in opened.tables
        for place in table._tbl.tblPr.findall(qn("w:tblpPr"))
        if place.get(qn("w:tblpYSpec")) == "bottom"
    ]
    if not blocks:
        return None
    paragraph = opened.add_paragraph()
    paragraph.paragraph_format.page_break_before = True
    paragraph.paragraph_format.line_spacing = Pt(1)
    blocks[-1].addprevious(paragraph._p)
    written = io.BytesIO()
    opened.save(written)
    return written.getvalue()
