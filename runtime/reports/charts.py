"""The charts of a document: figures put into the drawing that the template has.

How it looks stays as the template has it; what it draws is taken from the report.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.reports.data import ChartData

_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def filled(xml: bytes, chart: ChartData) -> bytes:
    """Return a chart with these labels and series; more series than it has look like its last."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    root: Any = parse_xml(xml)
    found = root.findall(f".//{_name('ser')}")
    if not found:
        return xml
    for place, (title, values) in enumerate(chart.series.items()):
        series = found[place] if place < len(found) else _added(found[-1], place)
        _text_cache(series.find(_name("tx")), [title])
        _text_cache(series.find(_name("cat")), chart.labels)
        _number_cache(series.find(_name("val")), values)
        _labels(series, values)
    for series in found[len(chart.series) :]:
        series.getparent().remove(series)
    return serialize_part_xml(root)


def _name(tag: str) -> str:
    return f"{{{_SPACE}}}{tag}"


def _added(last: Any, place: int) -> Any:
    """Return one more series like the last, after it."""
    series = copy.deepcopy(last)
    for tag in ("idx", "order"):
        series.find(_name(tag)).set("val", str(place))
    siblings = last.getparent().findall(_name("ser"))
    siblings[-1].addnext(series)
    return series


def _text_cache(part: Any, texts: Sequence[str]) -> None:
    _fill(part, "strCache", texts)


def _number_cache(part: Any, texts: Sequence[str]) -> None:
    _fill(part, "numCache", texts)


def _labels(series: Any, texts: Sequence[str]) -> None:
    """Let labels tell as many places as the report gives."""
    shown = series.find(f"{_name('dLbls')}/{_name('numFmt')}")
    places = max((len(text.partition(".")[2]) for text in texts), default=0)
    if shown is not None and places:
        shown.set("formatCode", f"0.{'0' * places}")


def _fill(part: Any, tag: str, texts: Sequence[str]) -> None:
    """Put texts into what a chart keeps of the cells it was drawn from; an empty one is none."""
    if part is None or (kept := part.find(f".//{_name(tag)}")) is None:
        return
    for old in [*kept.findall(_name("pt")), *kept.findall(_name("ptCount"))]:
        kept.remove(old)
    _below(kept, "ptCount").set("val", str(len(texts)))
    for place, text in enumerate(texts):
        if text:
            point = _below(kept, "pt")
            point.set("idx", str(place))
            _below(point, "v").text = text


def _below(element: Any, tag: str) -> Any:
    made = element.makeelement(_name(tag))
    element.append(made)
    return made
