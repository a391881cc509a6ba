"""The face of a mapping file: pydantic models of every key that it may hold.

What a key means is in the catalogues (`key_mapping_…`), from where the JSON Schema and the
reference take it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema
from pydantic import Field as Key

from engine.definition.words import Face, Word, Words, one_or_many
from engine.service.intake.mapping import CellKind


def _whatever(value: Any) -> Any:
    return value


Anything = Annotated[Any, BeforeValidator(_whatever), WithJsonSchema({})]
Conditions = Annotated[
    Annotated[dict[str, Anything], Tag("~one")]
    | Annotated[list[dict[str, Anything]], Tag("~many")],
    Discriminator(one_or_many),
]
Lines = Annotated[
    Annotated[int, Tag("~one")] | Annotated[list[int], Tag("~many")],
    Discriminator(one_or_many),
]


class MappingColumnFace(Face):
    """What a column holds."""

    also: Words | None = None
    field: Word | None = None
    kind: CellKind | None = None
    date: Word | None = None
    year: int | None = Key(default=None, ge=1900, le=2200)
    times: int | float | None = None
    values: dict[str, Anything] | None = None
    match: Literal["folded", "exact"] = "folded"
    empty: Words | None = None
    default: Word | None = None
    required: bool = False
    optional: bool = False
    fill_down: bool = False


class MappingLayoutFace(Face):
    """How the file is written."""

    type: Literal["csv", "excel"] | None = None
    encoding: Word | None = None
    delimiter: Word = ","
    sheets: Words | None = None
    header: Lines | None = None
    footers: Words | None = None
    others: Literal["refuse", "ignore"] = "refuse"


class MappingOpenFace(Face):
    """How a row opens its case."""

    on: Word
    columns: list[Word] = Key(default=[], alias="with")
    set: dict[str, Anything] = {}


class MappingActFace(Face):
    """An act of a row."""

    event: Word
    on: Word
    when: Conditions | None = None
    columns: list[Word] = Key(default=[], alias="with")
    set: dict[str, Anything] = {}


class MappingFile(Face):
    """A mapping."""

    mapping: Word
    workflow: Word
    key: Words
    columns: dict[str, MappingColumnFace]
    open: MappingOpenFace
    file: MappingLayoutFace = MappingLayoutFace()
    ignored: list[Word] = []
    acts: list[MappingActFace] = []
    again: Literal["acts", "nothing"] = "acts"
