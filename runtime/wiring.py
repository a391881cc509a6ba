"""The one place where the parts are put together."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import Forbidden, StoreError
from runtime.clock import FixedClock
from runtime.library import DatabaseLibrary
from store.database import open_store

if TYPE_CHECKING:
    from engine.service.engine import Engine
    from engine.service.ports import Clock
    from store.database import DatabaseStore
    from store.reader import Reader
    from store.registry import Registry


class Office:
    """An open database, and what is needed to work with it, each made when first asked for."""

    def __init__(self, store: DatabaseStore, clock: Clock) -> None:
        self.store = store
        self.clock: Clock = clock

    @cached_property
    def facts(self) -> dict[str, str]:
        """The facts of this database: sandbox or not, home organisation."""
        return self.registry.facts()

    @property
    def registry(self) -> Registry:
        """Definitions, calendars and organisations, as rows."""
        return self.store.registry

    @cached_property
    def library(self) -> DatabaseLibrary:
        """Definitions, calendars and organisations, as values."""
        return DatabaseLibrary(self.registry)

    @property
    def reader(self) -> Reader:
        """Lists and figures."""
        return self.store.reader

    @cached_property
    def engine(self) -> Engine:
        """The service."""
        from engine.service.engine import Engine
        from runtime.ids import SystemIdentity

        return Engine(self.store, self.library, self.clock, SystemIdentity())

    def pretend(self, moment: dt.date, calendar: str) -> None:
        """Set the clock to a moment: a date means opening time, a local time the office's zone."""
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
        self.store.close()


def open_office(url: str, clock: Clock) -> Office:
    """Open a sandbox; raise Forbidden for any other database.

    Databases of real cases open once people can log in.
    """
    office = Office(_open(url), clock)
    if office.facts.get("sandbox") != "yes":
        office.close()
        raise Forbidden("not_a_sandbox", database=office.store.location.shown)
    return office


def _open(url: str) -> DatabaseStore:
    try:
        return open_store(url)
    except StoreError as fault:
        if fault.code in ("store_missing", "store_folder_missing"):
            raise StoreError("database_missing", **fault.facts) from fault
        raise
