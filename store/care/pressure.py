"""How much waits at this moment, asked of indexes alone: cheap enough to be asked every minute."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.kernel.case import Value
from store.codec import maybe_instant, micros
from store.faults import told

if TYPE_CHECKING:
    from store.sessions import Session

_DUE = "SELECT count(*), min(next_due_at) FROM cases WHERE next_due_at <= {now}"
_INCIDENTS = "SELECT count(*) FROM incidents WHERE status = 'open'"
_WAITING = (
    "SELECT (SELECT count(*) FROM outbox WHERE status IN ('waiting', 'leased')) + "
    "(SELECT count(*) FROM deliveries WHERE status IN ('waiting', 'leased'))"
)
_PARKED = "SELECT count(*) FROM deliveries WHERE status = 'parked'"


class Pressure(Value, kw_only=True):
    """Cases in which something is due and since when, open incidents, messages on their way.

    `waiting` messages leave by themselves, `parked` ones when somebody has seen to them.
    """

    due: int
    oldest_due: dt.datetime | None
    incidents: int
    waiting: int
    parked: int


def pressure(session: Session, now: dt.datetime) -> Pressure:
    """Return how much waits as of now; raise StoreError."""
    with told(session.location):
        due, oldest = _row(session, _DUE.format(now=micros(now)))
        return Pressure(
            due=due,
            oldest_due=maybe_instant(oldest),
            incidents=_row(session, _INCIDENTS)[0],
            waiting=_row(session, _WAITING)[0],
            parked=_row(session, _PARKED)[0],
        )


def _row(session: Session, sql: str) -> tuple[Any, ...]:
    return session.query(sql, ())[1][0]
