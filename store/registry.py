"""What cases run on: published definitions, calendars, profiles, the directory, local facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Conflict
from store import values
from store.calendar_changes import CalendarChanges
from store.codec import iso, micros
from store.faults import told
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from engine.kernel.directory import Directory
    from engine.kernel.events import CalendarChange
    from store.sessions import Session
    from store.values import BodyRow, DefinitionRow


class Registry:
    """Everything that is published to a database, none of it ever changed, only added to."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def _writing(self) -> AbstractContextManager[Session]:
        return writing(self._session())

    def publish(self, row: DefinitionRow) -> bool:
        """Keep a version of a workflow; return whether it is new here.

        Raise Conflict where another text stands under the same version.
        """
        with self._writing() as session:
            for found in session.rows("definition", (row.workflow, row.version)):
                known = values.definition(found)
                if known.hash != row.hash:
                    raise Conflict(
                        "definition_text_changed", workflow=row.workflow, version=row.version
                    )
                return False
            session.run("insert_definitions", _definition(row))
            return True

    def note_counted(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Note events, each with its workflow, that the duties of a definition count."""
        rows = sorted(kinds)
        if rows:
            with self._writing() as session:
                session.many("insert_counted_kinds", rows)

    def counted(self) -> list[tuple[str, str]]:
        """Return the events that duties count, each with its workflow."""
        session = self._session()
        with told(session.location):
            return [(str(row[0]), str(row[1])) for row in session.rows("counted_kinds")]

    def recompile(self, row: DefinitionRow) -> None:
        """Keep what a published text compiles to under this program's format."""
        with self._writing() as session:
            given = (row.compiled, row.compiled_format, row.workflow, row.version)
            session.run("recompile_definition", given)

    def definition(self, workflow: str, version: int | None = None) -> DefinitionRow | None:
        """Return a version of a workflow, the newest where none is named, or None."""
        session = self._session()
        with told(session.location):
            if version is None:
                rows = session.rows("newest_definition", (workflow,))
            else:
                rows = session.rows("definition", (workflow, version))
        return values.definition(rows[0]) if rows else None

    def definitions(self) -> list[DefinitionRow]:
        """Return every published version, without its text."""
        session = self._session()
        with told(session.location):
            return [values.brief_definition(row) for row in session.rows("definitions")]

    def add_calendar(self, row: BodyRow) -> bool:
        """Keep a revision of a calendar; return whether it is new here."""
        return self._add("calendars", row)

    def add_profile(self, row: BodyRow) -> bool:
        """Keep a revision of a counting profile; return whether it is new here."""
        return self._add("profiles", row)

    def add_texts(self, row: BodyRow) -> bool:
        """Keep a revision of the texts of a workflow; return whether it is new here."""
        return self._add("texts", row)

    def texts(self, name: str) -> BodyRow | None:
        """Return the newest revision of the texts of a workflow, or None."""
        return self._newest("texts", name)

    def _add(self, table: str, row: BodyRow) -> bool:
        with self._writing() as session:
            if session.rows(f"one_{table}", (row.name, row.revision)):
                return False
            at = micros(row.recorded_at)
            session.run(f"insert_{table}", (row.name, row.revision, row.seq, at, row.body))
            return True

    def calendar(self, name: str) -> BodyRow | None:
        """Return the newest revision of a calendar, or None."""
        return self._newest("calendars", name)

    def calendar_of(self, name: str, revision: str) -> BodyRow | None:
        """Return a revision of a calendar, or None."""
        session = self._session()
        with told(session.location):
            rows = session.rows("one_calendars", (name, revision))
        return values.body(rows[0]) if rows else None

    def changes(self) -> list[CalendarChange]:
        """Return the changes of calendars that not every case has followed, oldest first."""
        return [one.change for one in CalendarChanges(self._session).unfinished()]

    def change_calendar(
        self, row: BodyRow, days: tuple[str, str], change: CalendarChange, by: str
    ) -> int:
        """Keep a new revision of a calendar, which cases follow from now on; raise Conflict."""
        return CalendarChanges(self._session).begin(row, days, change, by)

    def profile(self, name: str) -> BodyRow | None:
        """Return the newest revision of a counting profile, or None."""
        return self._newest("profiles", name)

    def calendars(self) -> list[BodyRow]:
        """Return every revision of every calendar, without its body."""
        return self._briefs("calendars")

    def profiles(self) -> list[BodyRow]:
        """Return every revision of every counting profile, without its body."""
        return self._briefs("profiles")

    def _newest(self, table: str, name: str) -> BodyRow | None:
        session = self._session()
        with told(session.location):
            rows = session.rows(f"newest_{table}", (name,))
        return values.body(rows[0]) if rows else None

    def _briefs(self, table: str) -> list[BodyRow]:
        session = self._session()
        with told(session.location):
            return [values.body((*row, "")) for row in session.rows(table)]

    def add_directory(self, row: BodyRow, directory: Directory) -> bool:
        """Keep a revision of the directory, and its organisations, people and posts as rows."""
        with self._writing() as session:
            newest = session.rows("newest_directory")
            if newest and newest[0][0] == row.revision:
                return False
            given = (row.revision, row.seq, micros(row.recorded_at), row.body)
            session.run("insert_directory_revisions", given)
            for table, rows in _directory_rows(directory).items():
                session.run(f"delete_{table}")
                if rows:
                    session.many(f"insert_{table}", rows)
            return True

    def directory(self) -> BodyRow | None:
        """Return the newest revision of the directory, or None."""
        session = self._session()
        with told(session.location):
            rows = session.rows("newest_directory")
        return values.body(("directory", *rows[0])) if rows else None

    def facts(self) -> dict[str, str]:
        """Return the facts of this database: sandbox, home organisation, last tick."""
        session = self._session()
        with told(session.location):
            return {str(key): str(value) for key, value in session.rows("all_meta")}

    def fix(self, key: str, value: str) -> str:
        """Write a fact of this database unless it stands already; return the one that stands."""
        with self._writing() as session:
            session.run("fix_meta", (key, value))
            ((found,),) = session.rows("meta", (key,))
            return str(found)

    def note(self, **facts: str) -> None:
        """Write facts of this database."""
        with self._writing() as session:
            for key, value in facts.items():
                session.run("upsert_meta", (key, value))


def _definition(row: DefinitionRow) -> tuple[object, ...]:
    return (
        row.workflow,
        row.version,
        row.text,
        row.hash,
        row.compiled,
        row.compiled_format,
        micros(row.published_at),
        row.published_by,
    )


def _directory_rows(directory: Directory) -> dict[str, list[tuple[object, ...]]]:
    return {
        "organisations": [
            (
                one.id,
                one.name.zh,
                one.name.en,
                one.kind,
                one.level,
                one.superior,
                one.serves,
                one.sector,
                iso(one.since),
                iso(one.until),
            )
            for one in directory.organisations
        ],
        "people": [(one.id, one.name.zh, one.name.en) for one in directory.people],
        "posts": [
            (place, one.organisation, one.office, one.person, iso(one.since), iso(one.until))
            for place, one in enumerate(directory.posts)
        ],
    }
