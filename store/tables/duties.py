"""What is owed in periods: who owed what when, and the acts that count for it."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import text as sql

from store.tables.base import date, flag, instant, key, maybe_key, metadata, number, relative

# One case for each period and each that owes it, whoever sweeps however often.
duties = Table(
    "duties",
    metadata,
    key("case_id", relative(), primary_key=True),
    key("host_id", relative()),
    key("root_id", relative()),
    key("workflow"),
    key("duty"),
    key("owner"),
    key("item"),
    date("starts_on"),
    date("ends_on"),
    maybe_key("counts_workflow"),
    maybe_key("counts_event"),
    instant("opened_at"),
    instant("closed_at", nullable=True),
    UniqueConstraint("host_id", "duty", "ends_on", "owner", "item"),
)

_OPEN = sql("closed_at IS NULL")

Index("ix_duties_root_id", duties.c.root_id, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index(
    "ix_duties_counts",
    duties.c.counts_workflow,
    duties.c.counts_event,
    duties.c.ends_on,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("ix_duties_workflow_duty", duties.c.workflow, duties.c.duty, duties.c.ends_on)

# `fresh` until every duty was looked up that may count it.
counted_acts = Table(
    "counted_acts",
    metadata,
    key("case_id", relative()),
    number("seq"),
    key("workflow"),
    key("event"),
    date("occurred_on"),
    instant("known_at"),
    *flag("fresh"),
    PrimaryKeyConstraint("case_id", "seq"),
)

Index(
    "ix_counted_acts_workflow_event",
    counted_acts.c.workflow,
    counted_acts.c.event,
    counted_acts.c.occurred_on,
)
Index(
    "ix_counted_acts_fresh",
    counted_acts.c.known_at,
    sqlite_where=sql("fresh = 1"),
    postgresql_where=sql("fresh = 1"),
)

# Which acts a duty's case has looked at, whether they counted or not.
weighed_acts = Table(
    "weighed_acts",
    metadata,
    key("duty_id", relative()),
    key("case_id", relative()),
    number("seq"),
    PrimaryKeyConstraint("duty_id", "case_id", "seq"),
    sqlite_with_rowid=False,
)

# What the duties of any published definition count.
counted_kinds = Table(
    "counted_kinds",
    metadata,
    key("workflow"),
    key("event"),
    PrimaryKeyConstraint("workflow", "event"),
    sqlite_with_rowid=False,
)
