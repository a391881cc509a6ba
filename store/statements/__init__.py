"""Every statement of the store, said once in SQLAlchemy Core; `store.generate` writes them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.statements import (
    calendars,
    cases,
    deliveries,
    duties,
    identity,
    jobs,
    lists,
    outbox,
    papers,
    past,
    postgresql,
    projections,
    received,
    records,
    registry,
    reports,
    statistics,
    undoing,
    watch,
)

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement

_PARTS = (
    cases,
    records,
    outbox,
    deliveries,
    papers,
    registry,
    identity,
    lists,
    past,
    projections,
    statistics,
    jobs,
    calendars,
    undoing,
    watch,
    duties,
    received,
    reports,
)


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return every statement of a dialect by name."""
    found: dict[str, ClauseElement] = {}
    for part in _PARTS:
        found.update(part.statements(dialect))
    if dialect == "postgresql":
        found.update(postgresql.statements())
    return found
