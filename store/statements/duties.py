"""Duties: noting the cases of periods, what counts for them, and what was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, literal_column, select, update

from store.statements.cases import insert_all, insert_missing
from store.tables import counted_acts, counted_kinds, duties, weighed_acts

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Select

_ACT = (
    counted_acts.c.case_id,
    counted_acts.c.seq,
    counted_acts.c.workflow,
    counted_acts.c.event,
    counted_acts.c.occurred_on,
    counted_acts.c.known_at,
)


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {
        "insert_duties": insert_all(duties),
        "insert_counted_acts": insert_all(counted_acts),
        "insert_weighed_acts": insert_all(weighed_acts),
        "insert_counted_kinds": insert_missing(dialect, counted_kinds),
        "counted_kinds": select(counted_kinds.c.workflow, counted_kinds.c.event),
        "close_duty": update(duties)
        .where(duties.c.case_id == bindparam("duty_case"))
        .values(closed_at=bindparam("since")),
        **_reading(),
    }


_COUNTS = and_(
    counted_acts.c.workflow == duties.c.counts_workflow,
    counted_acts.c.event == duties.c.counts_event,
    counted_acts.c.occurred_on >= duties.c.starts_on,
    counted_acts.c.occurred_on <= duties.c.ends_on,
)
_ORDER = (counted_acts.c.known_at, counted_acts.c.case_id, counted_acts.c.seq)


def _reading() -> dict[str, ClauseElement]:
    known = counted_acts.c.known_at <= bindparam("until")
    between = select(*_ACT).where(
        counted_acts.c.workflow == bindparam("workflow"),
        counted_acts.c.event == bindparam("event"),
        counted_acts.c.occurred_on >= bindparam("first"),
        counted_acts.c.occurred_on <= bindparam("last"),
        known,
    )
    fresh = select(*_ACT).where(counted_acts.c.fresh == literal_column("1"), known)
    return {
        "uncounted_acts": _uncounted().where(known),
        "acts_between": between.order_by(*_ORDER),
        "fresh_acts": fresh.order_by(*_ORDER).limit(bindparam("most")),
        "counting_roots": _roots(),
        "act_looked_up": update(counted_acts)
        .where(
            counted_acts.c.case_id == bindparam("act_case"),
            counted_acts.c.seq == bindparam("act_seq"),
        )
        .values(fresh=literal_column("0")),
    }


def _uncounted() -> Select[tuple[object, ...]]:
    """Return what the open duties of a family have not looked at."""
    weighed = exists().where(
        weighed_acts.c.duty_id == duties.c.case_id,
        weighed_acts.c.case_id == counted_acts.c.case_id,
        weighed_acts.c.seq == counted_acts.c.seq,
    )
    act = counted_acts.c
    found: Select[tuple[object, ...]] = (
        select(duties.c.case_id, act.case_id, act.seq, act.occurred_on, act.known_at)
        .select_from(duties.join(counted_acts, _COUNTS))
        .where(duties.c.root_id == bindparam("root"), duties.c.closed_at.is_(None), ~weighed)
        .order_by(*_ORDER, duties.c.case_id)
    )
    return found


def _roots() -> Select[tuple[str]]:
    """Return the families with an open duty that may count an act of a kind on a day."""
    return (
        select(duties.c.root_id)
        .distinct()
        .where(
            duties.c.counts_workflow == bindparam("workflow"),
            duties.c.counts_event == bindparam("event"),
            duties.c.starts_on <= bindparam("on"),
            duties.c.ends_on >= bindparam("on"),
            duties.c.closed_at.is_(None),
        )
        .order_by(duties.c.root_id)
    )
