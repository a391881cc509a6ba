"""A whole database as of one moment, table by table, while others go on writing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

from store.faults import told
from store.sessions import SqliteSession, open_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.location import Location
    from store.sessions import PostgresqlSession, Row, Session

ROWS_AT_ONCE = 2_000
# The schema's version is a fact of the whole, not a row to carry over.
VERSION_TABLE = "alembic_version"
_TABLES = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
    ),
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}
_BEGIN = {
    "sqlite": "BEGIN",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}


class _Cursor(Protocol):
    def fetchmany(self, size: int, /) -> list[Row]:
        """Return the next rows."""


class Snapshot:
    """What a database holds at one moment."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._opened = 0

    def tables(self) -> list[str]:
        """Return the names of its tables."""
        _, rows = self.session.query(_TABLES[self.session.location.dialect], ())
        return sorted(str(name) for (name,) in rows if name != VERSION_TABLE)

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        return self.session.query(f"SELECT * FROM {quoted(table)} LIMIT 0", ())[0]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        _, ((count,),) = self.session.query(f"SELECT count(*) FROM {quoted(table)}", ())
        return int(count)

    def rows(self, table: str, columns: list[str]) -> Iterator[list[Row]]:
        """Yield the rows of a table, many at a time."""
        listed = ", ".join(map(quoted, columns))
        yield from self.stream(f"SELECT {listed} FROM {quoted(table)}")

    def stream(self, sql: str) -> Iterator[list[Row]]:
        """Yield the rows of a query of no parameters, many at a time; several may be open."""
        with self._cursor(sql) as cursor:
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield rows

    @contextmanager
    def _cursor(self, sql: str) -> Iterator[_Cursor]:
        if isinstance(self.session, SqliteSession):
            cursor = self.session.connection.execute(sql)
            try:
                yield cursor
            finally:
                cursor.close()
            return
        # A cursor of the server's own: the rows come as they are asked for.
        server = cast("PostgresqlSession", self.session)
        self._opened += 1
        with server.connection.cursor(name=f"patrol_snapshot_{self._opened}") as named:
            named.execute(cast("Any", sql))
            yield cast("_Cursor", named)


@contextmanager
def snapshot(location: Location) -> Iterator[Snapshot]:
    """Give a database as of now, on a connection of its own, of whatever schema it is."""
    session = open_session(location)
    try:
        with told(location):
            session.execute(_BEGIN[location.dialect])
            yield Snapshot(session)
            session.rollback()
    finally:
        session.close()


def quoted(name: str) -> str:
    """Return the name of a table or column as SQL takes it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'
