"""Which schemas this program knows, and how a database stands to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.errors import StoreError

if TYPE_CHECKING:
    from store.sessions import Session

# Oldest first; the last one is the one that this program works with.
REVISIONS = ("0001",)
State = Literal["empty", "older", "current", "newer"]


def state_of(session: Session) -> State:
    """Return how the schema behind a session stands to this program."""
    if not session.has_table("alembic_version"):
        return "empty"
    rows = session.rows("schema_version")
    if not rows:
        return "empty"
    found = str(rows[0][0])
    if found == REVISIONS[-1]:
        return "current"
    return "older" if found in REVISIONS else "newer"


def require_current(session: Session) -> None:
    """Raise StoreError where the schema is not the one that this program works with."""
    state = state_of(session)
    if state != "current":
        code = {"empty": "missing", "older": "older", "newer": "newer"}[state]
        raise StoreError(f"store_schema_{code}", database=session.location.shown)
