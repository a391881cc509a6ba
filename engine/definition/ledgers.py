"""Ledgers and figures: what an office keeps of its cases as tables, and what it counts of them."""

from __future__ import annotations

from typing import Literal

from engine.definition.value import Text, Value

#: What a row of a ledger, or a unit of a figure, is: a case, an act, or an element of a field.
CASE, EVENT = "case", "event"
#: The name by which an expression speaks of the element of a field that a row is.
ROW = "row"

Paper = Literal["A3", "A4"]


class Column(Value, kw_only=True):
    """A column of a ledger; a `total` is summed at its foot."""

    name: str
    title: Text
    value: str
    total: bool = False


class Ledger(Value, kw_only=True):
    """A table with a row for every case, act, or element of a field that `when` holds for."""

    name: str
    title: Text
    row: str = CASE
    events: tuple[str, ...] = ()
    when: str | None = None
    columns: dict[str, Column] = {}
    paper: Paper = "A4"


class Figure(Value, kw_only=True):
    """A number that is counted from cases, or the rate of two such numbers in per cent.

    `on` is the day on which something counts, `basis` what a rate is of and how it is rounded.
    """

    name: str
    title: Text
    count: str | None = None
    events: tuple[str, ...] = ()
    on: str | None = None
    when: str | None = None
    sum: str | None = None
    ratio: tuple[str, str] | None = None
    places: int = 2
    basis: Text | None = None
