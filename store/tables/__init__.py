"""The tables, constraints, indexes and triggers of the database: the one place that says them."""

from __future__ import annotations

from store.tables.base import metadata
from store.tables.calendars import calendar_changes
from store.tables.cases import cases, deadline_spans, deadlines, steps
from store.tables.deliveries import deliveries
from store.tables.duties import counted_acts, counted_kinds, duties, weighed_acts
from store.tables.identity import grants, tokens
from store.tables.jobs import bulk_items, bulk_jobs
from store.tables.projections import case_spans, saved_filters, waiting
from store.tables.received import received_packages
from store.tables.records import (
    counters,
    history,
    imports,
    outbox,
    papers,
    private_texts,
)
from store.tables.registry import (
    calendars,
    definitions,
    directory_revisions,
    meta,
    organisations,
    people,
    posts,
    profiles,
    texts,
)
from store.tables.reports import report_templates, reports
from store.tables.watch import incidents, ticks

__all__ = [
    "bulk_items",
    "bulk_jobs",
    "calendar_changes",
    "calendars",
    "case_spans",
    "cases",
    "counted_acts",
    "counted_kinds",
    "counters",
    "deadline_spans",
    "deadlines",
    "definitions",
    "deliveries",
    "directory_revisions",
    "duties",
    "grants",
    "history",
    "imports",
    "incidents",
    "meta",
    "metadata",
    "organisations",
    "outbox",
    "papers",
    "people",
    "posts",
    "private_texts",
    "profiles",
    "received_packages",
    "report_templates",
    "reports",
    "saved_filters",
    "steps",
    "texts",
    "ticks",
    "tokens",
    "waiting",
    "weighed_acts",
]
