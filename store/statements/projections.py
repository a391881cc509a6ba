"""What cases were, whom they wait for, and the filters that people keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from store.statements.cases import insert_all, listed, upsert
from store.statements.lists import SUMMARY
from store.tables import case_spans, cases, deadlines, history, saved_filters, waiting

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement


def _waiting(dialect: str) -> dict[str, ClauseElement]:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    names: dict[str, Any] = {one.name: bindparam(one.name) for one in waiting.columns}
    same = [column == bindparam(column.name) for column in waiting.primary_key.columns]
    return {
        "insert_waiting": make(waiting).values(names).on_conflict_do_nothing(),
        "delete_waiting": delete(waiting).where(*same),
        "waiting_addresses": _addresses(),
        "waiting_of_case": select(waiting.c.what, waiting.c.address)
        .where(waiting.c.case_id == bindparam("case_id"))
        .order_by(waiting.c.what, waiting.c.address),
        **_hits(dialect),
    }


def _addresses() -> ClauseElement:
    """Return every address once, found by leaps over the index: they are few, cases are many."""
    first = select(func.min(waiting.c.address).label("address")).cte("addresses", recursive=True)
    later = waiting.alias("later")
    following = (
        select(func.min(later.c.address)).where(later.c.address > first.c.address).scalar_subquery()
    )
    every = first.union_all(select(following).where(first.c.address.is_not(None)))
    return select(every.c.address).where(every.c.address.is_not(None))


def _hits(dialect: str) -> dict[str, ClauseElement]:
    """Return the cases that wait at some addresses, those due first before the others."""
    due: ColumnElement[Any] = (
        select(func.min(deadlines.c.due_at))
        .where(
            deadlines.c.case_id == cases.c.id,
            deadlines.c.status == literal_column("'running'"),
        )
        .scalar_subquery()
    )
    here = select(waiting.c.case_id).where(listed(dialect, waiting.c.address, "addresses"))
    columns = [cases.c[name] for name in SUMMARY]
    found = select(*columns, due.label("due_at")).where(cases.c.id.in_(here)).subquery("found")
    return {
        "list_waiting": select(*found.c)
        .order_by(found.c.due_at.asc().nulls_last(), found.c.id)
        .limit(bindparam("limit"))
        .offset(bindparam("skip")),
    }


def _filling() -> dict[str, ClauseElement]:
    """Return what fills the projections of cases from before there were any."""
    known = exists().where(
        case_spans.c.case_id == history.c.case_id, case_spans.c.seq == history.c.seq
    )
    moved = or_(history.c.source.is_(None), history.c.source != history.c.target)
    return {
        "insert_case_spans": insert_all(case_spans),
        "case_spans": select(*case_spans.c)
        .where(case_spans.c.case_id == bindparam("case_id"))
        .order_by(case_spans.c.seq),
        "unprojected_moves": select(
            history.c.seq, history.c.target, history.c.occurred_at, history.c.recorded_at
        )
        .where(history.c.case_id == bindparam("case_id"), moved, ~known)
        .order_by(history.c.seq),
        "cases_after": select(cases.c.id, cases.c.body)
        .where(cases.c.id > bindparam("after"))
        .order_by(cases.c.id)
        .limit(bindparam("limit")),
    }


def _filters(dialect: str) -> dict[str, ClauseElement]:
    of_person = saved_filters.c.person == bindparam("person")
    named = saved_filters.c.name == bindparam("name")
    return {
        "upsert_saved_filters": upsert(dialect, saved_filters),
        "saved_filters": select(*saved_filters.c).where(of_person).order_by(saved_filters.c.name),
        "delete_saved_filters": delete(saved_filters).where(of_person, named),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {**_waiting(dialect), **_filling(), **_filters(dialect)}
