"""The tables, constraints, indexes and triggers of the database: the one place that says them."""

from __future__ import annotations

from store.tables.base import metadata
from store.tables.cases import cases, deadline_spans, deadlines, steps
from store.tables.identity import grants, tokens
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
)

__all__ = [
    "calendars",
    "cases",
    "counters",
    "deadline_spans",
    "deadlines",
    "definitions",
    "directory_revisions",
    "grants",
    "history",
    "imports",
    "meta",
    "metadata",
    "organisations",
    "outbox",
    "papers",
    "people",
    "posts",
    "private_texts",
    "profiles",
    "steps",
    "tokens",
]
