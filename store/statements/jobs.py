"""Acts on many cases: noting a job, taking its items one by one, telling how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, literal_column, null, select, update

from store.statements.cases import insert_all
from store.tables import bulk_items, bulk_jobs, cases

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement

_WAITING: ColumnElement[str] = literal_column("'waiting'")


def _marks() -> dict[str, ClauseElement]:
    """Return what becomes of an item, once, and of a job of which nothing waits."""
    one = update(bulk_items).where(
        bulk_items.c.job_id == bindparam("job"),
        bulk_items.c.place == bindparam("at_place"),
        bulk_items.c.status == _WAITING,
    )
    left = exists().where(bulk_items.c.job_id == bulk_jobs.c.id, bulk_items.c.status == _WAITING)
    return {
        "take_item": one.values(status=literal_column("'done'")),
        "refuse_item": one.values(
            status=literal_column("'refused'"), code=bindparam("why"), facts=bindparam("about")
        ),
        "finish_job": update(bulk_jobs)
        .where(bulk_jobs.c.id == bindparam("job"), bulk_jobs.c.finished_at.is_(None), ~left)
        .values(finished_at=bindparam("now"), given=null()),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:  # noqa: ARG001
    """Return the statements of this part."""
    of_case = cases.c.id == bulk_items.c.case_id
    return {
        "insert_bulk_jobs": insert_all(bulk_jobs),
        "insert_bulk_items": insert_all(bulk_items),
        **_marks(),
        "job": select(*bulk_jobs.c).where(bulk_jobs.c.id == bindparam("id")),
        "jobs": select(*bulk_jobs.c)
        .where(bulk_jobs.c.person == bindparam("person"))
        .order_by(bulk_jobs.c.id),
        "job_items": select(
            bulk_items.c.place, cases.c.id, cases.c.number, bulk_items.c.status,
            bulk_items.c.code, bulk_items.c.facts,
        )
        .join_from(bulk_items, cases, of_case)
        .where(bulk_items.c.job_id == bindparam("job"))
        .order_by(bulk_items.c.place),
        "job_counts": select(bulk_items.c.job_id, bulk_items.c.status, func.count())
        .join_from(bulk_items, bulk_jobs, bulk_jobs.c.id == bulk_items.c.job_id)
        .where(bulk_jobs.c.person == bindparam("person"))
        .group_by(bulk_items.c.job_id, bulk_items.c.status),
    }  # fmt: skip
