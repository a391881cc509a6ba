"""How a database begins: its schema, then calendars, definitions and sample organisations."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from engine.calendar.additions import with_missing
from engine.calendar.calendar import Calendar
from engine.errors import Forbidden, StoreError
from engine.kernel.events import CalendarChange
from runtime import shipped
from runtime.dayfile import DAYS, day_file
from runtime.filling import note_if_empty
from runtime.organisations import Organisations, read_organisations
from runtime.publishing import Published, publish, shipped_sources
from store.database import open_store
from store.kind import SANDBOX, founded_as
from store.location import locate
from store.migrate import upgrade
from store.values import BodyRow

if TYPE_CHECKING:
    import datetime as dt

    from store.database import DatabaseStore
    from store.registry import Registry

PUBLISHER = "patrol"
_KINDS = {True: "yes", False: "no"}


class Founded(msgspec.Struct, frozen=True):
    """What founding a database did."""

    database: str
    schema: str
    calendars: tuple[str, ...] = ()
    workflows: tuple[Published, ...] = ()
    organisations: int = 0


def found_sandbox(url: str, at: dt.datetime, *, bare: bool) -> Founded:
    """Create or upgrade a sandbox and load what is shipped; doing it twice changes nothing.

    A bare one gets calendars and counting profiles, without which nothing can be counted, but
    neither workflows nor organisations.
    """
    refuse_other_kind(url, sandbox=True)
    make_folder(url)
    schema = upgrade(url)
    store = open_store(url)
    try:
        registry = store.registry
        fix_kind(store, sandbox=True)
        founded = Founded(
            database=store.location.shown,
            schema=schema,
            calendars=tuple(load_calendars(registry, at)),
        )
        return founded if bare else _furnished(registry, founded, at)
    finally:
        store.close()


def refuse_other_kind(url: str, *, sandbox: bool) -> None:
    """Raise Forbidden where a database was founded as the other kind; nothing is changed."""
    location = locate(url)
    _check_kind(founded_as(location), location.shown, sandbox=sandbox)


def fix_kind(store: DatabaseStore, *, sandbox: bool) -> None:
    """Say for good whether a database is a sandbox; raise Forbidden where it said otherwise."""
    note_if_empty(store)
    found = store.registry.fix(SANDBOX, _KINDS[sandbox])
    _check_kind(found, store.location.shown, sandbox=sandbox)


def _check_kind(found: str | None, database: str, *, sandbox: bool) -> None:
    if found not in (None, _KINDS[sandbox]):
        code = "database_is_real" if sandbox else "database_is_a_sandbox"
        raise Forbidden(code, database=database)


def make_folder(url: str) -> None:
    """Make the folder in which a database's file is to lie; raise StoreError."""
    path = locate(url).path
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        facts = {"folder": str(path.parent), "detail": fault.strerror or str(fault)}
        raise StoreError("database_folder_unusable", **facts) from fault


def _furnished(registry: Registry, founded: Founded, at: dt.datetime) -> Founded:
    file = shipped.organisations_file()
    if registry.directory() is None:
        keep_organisations(registry, read_organisations(file.read_bytes(), str(file)), at)
    workflows = publish(registry, shipped_sources(examples=True), at, PUBLISHER)
    return msgspec.structs.replace(
        founded, workflows=tuple(workflows), organisations=organisation_count(registry)
    )


def load_calendars(registry: Registry, at: dt.datetime) -> list[str]:
    """Load the shipped calendars and counting profiles; return the calendars' names."""
    for name in shipped.calendar_names():
        _load_calendar(registry, shipped.calendar(name), at)
    known = registry.profiles()
    for name, data in shipped.profiles_data().items():
        body = msgspec.json.encode(data).decode()
        seq = 1 + max((row.seq for row in known if row.name == name), default=0)
        registry.add_profile(_body(name, body, seq, at))
    return shipped.calendar_names()


def _load_calendar(registry: Registry, calendar: Calendar, at: dt.datetime) -> None:
    """Keep a shipped calendar, or add to the one that is there what it does not know yet.

    Cases count by what was there: they follow the notices that are new to it.
    """
    row = registry.calendar(calendar.name)
    if row is None:
        keep_calendar(registry, calendar, at)
        return
    known = Calendar.from_data(msgspec.json.decode(row.body))
    newer = with_missing(known, calendar)
    if newer.revision != known.revision:
        change_calendar(registry, known, newer, at, PUBLISHER)


def change_calendar(
    registry: Registry, before: Calendar, after: Calendar, at: dt.datetime, by: str
) -> int:
    """Keep a calendar's new revision, which cases follow from now on; return the change."""
    ids = {notice.id for notice in before.data.notices}
    change = CalendarChange(
        id=0,
        calendar=after.name,
        before=before.revision,
        after=after.revision,
        notices=tuple(notice.label for notice in after.data.notices if notice.id not in ids),
        at=at,
    )
    days = (f"{DAYS}{after.name}", day_file(after))
    return registry.change_calendar(_revision(registry, after, at), days, change, by)


def keep_calendar(registry: Registry, calendar: Calendar, at: dt.datetime) -> bool:
    """Keep a calendar's revision; return whether it is new to the database."""
    registry.note(**{f"{DAYS}{calendar.name}": day_file(calendar)})
    return registry.add_calendar(_revision(registry, calendar, at))


def _revision(registry: Registry, calendar: Calendar, at: dt.datetime) -> BodyRow:
    newest = registry.calendar(calendar.name)
    return BodyRow(
        name=calendar.name,
        revision=calendar.revision,
        seq=newest.seq + 1 if newest else 1,
        recorded_at=at,
        body=msgspec.json.encode(calendar.to_data()).decode(),
    )


def keep_organisations(registry: Registry, found: Organisations, at: dt.datetime) -> bool:
    """Keep a revision of the directory, and the home organisation where one is named."""
    newest = registry.directory()
    body = msgspec.json.encode(found.directory).decode()
    if newest is None or newest.body != body:
        # What stood before may stand again: a revision is named after the one before it, too.
        after = newest.revision if newest else ""
        row = _body("directory", body, newest.seq + 1 if newest else 1, at, after=after)
    else:
        row = newest
    is_new = registry.add_directory(row, found.directory)
    if found.home:
        registry.note(home=found.home)
    return is_new


def organisation_count(registry: Registry) -> int:
    """Return how many organisations the database knows."""
    row = registry.directory()
    return len(msgspec.json.decode(row.body).get("organisations", ())) if row else 0


def _body(name: str, body: str, seq: int, at: dt.datetime, *, after: str = "") -> BodyRow:
    revision = hashlib.sha256((after + body).encode()).hexdigest()[:12]
    return BodyRow(name=name, revision=revision, seq=seq, recorded_at=at, body=body)
