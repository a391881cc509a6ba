"""What is written beside a case: its history, private texts, messages, papers and numbers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql

from store.tables.base import (
    check,
    date,
    instant,
    key,
    maybe_key,
    metadata,
    number,
    one_of,
    relative,
    text,
)

# No row ids on SQLite: REPLACE by a row id would pass the trigger that guards the key.
history = Table(
    "history",
    metadata,
    key("case_id", ForeignKey("cases.id")),
    number("seq"),
    key("kind"),
    key("event"),
    maybe_key("source"),
    maybe_key("target"),
    key("actor"),
    instant("occurred_at"),
    instant("recorded_at"),
    text("text"),
    key("hash"),
    key("previous"),
    number("hash_version"),
    PrimaryKeyConstraint("case_id", "seq"),
    check("counted_from_1", "seq >= 1"),
    sqlite_with_rowid=False,
)

Index(
    "ix_history_attached",
    history.c.case_id,
    history.c.seq,
    sqlite_where=sql("kind = 'attached'"),
    postgresql_where=sql("kind = 'attached'"),
)

# The salt and the text go when a person's words are erased; the commitment stays.
private_texts = Table(
    "private_texts",
    metadata,
    key("case_id"),
    number("seq"),
    key("field"),
    maybe_key("salt"),
    text("text", nullable=True),
    key("commitment"),
    PrimaryKeyConstraint("case_id", "seq", "field"),
    ForeignKeyConstraint(["case_id", "seq"], ["history.case_id", "history.seq"]),
    check("erased_whole", "(salt IS NULL) = (text IS NULL)"),
)

outbox = Table(
    "outbox",
    metadata,
    key("key", primary_key=True),
    key("case_id", ForeignKey("cases.id")),
    number("seq"),
    key("kind"),
    text("roles"),
    text("about"),
    instant("occurred_at"),
    instant("send_after"),
    key("status"),
    number("attempts"),
    instant("lease_until", nullable=True),
    instant("sent_at", nullable=True),
    text("error", nullable=True),
    # What is nullable here came later than the rows of older databases.
    instant("recorded_at", nullable=True),
    number("confirm_late", nullable=True),
    instant("held_at", nullable=True),
    maybe_key("confirmed_by"),
    instant("confirmed_at", nullable=True),
    one_of("status", "waiting", "leased", "addressed", "sent", "parked", "held", "dropped"),
    check("leased_until", "(status = 'leased') = (lease_until IS NOT NULL)"),
    check("sent_when_sent", "(status = 'sent') = (sent_at IS NOT NULL)"),
    check("parked_with_a_reason", "status <> 'parked' OR error IS NOT NULL"),
    check("attempts_count_up", "attempts >= 0"),
    check("held_since", "status <> 'held' OR held_at IS NOT NULL"),
    check("confirmed_by_somebody", "(confirmed_at IS NULL) = (confirmed_by IS NULL)"),
)

Index(
    "ix_outbox_to_send",
    outbox.c.send_after,
    outbox.c.key,
    sqlite_where=sql("status IN ('waiting', 'leased')"),
    postgresql_where=sql("status IN ('waiting', 'leased')"),
)
Index("ix_outbox_case_id", outbox.c.case_id)

papers = Table(
    "papers",
    metadata,
    key("key", primary_key=True),
    key("case_id", ForeignKey("cases.id")),
    number("seq"),
    key("document"),
    text("addressees"),
    text("copies"),
    instant("drafted_at"),
    key("status"),
    text("number", nullable=True),
    maybe_key("signed_by"),
    instant("signed_at", nullable=True),
    maybe_key("sent_by"),
    date("sent_on", nullable=True),
    instant("sent_at", nullable=True),
    instant("deemed_at", nullable=True),
    maybe_key("receipted_by"),
    date("receipted_on", nullable=True),
    instant("receipted_at", nullable=True),
    maybe_key("voided_by"),
    instant("voided_at", nullable=True),
    maybe_key("number_key"),
    one_of("status", "draft", "signed", "sent", "receipted", "void"),
    check("sent_on_and_at", "(sent_on IS NULL) = (sent_at IS NULL)"),
    check("receipted_after_sending", "receipted_at IS NULL OR sent_at IS NOT NULL"),
    check("receipted_on_and_at", "(receipted_on IS NULL) = (receipted_at IS NULL)"),
)

Index("ix_papers_case_id", papers.c.case_id)
Index(
    "ix_papers_number_key",
    papers.c.number_key,
    sqlite_where=sql("number_key IS NOT NULL"),
    postgresql_where=sql("number_key IS NOT NULL"),
)
Index(
    "ix_papers_drafted_at",
    papers.c.drafted_at,
    papers.c.key,
    sqlite_where=sql("status = 'draft'"),
    postgresql_where=sql("status = 'draft'"),
)

counters = Table(
    "counters",
    metadata,
    key("office"),
    key("series"),
    number("year"),
    number("value"),
    PrimaryKeyConstraint("office", "series", "year"),
    check("counts_up", "value >= 0"),
    sqlite_with_rowid=False,
)

imports = Table(
    "imports",
    metadata,
    key("key", primary_key=True),
    key("case_id", relative()),
    sqlite_with_rowid=False,
)
