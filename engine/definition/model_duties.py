"""The face of duties."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema
from pydantic import Field as Key
from pydantic_core import PydanticCustomError

from engine.definition.model_clocks import StepFace
from engine.definition.model_columns import Titled
from engine.definition.words import Count, Expr, Face, Spans, Title, Word, Words, one_or_many

EVERY = ("day", "working day", "week", "month", "quarter", "year", "holiday", "whole")


def _quota(value: Any) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number or (isinstance(value, str) and value.startswith("setting.")):
        return value
    raise PydanticCustomError("definition_number_wanted", "quota", {"value": str(value)})


Quota = Annotated[
    Any, BeforeValidator(_quota), WithJsonSchema({"type": ["number", "string"], "minimum": 0})
]
Ladder = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[list[StepFace], Tag("~many")],
    Discriminator(one_or_many),
]


class CountsFace(Face):
    """Which event of other cases counts."""

    workflow: Word
    event: Word
    when: Expr | None = None


class DrawFace(Face):
    """What is drawn by lot in every period."""

    from_: Expr = Key(alias="from")
    count: Count = 1
    no_repeat: Literal["round", "ever"] | None = None
    apart: bool = False
    open: Word | None = None
    as_: Word | None = Key(default=None, alias="as")
    with_: dict[str, Expr] = Key(default_factory=dict, alias="with")


class DutyFace(Face):
    """What is owed again in every period."""

    title: Title
    clause: Title | None = None
    case_number: Word | None = None
    every: Literal["day", "working day", "week", "month", "quarter", "year", "holiday", "whole"]
    while_: Words = Key(alias="while")
    each: Expr | None = None
    owed_by: Words
    jointly: Literal["organisation"] | None = None
    at_least: Quota = 1
    sum: Expr | None = None
    counts: CountsFace | None = None
    proof: dict[str, Titled] = {}
    draw: DrawFace | None = None
    by: Word | None = None
    roll: Word | None = None
    partial: Literal["owed", "skip"] = "owed"
    warn: Spans = []
    overdue: Ladder = []
    closes_with: list[StepFace] = []
