"""The one place where the parts are put together."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import StoreError
from runtime.lexicon import Lexicon
from store.kind import SANDBOX
from store.lasting import lasting
from store.location import locate
from store.plain import PlainReader
from store.version import open_current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.service.engine import Engine
    from engine.service.ports import Clock
    from engine.service.registry import Registry as Machines
    from runtime.library import DatabaseLibrary
    from runtime.texts import Texts
    from runtime.visibility import Sights
    from store.accounts import Accounts
    from store.calendar_changes import CalendarChanges
    from store.care.pressure import Pressure
    from store.care.vitals import Vitals
    from store.database import DatabaseStore
    from store.duties import DutyReader
    from store.incidents import IncidentBook
    from store.location import Location
    from store.projections import Projections, SavedFilters
    from store.reader import Reader
    from store.received import ReceivedPackages
    from store.registry import Registry
    from store.reports import Reports
    from store.sessions import Session
    from store.ticks import Ticks


class Office:
    """An open database, and what is needed to work with it, each made when first asked for.

    Looking takes one plain connection; what writes cases is opened only by a command that does.
    """

    def __init__(self, location: Location, session: Session, clock: Clock) -> None:
        self.location = location
        self.clock: Clock = clock
        # By case, the entry at which a person saw it, and the one at which it must still be.
        self.seen: dict[str, int] = {}
        self.required: dict[str, int] = {}
        self.plain = PlainReader(session)
        self.lexicon = Lexicon(self.plain)
        self.sights: Sights | None = None
        self._session = session
        self._texts: dict[str, Texts] = {}

    @property
    def is_sandbox(self) -> bool:
        """Whether this is a database for trying things out, without login."""
        return self.lexicon.facts[SANDBOX] == "yes"

    @cached_property
    def accounts(self) -> Accounts:
        """Tokens and permissions."""
        from store.accounts import Accounts

        return Accounts(lambda: self._session)

    @cached_property
    def reader(self) -> Reader:
        """Cases, lists and figures as values."""
        from store.reader import Reader

        return Reader(self._session)

    @cached_property
    def projections(self) -> Projections:
        """What cases were, and whom they wait for."""
        from store.projections import Projections

        return Projections(self._session)

    @cached_property
    def duties(self) -> DutyReader:
        """What was owed in which period."""
        from store.duties import DutyReader

        return DutyReader(self._session)

    @cached_property
    def saved_filters(self) -> SavedFilters:
        """The filters that people keep."""
        from store.projections import SavedFilters

        return SavedFilters(self._session)

    @cached_property
    def vitals(self) -> Vitals:
        """What tells whether the database is looked after, as of now."""
        from store.care.vitals import vitals

        return vitals(self._session, self.clock.now())

    @cached_property
    def incidents(self) -> IncidentBook:
        """Cases that could not be settled."""
        from store.incidents import IncidentBook

        return IncidentBook(lambda: self._session)

    @cached_property
    def ticks(self) -> Ticks:
        """When a scheduler last did each of its jobs."""
        from store.ticks import Ticks

        return Ticks(lambda: self._session)

    @cached_property
    def received_packages(self) -> ReceivedPackages:
        """What other houses handed over to this one."""
        from store.received import ReceivedPackages

        return ReceivedPackages(lambda: self._session)

    @cached_property
    def reports(self) -> Reports:
        """Numbered reports as they were made."""
        from store.reports import Reports

        return Reports(lambda: self._session)

    def pressure(self, now: dt.datetime) -> Pressure:
        """Return how much waits at an instant."""
        from store.care.pressure import pressure

        return pressure(self._session, now)

    @cached_property
    def calendar_changes(self) -> CalendarChanges:
        """Changes of calendars, and how far the cases have followed each."""
        from store.calendar_changes import CalendarChanges

        return CalendarChanges(lambda: self._session)

    @cached_property
    def registry(self) -> Registry:
        """Definitions, calendars and organisations as rows."""
        from store.registry import Registry

        return Registry(lambda: self._session)

    @cached_property
    def library(self) -> DatabaseLibrary:
        """Definitions, calendars and organisations as values."""
        from runtime.library import DatabaseLibrary

        return DatabaseLibrary(self.registry)

    def texts(self, workflow: str) -> Texts:
        """Return what is written to people about the cases of a workflow."""
        if workflow not in self._texts:
            from runtime.texts import kept_texts

            self._texts[workflow] = kept_texts(self.registry, workflow)
        return self._texts[workflow]

    @cached_property
    def machines(self) -> Machines:
        """Definitions made ready to run, for those who only look."""
        from engine.service.registry import Registry

        return Registry(self.library)

    @cached_property
    def store(self) -> DatabaseStore:
        """The transactions over cases."""
        from store.database import open_store

        return open_store(self.location.url)

    @cached_property
    def engine(self) -> Engine:
        """The service."""
        from engine.service.engine import Engine
        from runtime.ids import SystemIdentity

        engine = Engine(self.store, self.library, self.clock, SystemIdentity())
        engine.seen, engine.required = self.seen, self.required
        engine.incidents = self.store.incidents
        engine.registry.opens = self._opening
        return engine

    def _opening(self) -> Mapping[str, int | None]:
        """Return under which version new cases run, where some versions are retired."""
        from runtime.retiring import opening_versions

        return opening_versions(self.registry)

    def pretend(self, moment: dt.date, calendar: str) -> None:
        """Set the clock to a moment: a date means opening time, a local time the office's zone."""
        from runtime.clock import FixedClock

        if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
            self.clock = FixedClock(moment)
            return
        office = self.library.calendar(calendar)
        if isinstance(moment, dt.datetime):
            self.clock = FixedClock(moment.replace(tzinfo=office.zone))
        else:
            self.clock = FixedClock(office.opening(moment))

    def close(self) -> None:
        """Close the database."""
        self._session.close()
        if "store" in vars(self):
            self.store.close()


def open_office(url: str, clock: Clock) -> Office:
    """Open a database; raise StoreError for one that was not founded."""
    location = locate(url)
    office = Office(location, _open(location), clock)
    try:
        founded = SANDBOX in office.lexicon.facts
    except BaseException:
        office.close()
        raise
    if not founded:
        office.close()
        raise StoreError("database_not_founded", database=location.shown)
    return office


def _open(location: Location) -> Session:
    try:
        return lasting(open_current(location))
    except StoreError as fault:
        if fault.code in ("store_missing", "store_folder_missing"):
            raise StoreError("database_missing", **fault.facts) from fault
        raise
