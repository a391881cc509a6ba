"""Incidents of cases that could not be settled, and the ticks of schedulers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)

from store.statements.cases import insert_all, insert_missing
from store.tables import cases, incidents, ticks

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement

# Literals, not parameters: the indexes are partial.
_OPEN = text("incidents.status = 'open'")
_CLOSED: ColumnElement[str] = literal_column("'closed'")
_SEEN = (cases.c.number, cases.c.workflow, *incidents.c)


def _gone_on() -> ColumnElement[bool]:
    """Return whether a case that stood still has moved past where it stood."""
    return and_(
        incidents.c.about == literal_column("''"),
        cases.c.seq > incidents.c.seq,
        or_(
            cases.c.next_due_at.is_(None),
            incidents.c.due_at.is_(None),
            cases.c.next_due_at > incidents.c.due_at,
        ),
    )


def _one() -> ColumnElement[bool]:
    return and_(
        incidents.c.case_id == bindparam("of_case"), incidents.c.about == bindparam("of_about")
    )


def _incidents() -> dict[str, ClauseElement]:
    joined = select(*_SEEN).join_from(incidents, cases, cases.c.id == incidents.c.case_id)
    order = (incidents.c.first_at, incidents.c.case_id, incidents.c.about)
    return {
        "insert_incidents": insert_all(incidents),
        "open_incident": select(incidents.c.first_at, incidents.c.tries).where(_one(), _OPEN),
        "incident_again": update(incidents)
        .where(_one(), _OPEN)
        .values(
            code=bindparam("why"),
            facts=bindparam("told"),
            seq=bindparam("at_seq"),
            due_at=bindparam("was_due"),
            last_at=bindparam("now"),
            tries=bindparam("count"),
            retry_at=bindparam("again_at"),
        ),
        "incident_retried": update(incidents)
        .where(_one(), _OPEN, incidents.c.retry_at.is_not(None))
        .values(retry_at=bindparam("now")),
        "close_incident": update(incidents)
        .where(_one(), _OPEN)
        .values(status=_CLOSED, closed_at=bindparam("now"), closed_by=bindparam("by"),
                retry_at=null()),
        "open_incidents": joined.where(_OPEN).order_by(*order),
        "all_incidents": joined.order_by(*order),
        "incidents_of_case": joined.where(incidents.c.case_id == bindparam("case_id"))
        .order_by(*order),
        "incidents_over": select(incidents.c.case_id)
        .join_from(incidents, cases, cases.c.id == incidents.c.case_id)
        .where(_OPEN, _gone_on()),
        "place_of_case": select(cases.c.root_id, cases.c.seq)
        .where(cases.c.id == bindparam("id")),
    }  # fmt: skip


def _ticks(dialect: str) -> dict[str, ClauseElement]:
    return {
        "insert_ticks": insert_missing(dialect, ticks),
        "last_ticks": select(ticks.c.job, ticks.c.outcome, func.max(ticks.c.finished_at)).group_by(
            ticks.c.job, ticks.c.outcome
        ),
        "newest_tick": select(*ticks.c)
        .where(ticks.c.job == bindparam("job"), ticks.c.outcome == bindparam("outcome"))
        .order_by(ticks.c.finished_at.desc())
        .limit(bindparam("limit")),
        "trim_ticks": delete(ticks).where(ticks.c.finished_at < bindparam("before")),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {**_incidents(), **_ticks(dialect)}
