"""What a correction must know: who did something in a family since, and which messages wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, literal_column, or_, select

from store.tables import cases, deliveries, history, outbox

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement

_BY_ITSELF: list[ColumnElement[str]] = [literal_column("'step'"), literal_column("'passed'")]
_STILL_HERE: list[ColumnElement[str]] = [
    literal_column(f"'{status}'")
    for status in ("waiting", "addressed", "parked", "held", "dropped")
]
_LEAVING: list[ColumnElement[str]] = [literal_column("'leased'"), literal_column("'sent'")]


def _has_left() -> ColumnElement[bool]:
    """Return whether a message is leaving or has left for somebody, by itself or in a digest."""
    digest = deliveries.alias("digest")
    told = exists().where(digest.c.key == deliveries.c.folded_into, digest.c.status.in_(_LEAVING))
    return exists().where(
        deliveries.c.message_key == outbox.c.key, or_(deliveries.c.status.in_(_LEAVING), told)
    )


def statements(dialect: str) -> dict[str, ClauseElement]:  # noqa: ARG001
    """Return the statements of this part."""
    return {
        "family_since": select(
            history.c.case_id,
            history.c.seq,
            history.c.kind,
            history.c.event,
            history.c.actor,
            history.c.occurred_at,
            history.c.recorded_at,
        )
        .join(cases, cases.c.id == history.c.case_id)
        .where(
            cases.c.root_id == bindparam("root_id"),
            history.c.recorded_at >= bindparam("since"),
            history.c.kind.not_in(_BY_ITSELF),
        )
        .order_by(history.c.recorded_at, history.c.case_id, history.c.seq),
        "drop_message": delete(outbox).where(
            outbox.c.key == bindparam("key"), outbox.c.status.in_(_STILL_HERE), ~_has_left()
        ),
    }
