"""A session whose inserts are written beside: whoever decides goes on meanwhile.

SQLite's driver lets the interpreter go while a statement runs, and a statement of very many rows
runs long. So a thread is enough to use a second processor: one connection, one transaction, one
process, as before.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.inserting import can_be_joined
from store.sessions import SqliteSession

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from store.location import Location
    from store.sessions import PostgresqlSession, Row
    from store.sqltexts import Statement

#: Lots of rows that may wait to be written: who decides faster than is written waits for the rest.
MOST_WAITING = 64
#: How soon the writer has its turn to hand over the next rows, in seconds; usually 0.005.
TURN = 0.0005
#: What `sqlite3.threadsafety` says of a library whose connections threads may share.
_SERIALISED = 3


class WritingBeside:
    """A session that runs inserts on a thread of its own, in their order.

    Nothing needs the answer of an insert: that one failed is raised by the next question or by
    the commit, and nothing is written after it. Whatever else is asked waits until all stands.
    """

    def __init__(self, inner: SqliteSession) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self.location: Location = inner.location
        self.texts: dict[str, Statement] = inner.texts
        self._inner = inner
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._waiting: list[Future[None]] = []
        self._fault: Exception | None = None
        self._given_up = False

    def rows(self, name: str, values: Sequence[object] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._settled().rows(name, values)

    def query(self, sql: str, values: Sequence[object]) -> tuple[list[str], list[Row]]:
        """Run a composed query; return the names of its columns and its rows."""
        return self._settled().query(sql, values)

    def execute(self, sql: str) -> None:
        """Run a statement of no parameters that returns nothing."""
        self._settled().execute(sql)

    def run(self, name: str, values: Sequence[object] = ()) -> int:
        """Run a statement and return how many rows it touched."""
        return self._settled().run(name, values)

    def many(self, name: str, rows: list[Row]) -> int:
        """Run a statement for each row and return how many rows they touched.

        Of inserts it is how many were given; where one stood already it is not taken off.
        """
        if not can_be_joined(self.texts[name]):
            return self._settled().many(name, rows)
        if len(self._waiting) >= MOST_WAITING:
            self._settled()
        self._waiting.append(self._writer.submit(self._write, name, rows))
        return len(rows)

    def has_table(self, name: str) -> bool:
        """Return whether the database has a table of this name."""
        return self._settled().has_table(name)

    def begin(self) -> None:
        """Begin a transaction."""
        self._settled().begin()

    def commit(self) -> None:
        """Make the transaction stand."""
        self._settled().commit()

    def rollback(self) -> None:
        """Undo the transaction; what waits is not written any more."""
        self._given_up = True
        self._wait()
        self._given_up, self._fault = False, None
        self._inner.rollback()

    def close(self) -> None:
        """End the thread; the connection is another's to close."""
        self._given_up = True
        self._writer.shutdown()

    def _write(self, name: str, rows: list[Row]) -> None:
        # SQLite itself may have undone the transaction: what came now would stand alone.
        if self._fault is not None or self._given_up:
            return
        try:
            self._inner.many(name, rows)
        except Exception as fault:
            self._fault = fault

    def _wait(self) -> None:
        """Wait until nothing is under way; who is interrupted while waiting may wait again."""
        if self._waiting:
            self._waiting[-1].result()
            self._waiting.clear()

    def _settled(self) -> SqliteSession:
        """Return the session when all stands; raise what an insert failed of."""
        self._wait()
        if self._fault is not None:
            raise self._fault
        return self._inner


@contextmanager
def beside(
    session: SqliteSession | PostgresqlSession,
) -> Iterator[SqliteSession | PostgresqlSession | WritingBeside]:
    """Give a session that writes beside, where it is a file's and there is a second processor."""
    if not (isinstance(session, SqliteSession) and _can_share()):
        yield session
        return
    writing, usual = WritingBeside(session), sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield writing
    finally:
        sys.setswitchinterval(usual)
        writing.close()


def _can_share() -> bool:
    """Return whether threads may share a connection, and have a processor each."""
    return sqlite3.threadsafety == _SERIALISED and _processors() > 1


def _processors() -> int:
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1
