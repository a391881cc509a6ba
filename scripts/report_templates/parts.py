"""What the documents of reports are made of: headings, paragraphs, tables, the list at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from scripts.report_templates.page import (
    BODY,
    HEADING,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SMALL_4,
    TITLE,
    font,
    indented,
    spaced,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

RED = RGBColor(0xD0, 0x00, 0x00)
CENTRE, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip


def tag(document: Document, text: str) -> None:
    """Add a line for the machine: it leaves nothing in the document."""
    document.add_paragraph(text)


def text(document: Document, content: str, *, indent: float = 2) -> Paragraph:
    """Add a paragraph of plain text."""
    paragraph = document.add_paragraph()
    font(paragraph.add_run(content), BODY, SIZE_3)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return indented(paragraph, indent)


def heading(document: Document, content: str) -> None:
    """Add a heading of the first rank, whose number is counted when the report is written."""
    paragraph = document.add_paragraph()
    font(paragraph.add_run("{{ heading() }}" + content), HEADING, SIZE_3)
    paragraph.paragraph_format.keep_with_next = True
    indented(paragraph, 2)


def banner(document: Document, content: str, size: float, before: float) -> None:
    """Add the red name at the head of the first page."""
    paragraph = spaced(document.add_paragraph(), size * 1.3, before)
    paragraph.alignment = CENTRE
    run = font(paragraph.add_run(content), TITLE, size)
    run.font.color.rgb = RED


def title(document: Document, content: str, before: float = 0) -> None:
    """Add the title of the document."""
    paragraph = spaced(document.add_paragraph(), 36, before)
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.space_after = Pt(14)
    font(paragraph.add_run(content), TITLE, SIZE_2)


def line(paragraph: Paragraph, colour: str, eighths: int) -> None:
    """Draw a line below a paragraph."""
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{eighths}" w:space="4" '
        f'w:color="{colour}"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().append(borders)


def table_title(document: Document, content: str) -> None:
    """Add the name of a table, which stays with it."""
    paragraph = spaced(document.add_paragraph(), 26, 6)
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.keep_with_next = True
    font(paragraph.add_run(content), HEADING, SIZE_4)


def table(document: Document, columns: int) -> Table:
    """Add an empty table over the whole width, with lines around every cell."""
    made: Table = document.add_table(rows=0, cols=columns)
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = True
    width = made._tbl.tblPr.find(qn("w:tblW"))
    if width is None:
        width = OxmlElement("w:tblW")
        made._tbl.tblPr.append(width)
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    return made


def row(made: Table, cells: Sequence[str], *, head: bool = False) -> None:
    """Add a row; a heading is repeated on every page."""
    added = made.add_row()  # type: ignore[no-untyped-call]
    for cell, content in zip(added.cells, cells, strict=True):
        fill(cell, content, head=head)
    properties = added._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def after_table(document: Document) -> None:
    """Keep what follows off a table."""
    spaced(document.add_paragraph(), 8)


def loop(made: Table, what: str) -> None:
    """Add a row for the machine, which begins or ends a repetition of rows."""
    added = made.add_row()  # type: ignore[no-untyped-call]
    fill(added.cells[0], what)


def fill(cell: _Cell, content: str, *, head: bool = False) -> None:
    """Write into a cell."""
    paragraph = spaced(cell.paragraphs[0], 20)
    paragraph.alignment = CENTRE
    font(paragraph.add_run(content), HEADING if head else BODY, SMALL_4)
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(middle)


def note(document: Document, content: str, *, last: bool = False) -> None:
    """Add a note in small print; no page comes between notes, up to the last."""
    paragraph = spaced(document.add_paragraph(), 19)
    paragraph.alignment = LEFT
    paragraph.paragraph_format.keep_together = True
    paragraph.paragraph_format.keep_with_next = not last
    font(paragraph.add_run(content), BODY, SMALL_4)
