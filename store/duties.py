"""Duties as lists show them: what was owed in which period, and what became of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Literal

from engine.kernel.case import Value
from store.codec import micros

if TYPE_CHECKING:
    from store.sessions import Session

Status = Literal["owing", "overdue", "done", "done_late", "missed", "dropped"]

#: What a clock's status says of the duty that it measures.
_STATUSES: dict[str, Status] = {
    "met": "done", "met_late": "done_late", "missed": "missed", "cancelled": "dropped",
    "superseded": "dropped",
}  # fmt: skip


class DutyLine(Value, kw_only=True):
    """What one owed in one period, as it was at the end of a day.

    `done` is what is done by now; it is not known of a past day.
    """

    id: str
    number: str
    secret: bool
    host: str
    version: int
    workflow: str
    duty: str
    owner: str
    item: str
    unit: str | None
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date | None
    status: Status
    done: float | None
    needed: float


class DutyReader:
    """Reads what was owed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lines(
        self, then: dt.datetime, known_at: dt.datetime, day: dt.date, *,
        workflow: str = "", duty: str = "", past: bool = False,
    ) -> list[DutyLine]:  # fmt: skip
        """Return what was owed at the end of a day, just before `then`, in order of periods."""
        given = {"then": micros(then), "known_at": micros(known_at), "workflow": workflow,
                 "duty": duty}  # fmt: skip
        bound = self._session.texts["duty_lines"].bind(given)
        rows = self._session.rows("duty_lines", bound)
        return [_line(row, day, past=past) for row in rows]


def _line(row: tuple[Any, ...], day: dt.date, *, past: bool) -> DutyLine:
    (case, number, secret, host, version, workflow, duty, owner, item, unit, starts, ends, status,
     due, body) = row  # fmt: skip
    fields = json.loads(body)["fields"]
    due_on = dt.date.fromisoformat(due) if due else None
    return DutyLine(
        id=case,
        number=number,
        secret=bool(secret),
        host=host,
        version=version,
        workflow=workflow,
        duty=duty,
        owner=owner,
        item=item,
        unit=unit,
        starts_on=dt.date.fromisoformat(starts),
        ends_on=dt.date.fromisoformat(ends),
        due_on=due_on,
        status=_status(status, due_on, day),
        done=None if past else fields.get("done", 0),
        needed=fields.get("needed", 0),
    )


def _status(status: str, due_on: dt.date | None, day: dt.date) -> Status:
    known = _STATUSES.get(status)
    if known is not None:
        return known
    return "overdue" if due_on is not None and due_on < day else "owing"
