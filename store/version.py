"""Which schemas this program knows, and how a database stands to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.errors import StoreError
from store.faults import told
from store.sessions import open_session

if TYPE_CHECKING:
    from store.location import Location
    from store.sessions import PostgresqlSession, Session, SqliteSession

# Oldest first; the last one is the one that this program works with.
REVISIONS = ("0001", "0002", "0003")
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


def open_current(location: Location) -> SqliteSession | PostgresqlSession:
    """Open a connection to a database of this program's schema; raise StoreError."""
    session = open_session(location)
    try:
        with told(location):
            require_current(session)
    except BaseException:
        session.close()
        raise
    return session


def require_current(session: Session) -> None:
    """Raise StoreError where a database is not of this program's schema."""
    state = state_of(session)
    if state != "current":
        code = {"empty": "missing", "older": "older", "newer": "newer"}[state]
        raise StoreError(f"store_schema_{code}", database=session.location.shown)
