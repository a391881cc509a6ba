"""What a report says: every figure as text, and what it was counted from."""

from __future__ import annotations

import datetime as dt

from engine.kernel.case import Value


class Figure(Value, kw_only=True):
    """A figure over the period, the one before, the change between them, and in all."""

    name: str
    title: str
    period: str
    before: str
    change: str
    total: str


class CountData(Value, kw_only=True):
    """Figures of a workflow, in the order of the report."""

    name: str
    title: str
    figures: tuple[Figure, ...]


class RankingData(Value, kw_only=True):
    """A ranking: the titles of its columns, and its lines, the first column a name."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class LateData(Value, kw_only=True):
    """An organisation, how much of it is late, and by how many working days at most."""

    organisation: str
    count: str
    days: str


class ChartData(Value, kw_only=True):
    """A chart: what stands below its columns, and each row of columns by name."""

    title: str
    labels: tuple[str, ...]
    series: dict[str, tuple[str, ...]]


class Checkpoint(Value, kw_only=True):
    """All histories at one moment under one digest."""

    digest: str
    cases: int
    entries: int
    sealed_at: dt.datetime


class ReportData(Value, kw_only=True):
    """A report as it was made; what is printed is this and nothing else.

    `definitions` says of each rate what it is divided by and how it is rounded.
    """

    format: int = 1
    report: str
    language: str
    title: str
    number: str
    issuer: str
    period: str
    first: dt.date
    last: dt.date
    before: str
    since: dt.date | None = None
    as_of: dt.date
    known_at: dt.datetime
    known: str
    made_on: dt.date
    distribution: dict[str, tuple[str, ...]] = {}
    headings: dict[str, str] = {}
    texts: dict[str, str] = {}
    counts: tuple[CountData, ...]
    rankings: tuple[RankingData, ...] = ()
    late_title: str = ""
    late: tuple[LateData, ...] = ()
    chart: ChartData | None = None
    definitions: tuple[str, ...] = ()
    checkpoint: Checkpoint
