"""Duties: noting the cases of periods, what counts for them, and what was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, literal_column, or_, select, update

from store.statements.cases import insert_all, insert_missing
from store.tables import (
    cases,
    counted_acts,
    counted_kinds,
    deadline_spans,
    duties,
    weighed_acts,
)

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement, Select

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
        "duty_lines": _lines(),
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


def _then() -> ColumnElement[bool]:
    """Return whether a span is what the clock of a duty's period was then."""
    newest = deadline_spans.alias("newest_span")
    seq = select(func.max(newest.c.seq)).where(
        newest.c.case_id == duties.c.case_id,
        newest.c.from_at < bindparam("then"),
        newest.c.recorded_at <= bindparam("known_at"),
    )
    return and_(
        deadline_spans.c.case_id == duties.c.case_id,
        deadline_spans.c.seq == seq.scalar_subquery(),
    )


def _lines() -> Select[tuple[object, ...]]:
    """Return what was owed, as it was just before an instant, as known at another."""
    host = cases.alias("host")
    named: ColumnElement[str] = bindparam("workflow")
    of_duty: ColumnElement[str] = bindparam("duty")
    every: ColumnElement[str] = literal_column("''")
    found: Select[tuple[object, ...]] = (
        select(
            cases.c.id, cases.c.number, cases.c.secret, host.c.number, cases.c.version,
            duties.c.workflow, duties.c.duty, duties.c.owner, duties.c.item,
            cases.c.organisation, duties.c.starts_on, duties.c.ends_on,
            deadline_spans.c.status, deadline_spans.c.due_on, cases.c.body,
        )
        .select_from(
            duties.join(cases, cases.c.id == duties.c.case_id)
            .join(host, host.c.id == duties.c.host_id)
            .join(deadline_spans, _then())
        )
        .where(or_(named == every, duties.c.workflow == named))
        .where(or_(of_duty == every, duties.c.duty == of_duty))
        .order_by(
            duties.c.ends_on, duties.c.workflow, duties.c.duty, duties.c.owner, duties.c.item,
            cases.c.id,
        )
    )  # fmt: skip
    return found
