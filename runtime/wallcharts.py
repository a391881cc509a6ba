"""What is written on a wall chart, read from the template beside a definition or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from engine.definition.workflow import Text
from engine.errors import InputError
from runtime.shipped import FOLDER, plain

if TYPE_CHECKING:
    from pathlib import Path

    from engine.definition.workflow import Workflow

FILE_NAME = "wallchart.yaml"
PLACE = "{place}"


class WallTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The title of a chart, what its rows are called, and the marks that it shows by name."""

    title: Text
    body: Text = Text(zh="单位", en="Organisation")
    marks: dict[str, Text] = {}


def wall_template(workflow: Workflow, file: Path | None) -> WallTemplate:
    """Return the template of a file, or the one beside the shipped definition.

    A definition without one lends its own title. Raise InputError for a file that is no template.
    """
    beside = FOLDER / workflow.name / FILE_NAME
    chosen = file or (beside if beside.is_file() else None)
    if chosen is None:
        return WallTemplate(title=workflow.title)
    try:
        data: Any = plain(chosen)
        return msgspec.convert(data, WallTemplate)
    except (OSError, UnicodeDecodeError, msgspec.ValidationError) as fault:
        raise InputError("wallchart_template", file=str(chosen), detail=str(fault)) from fault
