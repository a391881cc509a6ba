"""A chart of the document's own, whose figures are put in when a report is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from scripts.report_templates.page import BODY, HEADING, SIZE_4, SIZE_5, font, spaced
from scripts.report_templates.parts import CENTRE

if TYPE_CHECKING:
    from docx.document import Document

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: Black and white print as well: one dark, one light.
_COLOURS = ("1F4E79", "BDBDBD")
# In EMU: 360,000 a centimetre.
_WIDTH, _HEIGHT = 5_580_000, 3_100_000


def add_chart(document: Document, title: str) -> None:
    """Add bars by group with a legend below, for as many series as there are colours.

    Its title is a line of the same paragraph, so that no page comes between them.
    """
    name = PackURI("/word/charts/chart1.xml")
    part = Part(name, _TYPE, _xml().encode(), document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    paragraph = spaced(document.add_paragraph(), before=6)
    paragraph.alignment = CENTRE
    # A drawing is as high as it is: lines of a fixed height would cut it.
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_together = True
    font(paragraph.add_run(title), HEADING, SIZE_4).add_break()
    paragraph.add_run()._r.append(parse_xml(_inline(relation)))


def _inline(relation: str) -> str:
    return (
        f'<w:drawing xmlns:w="{_WORDS}" xmlns:wp="{_DRAWING}" xmlns:a="{_MAIN}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_WIDTH}" '
        f'cy="{_HEIGHT}"/><wp:docPr id="101" name="chart1"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" '
        f'xmlns:r="{_RELATIONS}" r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def _xml() -> str:
    series = "".join(_series(place, colour) for place, colour in enumerate(_COLOURS))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_MAIN}" xmlns:r="{_RELATIONS}">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="60"/><c:axId val="1001"/><c:axId val="1002"/></c:barChart>'
        f"{_axis('catAx', 1001, 1002, 'l', '')}"
        f"{_axis('valAx', 1002, 1001, 'b', _GRID)}"
        "</c:plotArea>"
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln>'
        f"</c:spPr>{_text()}</c:chartSpace>"
    )


_GRID = (
    "<c:majorGridlines><c:spPr><a:ln w='3175'><a:solidFill><a:srgbClr val='D9D9D9'/>"
    "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
)


#: Each bar tells its figure.
_LABELS = (
    '<c:dLbls><c:numFmt formatCode="General" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800"/></a:pPr>'
    '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr><c:dLblPos val="outEnd"/>'
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
)


def _series(place: int, colour: str) -> str:
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>s{place}</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{place}</c:v></c:pt></c:strCache>'
        f'</c:strRef></c:tx><c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'
        f'<c:invertIfNegative val="0"/>{_LABELS}<c:cat><c:strRef><c:f>labels</c:f><c:strCache>'
        '<c:ptCount val="0"/></c:strCache></c:strRef></c:cat><c:val><c:numRef>'
        f"<c:f>v{place}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        '<c:ptCount val="0"/></c:numCache></c:numRef></c:val></c:ser>'
    )


def _axis(kind: str, own: int, other: int, side: str, more: str) -> str:
    rest = (
        '<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        if kind == "catAx"
        else '<c:crossBetween val="between"/>'
    )
    # Rates lie between 0 and 100; the first of a ranking stands on top.
    ends = "" if kind == "catAx" else '<c:max val="100"/><c:min val="0"/>'
    crosses = "autoZero" if kind == "catAx" else "max"
    way = "maxMin" if kind == "catAx" else "minMax"
    return (
        f'<c:{kind}><c:axId val="{own}"/><c:scaling><c:orientation val="{way}"/>{ends}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{more}<c:numFmt formatCode="General" '
        'sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/><c:crossAx val="{other}"/><c:crosses val="{crosses}"/>'
        f"{rest}</c:{kind}>"
    )


def _text() -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{int(100 * SIZE_5)}">'
        f'<a:latin typeface="Times New Roman"/><a:ea typeface="{BODY}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
