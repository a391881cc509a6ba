"""The types of columns, or of the parts of a proof, and the titles that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.model_columns import PartFace
from engine.definition.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.value import Text
    from engine.definition.workflow import FieldType


def types_of(columns: Mapping[str, FieldType | PartFace]) -> dict[str, FieldType]:
    """Return the types of columns by name."""
    return {name: one.type if isinstance(one, PartFace) else one for name, one in columns.items()}


def titles_of(columns: Mapping[str, FieldType | PartFace]) -> dict[str, Text]:
    """Return the titles of those columns that have one."""
    return {
        name: text_of(one.title, name)
        for name, one in columns.items()
        if isinstance(one, PartFace) and one.title is not None
    }
