"""The face of ledgers and figures: pydantic models of what a file says of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Tag
from pydantic import Field as Key

from engine.definition.ledgers import CASE, Paper
from engine.definition.words import Expr, Face, Title, Word, Words, one_or_mapping


class LedgerColumnFace(Face):
    """A column with more than its value."""

    title: Title | None = None
    value: Expr
    total: bool = False


LedgerColumn = Annotated[
    Annotated[Expr, Tag("~one")] | Annotated[LedgerColumnFace, Tag("~mapping")],
    Discriminator(one_or_mapping),
]


class LedgerFace(Face):
    """A table of cases, acts or elements of a field."""

    title: Title
    row: Word = CASE
    events: Words = []
    when: Expr | None = None
    columns: dict[str, LedgerColumn]
    paper: Paper = "A4"


class FigureFace(Face):
    """A number counted from cases, or a rate of two."""

    title: Title
    count: Word | None = None
    events: Words = []
    on: Expr | None = None
    when: Expr | None = None
    sum: Expr | None = None
    ratio: list[Word] = []
    places: int = Key(default=2, ge=0, le=6)
    basis: Title | None = None
