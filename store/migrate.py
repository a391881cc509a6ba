"""Bringing a database to the schema that this program works with."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from engine.errors import StoreError
from store.faults import told, translated
from store.location import Location, locate
from store.sessions import SqliteSession, open_session
from store.version import REVISIONS, State, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from store.sessions import Session

_FOLDER = Path(__file__).parent / "migrations"
_ENGINES = {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://"}
# How to begin alone; the number of the advisory lock is any that nobody else takes.
_ALONE = {
    "sqlite": ("BEGIN IMMEDIATE",),
    "postgresql": ("BEGIN", "SELECT pg_advisory_xact_lock(7202019)"),
}


def schema_state(url: str) -> State:
    """Return how a database's schema stands to this program; raise StoreError."""
    session = open_session(locate(url))
    try:
        with told(session.location):
            return state_of(session)
    finally:
        session.close()


def upgrade(url: str) -> Literal["created", "upgraded", "current"]:
    """Bring a database to this program's schema, making a SQLite file where there is none."""
    location = locate(url)
    _prepare(location)
    state = schema_state(url)
    if state == "newer":
        raise StoreError("store_schema_newer", database=location.shown)
    if state == "current":
        return "current"
    with alone_in(location) as alone:
        bring_to(alone, REVISIONS[-1])
    return "created" if state == "empty" else "upgraded"


def _prepare(location: Location) -> None:
    """Make a SQLite file where there is none, with the journal that lets readers go on."""
    if location.path is not None and not location.read_only:
        SqliteSession(location, create=True).close()


class Alone(NamedTuple):
    """A transaction that keeps every other writer out, on one connection in two guises."""

    session: Session
    connection: Connection


@contextmanager
def alone_in(location: Location) -> Iterator[Alone]:
    """Give one transaction around everything, alone in the database; it commits on leaving."""
    session = open_session(location)
    engine = create_engine(
        _ENGINES[location.dialect], creator=lambda: session.connection, poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            for statement in _ALONE[location.dialect]:
                connection.exec_driver_sql(statement)
            yield Alone(session, connection)
            connection.exec_driver_sql("COMMIT")
    except DBAPIError as error:
        meaning = translated(error.orig, location) if error.orig is not None else None
        raise meaning or error from error
    finally:
        engine.dispose()
        session.close()


def bring_to(alone: Alone, revision: str) -> None:
    """Run every revision of the schema up to one, in the transaction."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = alone.connection
    command.upgrade(config, revision)
