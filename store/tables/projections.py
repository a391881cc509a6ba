"""What lists ask that no case says in a column: what cases were, and for whom they wait."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, Table

from store.tables.base import check, instant, key, maybe_key, metadata, number, one_of, text

# What a case was from an entry of its history on; only ever appended, as deadline_spans are.
case_spans = Table(
    "case_spans",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    number("seq"),
    number("version"),
    key("state"),
    maybe_key("stage"),
    maybe_key("final"),
    maybe_key("organisation"),
    instant("from_at"),
    instant("recorded_at"),
    PrimaryKeyConstraint("case_id", "seq"),
    one_of("final", "done", "void"),
    check("counted_from_1", "seq >= 1 AND version >= 1"),
    sqlite_with_rowid=False,
)

# Where to look, never what is true: who an address reaches is asked when somebody reads.
# `what` is empty for the events of a case's state, else the key of a paper to be signed.
waiting = Table(
    "waiting",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    key("what"),
    key("address"),
    PrimaryKeyConstraint("case_id", "what", "address"),
    sqlite_with_rowid=False,
)

Index("ix_waiting_address", waiting.c.address, waiting.c.case_id)

saved_filters = Table(
    "saved_filters",
    metadata,
    key("person"),
    key("name"),
    text("body"),
    instant("saved_at"),
    PrimaryKeyConstraint("person", "name"),
    sqlite_with_rowid=False,
)
