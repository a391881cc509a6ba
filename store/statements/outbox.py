"""Taking messages out of the outbox under a lease, and saying what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, literal_column, null, or_, select, text, update

from store.statements.cases import listed
from store.tables import cases, outbox

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement

# Literals, not parameters: the index is partial.
_OPEN = text("status IN ('waiting', 'leased')")
_UNSENT: list[ColumnElement[str]] = [
    literal_column(f"'{status}'") for status in ("waiting", "held", "parked")
]
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
        "message_addressed": leased.values(
            status=literal_column("'addressed'"), lease_until=null(), error=null()
        ),
        "message_held": leased.values(
            status=literal_column("'held'"), lease_until=null(), held_at=bindparam("now")
        ),
        "message_parked": leased.values(
            status=literal_column("'parked'"), lease_until=null(), error=bindparam("why")
        ),
    }


def _done_by_people() -> dict[str, ClauseElement]:
    """Return what people may do with a message: give it up, confirm it, have it tried again."""
    one = update(outbox).where(outbox.c.key == bindparam("which"))
    return {
        "message_dropped": one.where(outbox.c.status.in_(_UNSENT)).values(
            status=literal_column("'dropped'")
        ),
        "message_confirmed": one.where(outbox.c.status == literal_column("'held'")).values(
            status=literal_column("'waiting'"),
            confirmed_by=bindparam("person"),
            confirmed_at=bindparam("now"),
        ),
        "message_readdressed": one.where(outbox.c.status == literal_column("'addressed'")).values(
            status=literal_column("'waiting'")
        ),
        "message_retried": one.where(outbox.c.status == literal_column("'parked'")).values(
            status=literal_column("'waiting'"),
            send_after=bindparam("retry_at"),
            attempts=literal_column("0"),
        ),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {
        "claim": _claim(dialect),
        **_marks(),
        **_done_by_people(),
        "message": select(*outbox.c).where(outbox.c.key == bindparam("which")),
        "message_lines": select(*outbox.c, cases.c.number)
        .join_from(outbox, cases, cases.c.id == outbox.c.case_id)
        .where(listed(dialect, outbox.c.status, "statuses"))
        .where(
            or_(
                bindparam("of_case") == literal_column("''"),
                outbox.c.case_id == bindparam("case_id"),
            )
        )
        .order_by(outbox.c.send_after, outbox.c.key)
        .limit(bindparam("limit")),
        "outbox_counts": select(outbox.c.status, func.count()).group_by(outbox.c.status),
        "parked": select(*outbox.c)
        .where(outbox.c.status == literal_column("'parked'"))
        .order_by(outbox.c.send_after, outbox.c.key),
    }
