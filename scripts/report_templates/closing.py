"""What stands at the end: the definitions of the figures, the distribution block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from scripts.report_templates.page import BODY, SIZE_4, font, spaced
from scripts.report_templates.parts import LEFT, note, tag

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    from scripts.report_templates.words import Words

# In twentieths of a point: 156 mm, and 28 mm; eighths of a point: 0.35 mm and 0.25 mm.
_WIDTH, _EDGE_OF_TEXT = 8844, 1587
_THICK, _THIN = 8, 6
#: As wide as one character of size 4.
_EDGE = 4.9


def definitions(document: Document, words: Words) -> None:
    """Say of when the figures are, what each rate is of, and what they can be checked by."""
    note(document, words["as_of"])
    tag(document, "{%p for one in definitions %}")
    note(document, "{{ loop.index + 1 }}. {{ one }}")
    tag(document, "{%p endfor %}")
    note(document, words["checkpoint"], last=True)


def distribution(document: Document, words: Words, kinds: tuple[str, ...]) -> None:
    """Put to whom it goes, who issues it and when, at the bottom of the last page.

    A thick line stands above and below, thin ones between.
    """
    made = _block(document)
    for kind in kinds:
        _row(made, f"{{%tr if distribution.{kind} %}}")
        listed = f"{{{{ distribution.{kind} | join('{words['comma']}') }}}}"
        told = _row(made, f"{words[kind]}{listed}{words['stop']}").paragraph_format
        # The second line begins below the first name, not below the word before it.
        hang = _EDGE * len(words[kind].strip())
        told.left_indent, told.first_line_indent = Mm(_EDGE + hang), Mm(-hang)
        _row(made, "{%tr endif %}")
    last = _row(made, "{{ issuer }}\t" + words["issued_on"])
    last.paragraph_format.tab_stops.add_tab_stop(Mm(156 - _EDGE), WD_TAB_ALIGNMENT.RIGHT)
    # What floats is anchored to what comes after it.
    spaced(document.add_paragraph(), 1)


def _block(document: Document) -> Table:
    """Add a table of one column on the lower edge of the text area.

    Across it is placed from the edge of the paper: LibreOffice lets a table as wide as the text
    float only so, and lays it where the text ends otherwise.
    """
    made: Table = document.add_table(rows=0, cols=1)
    properties = made._tbl.tblPr
    for old in list(properties):
        properties.remove(old)
    whole = parse_xml(f"<w:tblPr {nsdecls('w')}>{_PROPERTIES}</w:tblPr>")
    for part in list(whole):
        properties.append(part)
    made._tbl.tblGrid.findall(qn("w:gridCol"))[0].set(qn("w:w"), str(_WIDTH))
    return made


_PROPERTIES = f"""
<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:topFromText="180" w:vertAnchor="margin"
  w:horzAnchor="page" w:tblpX="{_EDGE_OF_TEXT}" w:tblpYSpec="bottom"/>
<w:tblOverlap w:val="never"/>
<w:tblW w:w="{_WIDTH}" w:type="dxa"/>
<w:tblBorders>
  <w:top w:val="single" w:sz="{_THICK}" w:space="0" w:color="000000"/>
  <w:bottom w:val="single" w:sz="{_THICK}" w:space="0" w:color="000000"/>
  <w:insideH w:val="single" w:sz="{_THIN}" w:space="0" w:color="000000"/>
</w:tblBorders>
<w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>
"""


def _row(made: Table, content: str) -> Paragraph:
    (cell,) = made.add_row().cells  # type: ignore[no-untyped-call]
    paragraph = spaced(cell.paragraphs[0], 26)
    paragraph.alignment = LEFT
    told = paragraph.paragraph_format
    told.left_indent = told.right_indent = Mm(_EDGE)
    font(paragraph.add_run(content), BODY, SIZE_4)
    return paragraph
