"""Messages on their way to people: addressed once, taken under a lease, marked, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, literal_column, null, or_, select, text, update

from store.statements.cases import insert_missing, listed
from store.tables import cases, deliveries, outbox

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement, Select

# Literals, not parameters: the index is partial.
_OPEN = text("status IN ('waiting', 'leased')")


def _word(status: str) -> ColumnElement[str]:
    return literal_column(f"'{status}'")


def _free() -> ColumnElement[bool]:
    lease = deliveries.c.lease_until
    return or_(lease.is_(None), lease <= bindparam("now"))


def _claim(dialect: str) -> ClauseElement:
    """Take what may leave now, but for the channels in `passing`."""
    chosen = (
        select(deliveries.c.key)
        .where(_OPEN, deliveries.c.send_after <= bindparam("now"), _free())
        .where(~listed(dialect, deliveries.c.channel, "passing"))
        .order_by(deliveries.c.send_after, deliveries.c.key)
        .limit(bindparam("limit"))
    )
    if dialect == "postgresql":
        chosen = chosen.with_for_update(skip_locked=True)
    return (
        update(deliveries)
        .where(deliveries.c.key.in_(chosen.scalar_subquery()))
        .values(
            status=_word("leased"),
            lease_until=bindparam("until"),
            attempts=deliveries.c.attempts + literal_column("1"),
        )
        .returning(*deliveries.c)
    )


def _marks() -> dict[str, ClauseElement]:
    """Return what may become of a delivery; only one that is leased is sent, or has failed."""
    one = update(deliveries).where(deliveries.c.key == bindparam("which"))
    leased = one.where(deliveries.c.status == _word("leased"))
    why: dict[str, Any] = {"error": bindparam("why"), "error_facts": bindparam("about")}
    done = {"lease_until": null(), "error": null(), "error_facts": null()}
    here = [_word("waiting"), _word("parked")]
    return {
        "delivery_sent": leased.values(status=_word("sent"), sent_at=bindparam("now"), **done),
        "delivery_again": leased.values(
            status=_word("waiting"), send_after=bindparam("retry_at"), lease_until=null(), **why
        ),
        "delivery_parked": leased.values(status=_word("parked"), lease_until=null(), **why),
        "delivery_empty": leased.values(status=_word("dropped"), **done),
        "delivery_released": leased.values(
            status=_word("waiting"),
            lease_until=null(),
            attempts=deliveries.c.attempts - literal_column("1"),
        ),
        "delivery_retried": one.where(deliveries.c.status == _word("parked")).values(
            status=_word("waiting"), send_after=bindparam("retry_at"), attempts=literal_column("0")
        ),
        "delivery_dropped": one.where(deliveries.c.status.in_(here)).values(
            status=_word("dropped")
        ),
        "delivery_forgotten": delete(deliveries).where(
            deliveries.c.key == bindparam("which"), deliveries.c.status == _word("parked")
        ),
    }


def _lines() -> Select[tuple[object, ...]]:
    return (
        select(*deliveries.c, cases.c.number, outbox.c.about, outbox.c.occurred_at)
        .join_from(deliveries, cases, cases.c.id == deliveries.c.case_id)
        .join(outbox, outbox.c.key == deliveries.c.message_key, isouter=True)
    )


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    due = deliveries.c.send_after <= bindparam("now")
    return {
        "insert_deliveries": insert_missing(dialect, deliveries),
        "claim_deliveries": _claim(dialect),
        **_marks(),
        "delivery": select(*deliveries.c).where(deliveries.c.key == bindparam("which")),
        "folded": select(*outbox.c)
        .join_from(deliveries, outbox, outbox.c.key == deliveries.c.message_key)
        .where(deliveries.c.folded_into == bindparam("which"))
        .order_by(outbox.c.occurred_at, outbox.c.seq, outbox.c.key),
        "delivery_lines": _lines()
        .where(listed(dialect, deliveries.c.status, "statuses"))
        .where(or_(bindparam("of_case") == _word(""), deliveries.c.case_id == bindparam("case_id")))
        .order_by(deliveries.c.send_after, deliveries.c.key)
        .limit(bindparam("limit")),
        "delivery_counts": select(deliveries.c.status, func.count()).group_by(deliveries.c.status),
        "deliveries_due": select(deliveries.c.channel, func.count())
        .where(_OPEN, due, _free())
        .group_by(deliveries.c.channel),
        "oldest_due": select(func.min(deliveries.c.send_after)).where(_OPEN, due),
    }
