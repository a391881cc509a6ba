"""A few figures that tell whether an office's database is being looked after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.kernel.case import Value
from store.codec import maybe_instant, micros
from store.faults import told

if TYPE_CHECKING:
    from store.sessions import Session

_OPEN = "SELECT count(*) FROM cases WHERE final IS NULL"
_DUE = "SELECT count(*) FROM cases WHERE next_due_at <= {now}"
_OLDEST = "SELECT min(next_due_at) FROM cases"
_PROVISIONAL = "SELECT count(*) FROM deadlines WHERE status = 'running' AND provisional = 1"
_LAST = "SELECT max(recorded_at) FROM history"


class Vitals(Value, kw_only=True):
    """Open cases, those of them in which something is due, running deadlines not yet certain.

    `oldest_due` is when the next step of all is due, or was; `last_recorded` is the latest instant
    at which anything was recorded.
    """

    open: int
    due: int
    provisional: int
    oldest_due: dt.datetime | None
    last_recorded: dt.datetime | None


def vitals(session: Session, now: dt.datetime) -> Vitals:
    """Return the figures as of now; raise StoreError."""
    with told(session.location):
        return Vitals(
            open=_figure(session, _OPEN),
            due=_figure(session, _DUE.format(now=micros(now))),
            provisional=_figure(session, _PROVISIONAL),
            oldest_due=maybe_instant(session.query(_OLDEST, ())[1][0][0]),
            last_recorded=maybe_instant(session.query(_LAST, ())[1][0][0]),
        )


def _figure(session: Session, sql: str) -> int:
    return int(session.query(sql, ())[1][0][0])
