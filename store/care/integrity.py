"""Is the database itself sound: its pages, its references, the guards that it refuses with?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.care.flaws import Flaw
from store.migrations.frozen import frozen
from store.version import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.care.snapshot import Snapshot

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND n.nspname = current_schema()"
    ),
}
_PAGES = "PRAGMA integrity_check(20)"
_REFERENCES = "PRAGMA foreign_key_check"
# A constraint that was added without looking at the rows that were there.
_UNCHECKED = (
    "SELECT r.relname, k.conname FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid "
    "WHERE NOT k.convalidated AND k.connamespace = current_schema()::regnamespace ORDER BY 1, 2"
)


def integrity_flaws(taken: Snapshot) -> Iterator[Flaw]:
    """Yield what the database says of itself that is not sound."""
    yield from _missing_guards(taken)
    if taken.session.location.dialect == "sqlite":
        for (said,) in taken.session.query(_PAGES, ())[1]:
            if said != "ok":
                yield Flaw(code="check_pages", facts={"detail": said})
        for table, _, referred, _ in taken.session.query(_REFERENCES, ())[1]:
            yield Flaw(code="check_reference", facts={"table": table, "referred": referred})
    else:
        for table, name in taken.session.query(_UNCHECKED, ())[1]:
            yield Flaw(code="check_constraint", facts={"table": table, "name": name})


def _missing_guards(taken: Snapshot) -> Iterator[Flaw]:
    """Yield the triggers of the schema that are gone, or turned off."""
    dialect = taken.session.location.dialect
    found = {name for (name,) in taken.session.query(_TRIGGERS[dialect], ())[1]}
    statements = [text for one in REVISIONS for text in frozen(one, dialect)]
    wanted = [made[1] for text in statements if (made := _TRIGGER.match(text))]
    for name in sorted(set(wanted) - found):
        yield Flaw(code="check_guard_missing", facts={"guard": name})
