"""Messages on their way to people: one row for each message, channel and recipient."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Table
from sqlalchemy import text as sql

from store.tables.base import check, instant, key, maybe_key, metadata, number, one_of, text

# A digest stands for no message of its own: the rows that are folded into it say what it tells.
deliveries = Table(
    "deliveries",
    metadata,
    key("key", primary_key=True),
    maybe_key("message_key", ForeignKey("outbox.key", ondelete="CASCADE")),
    key("case_id", ForeignKey("cases.id")),
    key("channel"),
    key("recipient"),
    text("roles"),
    instant("send_after"),
    key("status"),
    number("attempts"),
    instant("lease_until", nullable=True),
    instant("sent_at", nullable=True),
    maybe_key("error"),
    text("error_facts", nullable=True),
    maybe_key("folded_into"),
    one_of("status", "waiting", "leased", "sent", "parked", "dropped", "folded"),
    check("leased_until", "(status = 'leased') = (lease_until IS NOT NULL)"),
    check("sent_when_sent", "(status = 'sent') = (sent_at IS NOT NULL)"),
    check("parked_with_a_reason", "status <> 'parked' OR error IS NOT NULL"),
    check("folded_into_a_digest", "(status = 'folded') = (folded_into IS NOT NULL)"),
    check("attempts_count_up", "attempts >= 0"),
)

Index(
    "ix_deliveries_to_send",
    deliveries.c.send_after,
    deliveries.c.key,
    sqlite_where=sql("status IN ('waiting', 'leased')"),
    postgresql_where=sql("status IN ('waiting', 'leased')"),
)
Index(
    "ix_deliveries_parked",
    deliveries.c.send_after,
    deliveries.c.key,
    sqlite_where=sql("status = 'parked'"),
    postgresql_where=sql("status = 'parked'"),
)
Index("ix_deliveries_message_key", deliveries.c.message_key)
Index("ix_deliveries_case_id", deliveries.c.case_id)
Index(
    "ix_deliveries_folded_into",
    deliveries.c.folded_into,
    sqlite_where=sql("folded_into IS NOT NULL"),
    postgresql_where=sql("folded_into IS NOT NULL"),
)
