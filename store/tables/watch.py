"""What a scheduler leaves behind: which cases it could not settle, and when it last looked."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql

from store.tables.base import check, instant, key, maybe_key, metadata, number, one_of, text

# `about` is empty where the case itself stands still, else the step whose consequences failed:
# that one stands, nothing tries it again, and a person closes the incident.
incidents = Table(
    "incidents",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    key("about"),
    instant("first_at"),
    key("root_id", ForeignKey("cases.id")),
    number("seq"),
    instant("due_at", nullable=True),
    key("code"),
    text("facts"),
    instant("last_at"),
    number("tries"),
    instant("retry_at", nullable=True),
    key("status"),
    instant("closed_at", nullable=True),
    maybe_key("closed_by"),
    PrimaryKeyConstraint("case_id", "about", "first_at"),
    one_of("status", "open", "closed"),
    check("closed_when_closed", "(status = 'closed') = (closed_at IS NOT NULL)"),
    check("tried_at_least_once", "tries >= 1"),
    sqlite_with_rowid=False,
)

_OPEN = sql("status = 'open'")

Index(
    "ix_incidents_open",
    incidents.c.case_id,
    incidents.c.about,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("ix_incidents_passing", incidents.c.root_id, sqlite_where=_OPEN, postgresql_where=_OPEN)

ticks = Table(
    "ticks",
    metadata,
    key("process"),
    key("job"),
    instant("started_at"),
    instant("finished_at"),
    key("outcome"),
    text("counts"),
    maybe_key("code"),
    text("facts", nullable=True),
    PrimaryKeyConstraint("process", "job", "started_at"),
    one_of("outcome", "done", "failed", "refused"),
    check("done_or_why", "(outcome = 'done') = (code IS NULL)"),
    sqlite_with_rowid=False,
)

Index("ix_ticks_job", ticks.c.job, ticks.c.outcome, ticks.c.finished_at)
