"""How a database of real cases begins: what is shipped, the office's own, its administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.definition.workflow import Text
from engine.kernel.directory import Directory, Person
from runtime.accounts import (
    administrators_of,
    check_all_locked_out,
    make_grant,
    make_token,
)
from runtime.founding import (
    Founded,
    fix_kind,
    keep_organisations,
    load_calendars,
    make_folder,
    organisation_count,
    refuse_other_kind,
)
from runtime.login import MARK, mark_of
from runtime.organisations import Organisations
from runtime.permissions import ADMINISTRATOR
from runtime.publishing import publish, shipped_sources
from runtime.tokens import new_mark
from store.database import open_store
from store.migrate import upgrade

if TYPE_CHECKING:
    import datetime as dt

    from runtime.accounts import NewToken
    from store.database import DatabaseStore
    from store.registry import Registry

#: The fact of a database that names its first administrator, written once.
FIRST = "first_administrator"
RECOVERED = "recovered"
TOKEN_NAME = "first"


class Beginning(msgspec.Struct, frozen=True):
    """What an office says when its database is made."""

    admin: str
    admin_name: str | None
    token_days: int
    organisations: Organisations | None = None
    bare: bool = False


class FoundedOffice(Founded, frozen=True):
    """What founding did; `token` is set where this call made the first administrator."""

    administrator: str = ""
    token: str | None = None
    token_expires_at: dt.datetime | None = None


def found_office(url: str, at: dt.datetime, beginning: Beginning) -> FoundedOffice:
    """Create a database of real cases, or upgrade the schema of one.

    What stands in a database that has its administrator is theirs to change: it is left alone.
    Raise Forbidden for a sandbox, before anything is changed.
    """
    refuse_other_kind(url, sandbox=False)
    make_folder(url)
    schema = upgrade(url)
    store = open_store(url)
    try:
        fix_kind(store, sandbox=False)
        facts = store.registry.facts()
        founded = FoundedOffice(
            database=store.location.shown, schema=schema, administrator=facts.get(FIRST, "")
        )
        return founded if founded.administrator else _begun(store, founded, at, beginning)
    finally:
        store.close()


def recover(url: str, at: dt.datetime, days: int) -> NewToken:
    """Make a token for an administrator where none of them holds a valid one any more.

    Raise Conflict where one does: whoever can write the database could help themselves to more
    than this, but nobody shall take over an office that has its administrator.
    """
    store = open_store(url)
    try:
        facts = store.registry.facts()
        mark = mark_of(facts, store.location.shown)
        administrators = administrators_of(store.accounts)
        check_all_locked_out(store.accounts, administrators, at)
        first = facts.get(FIRST, "")
        person = first if first in administrators else min(administrators)
        token = make_token(mark, person, RECOVERED, days, at, RECOVERED)
        store.accounts.add_token(token.row)
        return token
    finally:
        store.close()


def _begun(
    store: DatabaseStore, founded: FoundedOffice, at: dt.datetime, beginning: Beginning
) -> FoundedOffice:
    """Fill a database; the administrator comes last, so that what was interrupted is begun anew."""
    registry = store.registry
    mark = registry.fix(MARK, new_mark())
    calendars = load_calendars(registry, at)
    _keep_directory(registry, beginning, at)
    sources = [] if beginning.bare else shipped_sources(examples=False)
    published = publish(registry, sources, at, beginning.admin) if sources else []
    filled = msgspec.structs.replace(
        founded,
        calendars=tuple(calendars),
        workflows=tuple(published),
        organisations=organisation_count(registry),
    )
    return _with_administrator(store, filled, at, beginning, mark)


def _keep_directory(registry: Registry, beginning: Beginning, at: dt.datetime) -> None:
    """Keep the office's organisations and people, the administrator among them."""
    given = beginning.organisations or Organisations(Directory(), None)
    directory = given.directory
    if not directory.has_person(beginning.admin):
        name = beginning.admin_name or beginning.admin
        person = Person(id=beginning.admin, name=Text(zh=name, en=name))
        directory = msgspec.structs.replace(directory, people=(*directory.people, person))
    keep_organisations(registry, Organisations(directory, given.home), at)


def _with_administrator(
    store: DatabaseStore, filled: FoundedOffice, at: dt.datetime, beginning: Beginning, mark: str
) -> FoundedOffice:
    person = beginning.admin
    token: NewToken = make_token(mark, person, TOKEN_NAME, beginning.token_days, at, person)
    grant = make_grant(person, ADMINISTRATOR, at, person)
    if not store.accounts.found(FIRST, grant, token.row):
        first = store.registry.facts()[FIRST]
        return msgspec.structs.replace(filled, administrator=first)
    return msgspec.structs.replace(
        filled,
        administrator=person,
        token=token.secret,
        token_expires_at=token.row.expires_at,
    )
