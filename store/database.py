"""The database of cases, as the service sees it: transactions, what is due, what to send."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from store.accounts import Accounts
from store.beside import beside
from store.bulk import BulkStore
from store.calendar_changes import CalendarChanges
from store.deliveries import Deliveries
from store.faults import told
from store.incidents import IncidentBook
from store.jobs import Jobs
from store.location import locate
from store.outbox import Outbox
from store.postgresql import PostgresqlUnit
from store.reader import Reader
from store.registry import Registry
from store.sessions import PostgresqlSession
from store.ticks import Ticks
from store.units import SqliteUnit
from store.version import open_current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.beside import WritingBeside
    from store.location import Location
    from store.sessions import SqliteSession


#: How much of a database is kept in memory, in KiB: what SQLite itself takes, and in a transaction
#: of very many cases, whose pages would else be written to the disk and read again and again.
USUAL, ROOMY = 2_000, 256 * 1024


class OneUnit:
    """A transaction from its beginning to its end; acts open one each, so it is no generator."""

    __slots__ = ("_session", "_unit")

    def __init__(self, session: SqliteSession | PostgresqlSession | WritingBeside) -> None:
        self._session = session
        self._unit = (
            PostgresqlUnit(session)
            if isinstance(session, PostgresqlSession)
            else SqliteUnit(session)
        )

    def __enter__(self) -> SqliteUnit | PostgresqlUnit:
        """Begin; raise StoreError where that is not possible."""
        try:
            self._unit.begin()
        except BaseException as error:
            self._undo(error)
        return self._unit

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Make everything stand, or undo it and raise what a driver's error means."""
        if error is not None:
            self._undo(error)
        try:
            self._unit.finish()
        except BaseException as fault:
            self._undo(fault)

    def _undo(self, error: BaseException) -> NoReturn:
        with told(self._session.location):
            self._session.rollback()
            raise error


class DatabaseStore:
    """A database of cases. Each worker thread keeps one connection of its own."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self._local = threading.local()
        self._sessions: list[SqliteSession | PostgresqlSession] = []
        self._opening = threading.Lock()

    def session(self) -> SqliteSession | PostgresqlSession:
        """Return this worker's connection, opened where there is none; raise StoreError."""
        kept: SqliteSession | PostgresqlSession | None = getattr(self._local, "session", None)
        if kept is not None and not kept.closed:
            return kept
        session = open_current(self.location)
        self._local.session = session
        with self._opening:
            self._sessions.append(session)
        return session

    def unit(self) -> OneUnit:
        """Open one transaction for writing; it commits on leaving, rolls back on an error."""
        return OneUnit(self.session())

    @contextmanager
    def bulk(self) -> Iterator[BulkStore]:
        """Open one transaction for very many units, which are written together, or none."""
        session = self.session()
        try:
            with told(self.location):
                session.keep_in_memory(ROOMY)
            with beside(session) as writing, OneUnit(writing) as unit:
                bulk = BulkStore(unit)
                yield bulk
                bulk.flush()
        finally:
            session.keep_in_memory(USUAL)

    @property
    def outbox(self) -> Outbox:
        """The messages to send outside."""
        return Outbox(self.session)

    @property
    def deliveries(self) -> Deliveries:
        """The messages on their way, one for each recipient and channel."""
        return Deliveries(self.session)

    @property
    def incidents(self) -> IncidentBook:
        """Cases that could not be settled."""
        return IncidentBook(self.session)

    @property
    def ticks(self) -> Ticks:
        """When a scheduler last did each of its jobs."""
        return Ticks(self.session)

    @property
    def calendar_changes(self) -> CalendarChanges:
        """Changes of calendars, and how far the cases have followed each."""
        return CalendarChanges(self.session)

    @property
    def jobs(self) -> Jobs:
        """Acts on many cases, and how far each has come."""
        return Jobs(self.session)

    @property
    def accounts(self) -> Accounts:
        """Tokens and permissions."""
        return Accounts(self.session)

    @property
    def registry(self) -> Registry:
        """Definitions, calendars, directories, and the facts of this database."""
        return Registry(self.session)

    @property
    def reader(self) -> Reader:
        """Lists and figures, on this worker's connection."""
        return Reader(self.session())

    def close(self) -> None:
        """Close every connection."""
        with self._opening:
            for session in self._sessions:
                session.close()
            self._sessions.clear()


def open_store(url: str) -> DatabaseStore:
    """Open a database of this program's schema; raise UsageError or StoreError."""
    store = DatabaseStore(locate(url))
    store.session()
    return store
