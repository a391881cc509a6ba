"""Taking messages out of the outbox under a lease, and saying what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, literal_column, null, or_, select, text, update

from store.tables import outbox

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement

# Literals, not parameters: the index is partial.
_OPEN = text("status IN ('waiting', 'leased')")
_LEASED: ColumnElement[str] = literal_column("'leased'")


def _claim(dialect: str) -> ClauseElement:
    free = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now"))
    chosen = (
        select(outbox.c.key)
        .where(_OPEN, outbox.c.send_after <= bindparam("now"), free)
        .order_by(outbox.c.send_after, outbox.c.key)
        .limit(bindparam("limit"))
    )
    if dialect == "postgresql":
        chosen = chosen.with_for_update(skip_locked=True)
    return (
        update(outbox)
        .where(outbox.c.key.in_(chosen.scalar_subquery()))
        .values(
            status=_LEASED,
            lease_until=bindparam("until"),
            attempts=outbox.c.attempts + literal_column("1"),
        )
        .returning(*outbox.c)
    )


def _marks() -> dict[str, ClauseElement]:
    """Return what may become of a message; only one that is leased is sent, parked or put back."""
    one = update(outbox).where(outbox.c.key == bindparam("which"))
    leased = one.where(outbox.c.status == _LEASED)
    return {
        "message_sent": leased.values(
            status=literal_column("'sent'"),
            sent_at=bindparam("now"),
            lease_until=null(),
            error=null(),
        ),
        "message_again": leased.values(
            status=literal_column("'waiting'"),
            send_after=bindparam("retry_at"),
            lease_until=null(),
            error=bindparam("why"),
        ),
        "message_parked": leased.values(
            status=literal_column("'parked'"), lease_until=null(), error=bindparam("why")
        ),
        "message_retried": one.where(outbox.c.status == literal_column("'parked'")).values(
            status=literal_column("'waiting'"), send_after=bindparam("retry_at")
        ),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {
        "claim": _claim(dialect),
        **_marks(),
        "outbox_counts": select(outbox.c.status, func.count()).group_by(outbox.c.status),
        "parked": select(*outbox.c)
        .where(outbox.c.status == literal_column("'parked'"))
        .order_by(outbox.c.send_after, outbox.c.key),
    }
