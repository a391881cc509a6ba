"""What cases run on: published definitions, calendars, directories, and facts of this database."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from store.tables.base import check, date, instant, key, maybe_key, metadata, number, text

meta = Table(
    "meta",
    metadata,
    key("key", primary_key=True),
    text("value"),
    sqlite_with_rowid=False,
)

definitions = Table(
    "definitions",
    metadata,
    key("workflow"),
    number("version"),
    text("text"),
    key("hash"),
    text("compiled"),
    number("compiled_format"),
    instant("published_at"),
    key("published_by"),
    PrimaryKeyConstraint("workflow", "version"),
    check("counted_from_1", "version >= 1"),
)


def _revisions(name: str) -> Table:
    """Return a table of bodies of one kind, each name with its numbered revisions."""
    return Table(
        name,
        metadata,
        key("name"),
        key("revision"),
        number("seq"),
        instant("recorded_at"),
        text("body"),
        PrimaryKeyConstraint("name", "revision"),
        UniqueConstraint("name", "seq"),
    )


calendars = _revisions("calendars")
profiles = _revisions("profiles")
# What is written to people about the cases of a workflow.
texts = _revisions("texts")

directory_revisions = Table(
    "directory_revisions",
    metadata,
    key("revision", primary_key=True),
    number("seq", unique=True),
    instant("recorded_at"),
    text("body"),
)

# The newest directory as rows, for queries; the bodies above are what the engine reads.
organisations = Table(
    "organisations",
    metadata,
    key("id", primary_key=True),
    text("name_zh"),
    text("name_en"),
    key("kind"),
    maybe_key("level"),
    maybe_key("superior"),
    maybe_key("serves"),
    maybe_key("sector"),
    date("since", nullable=True),
    date("until", nullable=True),
)

people = Table(
    "people",
    metadata,
    key("id", primary_key=True),
    text("name_zh"),
    text("name_en"),
)

posts = Table(
    "posts",
    metadata,
    number("place", primary_key=True, autoincrement=False),
    key("organisation"),
    key("office"),
    key("person"),
    date("since", nullable=True),
    date("until", nullable=True),
)
