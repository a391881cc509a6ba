"""The face of what has a type and, where it is shown to people, a title."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Tag

from engine.definition.words import Face, Title, one_or_mapping
from engine.definition.workflow import FieldType


class PartFace(Face):
    """A column of a table, or a part of a proof."""

    type: FieldType
    title: Title | None = None


Titled = Annotated[
    Annotated[FieldType, Tag("~one")] | Annotated[PartFace, Tag("~mapping")],
    Discriminator(one_or_mapping),
]
