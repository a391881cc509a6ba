"""Acts on many cases: what is to be done, and how far it has come."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, PrimaryKeyConstraint, Table, UniqueConstraint

from store.tables.base import check, instant, key, maybe_key, metadata, number, one_of, text

# `given` may hold personal texts, which the histories keep erasable: it goes with the last item.
bulk_jobs = Table(
    "bulk_jobs",
    metadata,
    number("id", primary_key=True, autoincrement=False),
    key("event"),
    text("given", nullable=True),
    text("chosen"),
    key("person"),
    instant("created_at"),
    instant("finished_at", nullable=True),
    check("keeps_nothing_when_finished", "(finished_at IS NULL) = (given IS NOT NULL)"),
)

bulk_items = Table(
    "bulk_items",
    metadata,
    Column("job_id", BigInteger, ForeignKey("bulk_jobs.id"), nullable=False),
    number("place"),
    key("case_id", ForeignKey("cases.id")),
    key("status"),
    maybe_key("code"),
    text("facts", nullable=True),
    PrimaryKeyConstraint("job_id", "place"),
    UniqueConstraint("job_id", "case_id"),
    one_of("status", "waiting", "done", "refused"),
    check("refused_for_a_reason", "(status = 'refused') = (code IS NOT NULL)"),
    sqlite_with_rowid=False,
)
