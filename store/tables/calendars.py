"""How a calendar changed by notices, and how far the cases have followed."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql

from store.tables.base import check, instant, key, metadata, number, text

# A change is said once; only how far it has come is ever written again. `cursor` is the last
# family that followed, in order of opening.
calendar_changes = Table(
    "calendar_changes",
    metadata,
    number("id", primary_key=True, autoincrement=False),
    key("calendar"),
    key("revision_before"),
    key("revision_after"),
    text("notices"),
    instant("at"),
    key("person"),
    key("cursor"),
    number("families"),
    number("moved"),
    number("kept"),
    instant("finished_at", nullable=True),
    check("changes_something", "revision_before <> revision_after"),
)

# One at a time: what a case is counted by before the next change is what the last one made.
Index(
    "ix_calendar_changes_unfinished",
    calendar_changes.c.calendar,
    unique=True,
    sqlite_where=sql("finished_at IS NULL"),
    postgresql_where=sql("finished_at IS NULL"),
)
