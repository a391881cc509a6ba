"""The page of an official document: measures, fonts and page numbers of GB/T 9704-2012.

A4, top 37 mm, left 28 mm, a text area of 156 by 225 mm: 22 lines of 28 characters of size 3.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

# Chinese sizes in points: 2, 3 and 4, small 4 and 5.
SIZE_2, SIZE_3, SIZE_4, SMALL_4, SIZE_5 = 22.0, 16.0, 14.0, 12.0, 10.5
#: 225 mm by 22 lines, in twentieths of a point.
LINE = 579
#: 28 characters of 16 points in 156 mm: so much closer each, in twentieths of a point. Programs
#: differ in how they lay characters on a grid, not in how they set them closer.
CLOSER = -5
BODY, TITLE, HEADING, SUBHEADING, SONG = (
    "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体",
)  # fmt: skip
LATIN = "Times New Roman"
#: What a reader takes where a font is not installed, in order.
FALLBACKS = {
    BODY: ("仿宋", "modern"),
    TITLE: ("宋体", "roman"),
    HEADING: ("SimHei", "swiss"),
    SUBHEADING: ("楷体", "script"),
    SONG: ("SimSun", "roman"),
}
_MADE = dt.datetime(2012, 7, 1, tzinfo=dt.UTC)


def new_document() -> DocumentType:
    """Return an empty document with the page, the plain text and the page numbers set up."""
    document = Document()
    _page(document)
    _plain_text(document)
    _page_numbers(document)
    _font_table(document)
    told = document.core_properties
    told.author, told.title, told.comments = "", "", ""
    told.created = told.modified = _MADE.replace(tzinfo=None)
    return document


def font(run: Run, east: str, size: float, latin: str = LATIN) -> Run:
    """Give a run its fonts: one for Chinese, one for the rest."""
    run.font.name = latin
    run.font.size = Pt(size)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), east)
    fonts.set(qn("w:cs"), latin)
    return run


def off_the_grid(paragraph: Paragraph) -> None:
    """Let the lines of a paragraph be as far apart as they say, not as those of the page are."""
    properties = paragraph._p.get_or_add_pPr()
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc")


def spaced(paragraph: Paragraph, line: float | None = None, before: float = 0) -> Paragraph:
    """Set how far lines are apart, in points; the document's own unless given."""
    told = paragraph.paragraph_format
    if line is not None:
        told.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        told.line_spacing = Pt(line)
        off_the_grid(paragraph)
    told.space_before = Pt(before)
    return paragraph


def indented(paragraph: Paragraph, characters: float) -> Paragraph:
    """Begin the first line of a paragraph so many characters to the right."""
    indent = _indent(paragraph)
    indent.set(qn("w:firstLineChars"), str(int(100 * characters)))
    indent.set(qn("w:firstLine"), str(int(316 * characters)))
    return paragraph


def _indent(paragraph: Paragraph) -> Any:
    properties = paragraph._p.get_or_add_pPr()
    return properties.get_or_add_ind()


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE))


def _plain_text(document: DocumentType) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(SIZE_3)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(CLOSER))
    style.element.rPr.append(closer)
    style.element.rPr.append(language)
    told = style.paragraph_format
    told.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    told.line_spacing = Twips(LINE)
    told.space_before = told.space_after = Pt(0)
    told.widow_control = False


def _page_numbers(document: DocumentType) -> None:
    """Put page numbers outside, between dashes: odd pages right, even pages left."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer,
             WD_ALIGN_PARAGRAPH.LEFT))  # fmt: skip
    for footer, side in sides:
        footer.is_linked_to_previous = False
        paragraph = spaced(footer.paragraphs[0], 16)
        paragraph.alignment = side
        name = "w:rightChars" if side == WD_ALIGN_PARAGRAPH.RIGHT else "w:leftChars"
        indent = _indent(paragraph)
        indent.set(qn(name), "100")
        indent.set(qn(name.removesuffix("Chars")), "280")
        for text in ("— ", None, " —"):
            run = font(paragraph.add_run(text or ""), SONG, SIZE_4, SONG)
            if text is None:
                _page_field(run)


def _page_field(run: Run) -> None:
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            part.text = " PAGE "
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _font_table(document: DocumentType) -> None:
    """Say in the document what stands for a font that is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="auto"/></w:font>'
        for name, (other, family) in FALLBACKS.items()
    )
    table = parse_xml(f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>")
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = serialize_part_xml(table)
