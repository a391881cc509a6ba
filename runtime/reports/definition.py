"""A report as an office defines it: what it counts, whom it goes to, and its document."""

from __future__ import annotations

from typing import Literal

from engine.definition.value import Text, Value


class Count(Value, kw_only=True):
    """Figures of a workflow."""

    name: str
    title: Text
    workflow: str
    figures: tuple[str, ...]


class Ranking(Value, kw_only=True):
    """Figures by what an expression gives, in order of one of them, the highest first.

    With a `level` (and a `kind`) it is by the organisation of that level at or above what the
    expression gives, and every such organisation has a line.
    """

    name: str
    title: Text
    head: Text
    of: str
    by: str
    level: str | None = None
    kind: str | None = None
    figures: tuple[str, ...]
    order: str
    span: Literal["period", "total"] = "total"


class Late(Value, kw_only=True):
    """The organisations that an expression gives of cases for which `days` is above zero."""

    title: Text
    of: str
    by: str
    days: str


class Chart(Value, kw_only=True):
    """Figures of a ranking, drawn."""

    title: Text
    ranking: str
    figures: tuple[str, ...]


class Distribution(Value, kw_only=True):
    """To whom a report is addressed, reported, sent and copied."""

    to: tuple[Text, ...] = ()
    report: tuple[Text, ...] = ()
    send: tuple[Text, ...] = ()
    copy: tuple[Text, ...] = ()


class Report(Value, kw_only=True):
    """A report that is made of every week or month; `texts` are what a person writes into it."""

    name: str
    title: Text
    period: Literal["week", "month"]
    issuer: Text
    number: str
    since: Literal["year", "ever"] = "ever"
    distribution: Distribution = Distribution()
    texts: dict[str, Text] = {}
    counts: dict[str, Count]
    rankings: dict[str, Ranking] = {}
    late: Late | None = None
    chart: Chart | None = None
    template: bytes = b""
