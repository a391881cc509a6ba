"""What is written on a wall chart, read from the template beside a definition or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.problems import found, unknown_key
from engine.definition.source import read
from engine.definition.workflow import Text
from engine.errors import InputError
from runtime.shipped import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.definition.problems import Finding
    from engine.definition.workflow import Workflow

FILE_NAME = "wallchart.yaml"
PLACE = "{place}"


class WallTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """The title of a chart, what its rows are called, and the marks that it shows by name."""

    title: Text
    body: Text = Text(zh="单位", en="Organisation")
    marks: dict[str, Text] = {}


def wall_template(workflow: Workflow, file: Path | None) -> WallTemplate:
    """Return the template of a file, or the one beside the shipped definition.

    A definition without one lends its own title. Raise InputError with all problems of a file
    that is no template.
    """
    beside = FOLDER / workflow.name / FILE_NAME
    chosen = file or (beside if beside.is_file() else None)
    if chosen is None:
        return WallTemplate(title=workflow.title)
    given = read(chosen.read_bytes(), str(chosen))
    problems = given.problems or list(given.locate(_check(given.data)))
    if problems:
        raise InputError("wallchart_template", problems, file=str(chosen))
    data = given.data
    marks = {str(name): _text(each) for name, each in data.get("marks", {}).items()}
    said = {name: _text(data[name]) for name in ("title", "body") if name in data}
    return WallTemplate(**said, marks=marks)


def _text(given: Any) -> Text:
    """Return a text; one that is written once stands for both languages."""
    return Text(zh=given, en=given) if isinstance(given, str) else msgspec.convert(given, Text)


def _check(data: dict[str, Any]) -> Iterator[Finding]:
    """Yield what keeps a file from being a template."""
    keys = WallTemplate.__struct_fields__
    for key in data:
        if key not in keys:
            yield unknown_key(key, code="wallchart_key_unknown", name=str(key), known=keys)
    if "title" not in data:
        yield found(code="wallchart_title_missing")
    for key in ("title", "body"):
        if key in data and not _is_text(data[key]):
            yield found(key, code="wallchart_no_text")
    marks = data.get("marks", {})
    if not isinstance(marks, dict):
        yield found("marks", code="wallchart_no_marks")
        return
    for name, each in marks.items():
        if not _is_text(each):
            yield found("marks", name, code="wallchart_no_text")


def _is_text(given: Any) -> bool:
    """Return whether something is written once, or in both languages and no other."""
    if isinstance(given, dict):
        said = list(given.values())
        return set(given) == set(Text.__struct_fields__) and all(map(_is_written, said))
    return _is_written(given)


def _is_written(given: Any) -> bool:
    return isinstance(given, str) and bool(given.strip())
