"""One worker's connection to a database, running the generated statements on the driver."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import StoreError
from store.faults import told
from store.inserting import WORTHWHILE, can_be_joined, pieces
from store.sqltexts import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from store.location import Location
    from store.sqltexts import Statement

Row = tuple[Any, ...]
LOCK_SECONDS = 10
#: How long SQLite itself waits for a lock that it is asked for again and again, in milliseconds.
#: Left to itself it looks ever more seldom, and one that writes batch upon batch is never seen
#: to pause.
LOOK_MILLISECONDS = 4
#: Rows after which a writer lets others in before it begins again, and how long, in seconds.
MANY_ROWS, PAUSE = 100, LOOK_MILLISECONDS / 1000
_OLDEST_SQLITE = (3, 38, 0)


class Session(Protocol):
    """What units and readers ask of a connection."""

    location: Location
    texts: dict[str, Statement]

    def rows(self, name: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement and return its rows."""

    def query(self, sql: str, values: Sequence[Any]) -> tuple[list[str], list[Row]]:
        """Run a composed query; return the names of its columns and its rows."""

    def execute(self, sql: str) -> None:
        """Run a statement of no parameters that returns nothing."""

    def run(self, name: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it touched."""

    def many(self, name: str, rows: list[Row]) -> int:
        """Run a statement for each row and return how many rows they touched."""

    def has_table(self, name: str) -> bool:
        """Return whether the database has a table of this name."""

    def begin(self) -> None:
        """Begin a transaction."""

    def commit(self) -> None:
        """Make the transaction stand."""

    def rollback(self) -> None:
        """Undo the transaction; does nothing where none is open."""

    def close(self) -> None:
        """Close the connection."""


class SqliteSession:
    """A connection to a SQLite file that begins and commits its transactions itself."""

    #: Whether the connection is gone: a file's never is by itself.
    closed = False

    def __init__(self, location: Location, *, create: bool = False) -> None:
        self.location = location
        self.texts = texts("sqlite")
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            raise StoreError("store_sqlite_too_old", version=sqlite3.sqlite_version)
        with told(location):
            self.connection = _open_sqlite(location, create=create)
        self._straight = self.connection.execute
        self._written = 0
        self._looks_often = False

    def _execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._straight(sql, values)
        except sqlite3.OperationalError as error:
            if not (self._looks_often and _is_busy(error)):
                raise
        return self._in_turn(sql, values)

    def _in_turn(self, sql: str, values: Sequence[Any]) -> sqlite3.Cursor:
        """Run a statement when others let it, asking again and again."""
        for _ in range(int(LOCK_SECONDS * 1000 / LOOK_MILLISECONDS)):
            try:
                return self._straight(sql, values)
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise
        return self._straight(sql, values)

    def rows(self, name: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._execute(self.texts[name].sql, values).fetchall()

    def query(self, sql: str, values: Sequence[Any]) -> tuple[list[str], list[Row]]:
        """Run a composed query; return the names of its columns and its rows."""
        cursor = self._execute(sql, values)
        return [column[0] for column in cursor.description], cursor.fetchall()

    def execute(self, sql: str) -> None:
        """Run a statement of no parameters that returns nothing."""
        self._execute(sql)

    def run(self, name: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it touched."""
        return self._execute(self.texts[name].sql, values).rowcount

    def many(self, name: str, rows: list[Row]) -> int:
        """Run a statement for each row and return how many rows they touched."""
        self._written += len(rows)
        statement = self.texts[name]
        if len(rows) == 1:
            return self._execute(statement.sql, rows[0]).rowcount
        if len(rows) >= WORTHWHILE and can_be_joined(statement):
            return sum(self._execute(*piece).rowcount for piece in pieces(statement, rows))
        return self.connection.executemany(statement.sql, rows).rowcount

    def has_table(self, name: str) -> bool:
        """Return whether the database has a table of this name."""
        return bool(self.rows("has_table", (name,)))

    def begin(self) -> None:
        """Begin a transaction that may write.

        A deferred one that reads and then writes after another wrote fails at once, whatever
        the time-out. Who has just written much lets those who wait go first.
        """
        if self._written > MANY_ROWS:
            from threading import Event

            Event().wait(PAUSE)
        self._written = 0
        if not self._looks_often:
            self._straight(f"PRAGMA busy_timeout = {LOOK_MILLISECONDS}")
            self._looks_often = True
        self._execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the transaction stand."""
        self._execute("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction; does nothing where none is open."""
        if self.connection.in_transaction:
            self._execute("ROLLBACK")

    def keep_in_memory(self, kibibytes: int) -> None:
        """Keep so much of what is read and written in memory; what is more goes to the disk."""
        self._execute(f"PRAGMA cache_size = -{kibibytes}")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def _is_busy(error: sqlite3.OperationalError) -> bool:
    """Return whether another holds what was asked for; extended codes keep theirs higher up."""
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _open_sqlite(location: Location, *, create: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        location.sqlite_uri(create=create),
        uri=True,
        isolation_level=None,
        timeout=LOCK_SECONDS,
        cached_statements=256,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


class PostgresqlSession:
    """A connection to a PostgreSQL server; outside a transaction each statement stands alone."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self.texts = texts("postgresql")
        with told(location):
            self.connection = _open_postgresql(location)
        self._cursor = self.connection.cursor()
        self._in_transaction = False

    def rows(self, name: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._cursor.execute(self.texts[name].sql, values).fetchall()

    def query(self, sql: str, values: Sequence[Any]) -> tuple[list[str], list[Row]]:
        """Run a composed query; return the names of its columns and its rows."""
        cursor = self._cursor.execute(sql, values)
        return [column.name for column in cursor.description or ()], cursor.fetchall()

    def execute(self, sql: str) -> None:
        """Run a statement of no parameters that returns nothing."""
        self._cursor.execute(sql)

    def run(self, name: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it touched."""
        return self._cursor.execute(self.texts[name].sql, values).rowcount

    def many(self, name: str, rows: list[Row]) -> int:
        """Run a statement for each row and return how many rows they touched."""
        self._cursor.executemany(self.texts[name].sql, rows)
        return self._cursor.rowcount

    def has_table(self, name: str) -> bool:
        """Return whether the database has a table of this name."""
        return bool(self.rows("has_table", (name,)))

    def begin(self) -> None:
        """Begin a transaction."""
        self._cursor.execute("BEGIN")
        self._in_transaction = True

    def begin_with(self, *statements: tuple[str, Sequence[Any]]) -> list[list[Row]]:
        """Begin a transaction and run statements in it, all in one round trip."""
        cursors = []
        with self.connection.pipeline():
            self._cursor.execute("BEGIN")
            self._in_transaction = True
            for name, values in statements:
                cursors.append(self.connection.execute(self.texts[name].sql, values))
        return [cursor.fetchall() for cursor in cursors]

    def commit(self) -> None:
        """Make the transaction stand."""
        self._cursor.execute("COMMIT")
        self._in_transaction = False

    def write(self, sql: str, values: Sequence[Any], *, commit: bool) -> None:
        """Run a composed statement; commit, where a transaction is open, in one round trip."""
        if not (commit and self._in_transaction):
            self._cursor.execute(sql, values)
            return
        with self.connection.pipeline():
            self.connection.execute(sql, values)
            self._cursor.execute("COMMIT")
        self._in_transaction = False

    def rollback(self) -> None:
        """Undo the transaction; does nothing where none is open."""
        self._in_transaction = False
        if not self.connection.closed and self.connection.info.transaction_status.value != 0:
            self._cursor.execute("ROLLBACK")

    def keep_in_memory(self, kibibytes: int) -> None:
        """Do nothing: the server has a memory of its own."""

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self.connection.closed

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def _open_postgresql(location: Location) -> psycopg.Connection[Row]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.types.numeric import Int8Dumper

    given = conninfo_to_dict(location.conninfo)
    waiting = f"-c lock_timeout={LOCK_SECONDS}s {given.pop('options', '')}"
    usual = {"connect_timeout": LOCK_SECONDS, "application_name": "patrol"}
    asked: dict[str, Any] = {**usual, **given, "client_encoding": "utf8", "options": waiting}
    connection = psycopg.connect(autocommit=True, **asked)
    # Whole numbers are sent by size otherwise, and one query becomes several prepared ones.
    connection.adapters.register_dumper(int, Int8Dumper)
    return connection


def open_session(location: Location) -> SqliteSession | PostgresqlSession:
    """Open a connection of a worker's own."""
    if location.dialect == "sqlite":
        return SqliteSession(location)
    return PostgresqlSession(location)
