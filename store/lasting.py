"""A connection that is made anew where the server had dropped it, for whoever keeps it long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from store.sessions import PostgresqlSession
from store.version import open_current

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.location import Location
    from store.sessions import Row, Session
    from store.sqltexts import Statement

T = TypeVar("T")
#: What may be asked twice, since asking changes nothing.
_READING = ("SELECT", "WITH")


class LastingSession:
    """A session on a server that outlives its connections.

    What only reads is asked again where its connection turns out to be gone. What writes is told
    of, since nobody knows whether it arrived; the next statement finds a new connection.
    """

    def __init__(self, session: PostgresqlSession) -> None:
        self.location: Location = session.location
        self.texts: dict[str, Statement] = session.texts
        self._session = session
        self._in_transaction = False

    def _alive(self) -> PostgresqlSession:
        """Return the connection, or a new one where it is gone and no transaction with it."""
        if self._session.closed and not self._in_transaction:
            found = open_current(self.location)
            assert isinstance(found, PostgresqlSession)
            self._session = found
        return self._session

    def _asked(self, sql: str, ask: Callable[[PostgresqlSession], T]) -> T:
        session = self._alive()
        try:
            return ask(session)
        except Exception:
            again = session.closed and not self._in_transaction
            if not again or not sql.lstrip().upper().startswith(_READING):
                raise
        return ask(self._alive())

    def rows(self, name: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._asked(self.texts[name].sql, lambda session: session.rows(name, values))

    def query(self, sql: str, values: Sequence[Any]) -> tuple[list[str], list[Row]]:
        """Run a composed query; return the names of its columns and its rows."""
        return self._asked(sql, lambda session: session.query(sql, values))

    def execute(self, sql: str) -> None:
        """Run a statement of no parameters that returns nothing."""
        self._alive().execute(sql)

    def run(self, name: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it touched."""
        return self._alive().run(name, values)

    def many(self, name: str, rows: list[Row]) -> int:
        """Run a statement for each row and return how many rows they touched."""
        return self._alive().many(name, rows)

    def has_table(self, name: str) -> bool:
        """Return whether the database has a table of this name."""
        return bool(self.rows("has_table", (name,)))

    def begin(self) -> None:
        """Begin a transaction; where the connection is gone, on a new one."""
        try:
            self._alive().begin()
        except Exception:
            if not self._session.closed:
                raise
            self._alive().begin()
        self._in_transaction = True

    def commit(self) -> None:
        """Make the transaction stand."""
        self._session.commit()
        self._in_transaction = False

    def rollback(self) -> None:
        """Undo the transaction; does nothing where none is open."""
        self._in_transaction = False
        self._session.rollback()

    @property
    def closed(self) -> bool:
        """Whether the connection is gone: it is made anew when it is needed."""
        return False

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def lasting(session: Session) -> Session:
    """Return a session that outlives its connection; a file's is never lost."""
    return LastingSession(session) if isinstance(session, PostgresqlSession) else session
