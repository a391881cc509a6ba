"""The face of a report file: pydantic models of every key that it may hold.

What a key means is in the catalogues (`key_report_…`), from where the JSON Schema and the
reference take it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Key

from engine.definition.words import Expr, Face, Title, Word

PeriodKind = Literal["week", "month"]
Span = Literal["period", "before", "change", "total"]
Since = Literal["year", "ever"]


class ReportCountFace(Face):
    """Figures of a workflow, counted over the period, the one before it, and in all."""

    title: Title
    workflow: Word
    figures: list[Word]


class ReportRankingFace(Face):
    """A table with a line for each organisation or choice, the best first."""

    title: Title
    head: Title
    of: Word
    by: Expr
    level: Word | None = None
    kind: Word | None = None
    figures: list[Word]
    order: Word
    span: Literal["period", "total"] = "total"


class ReportLateFace(Face):
    """Organisations that are named for what is overdue."""

    title: Title
    of: Word
    by: Expr
    days: Expr


class ReportChartFace(Face):
    """A chart of figures of a ranking."""

    title: Title
    ranking: Word
    figures: list[Word]


class ReportDistributionFace(Face):
    """To whom a report goes."""

    to: list[Title] = []
    report: list[Title] = []
    send: list[Title] = []
    copy_: list[Title] = Key(default_factory=list, alias="copy")


class ReportFile(Face):
    """A report that is made of every week or month."""

    report: Word
    title: Title
    period: PeriodKind
    issuer: Title
    number: Word
    since: Since = "ever"
    distribution: ReportDistributionFace | None = None
    texts: dict[str, Title] = {}
    counts: dict[str, ReportCountFace]
    rankings: dict[str, ReportRankingFace] = {}
    late: ReportLateFace | None = None
    chart: ReportChartFace | None = None
