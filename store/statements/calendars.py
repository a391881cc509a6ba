"""Changes of calendars: noting one, finding the families that follow, noting how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, literal_column, select, update

from store.statements.cases import alone, insert_all
from store.tables import calendar_changes, cases

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement

PROGRESS = ("cursor", "families", "moved", "kept")


def statements(dialect: str) -> dict[str, ClauseElement]:  # noqa: ARG001
    """Return the statements of this part."""
    one = calendar_changes.c.id == bindparam("change")
    is_open = cases.c.final.is_(None)
    every = select(*calendar_changes.c).order_by(calendar_changes.c.id)
    return {
        "insert_calendar_changes": insert_all(calendar_changes),
        "last_calendar_change": select(
            func.coalesce(func.max(calendar_changes.c.id), literal_column("0"))
        ),
        "calendar_changes": every,
        "unfinished_changes": every.where(calendar_changes.c.finished_at.is_(None)),
        "calendar_change": select(*calendar_changes.c).where(one),
        "note_progress": update(calendar_changes)
        .where(one)
        .values({name: bindparam(f"now_{name}") for name in PROGRESS}),
        "finish_change": update(calendar_changes)
        .where(one, calendar_changes.c.finished_at.is_(None))
        .values(finished_at=bindparam("now")),
        "open_family": select(cases.c.body, alone().label("alone"))
        .where(cases.c.root_id == bindparam("root_id"), is_open)
        .order_by(cases.c.id),
        "open_roots": select(cases.c.root_id)
        .where(is_open, cases.c.root_id > bindparam("after"))
        .distinct()
        .order_by(cases.c.root_id)
        .limit(bindparam("limit")),
    }
