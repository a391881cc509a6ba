"""What cases run on, read from the database once and kept."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import msgspec

from engine.errors import NotFound, StoreError
from engine.kernel.called import not_known

# What a command never asks for it does not import: looking at a case is done in an instant.
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.calendar.calendar import Calendar
    from engine.calendar.profile import CountingProfile
    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.kernel.events import CalendarChange
    from store.registry import Registry
    from store.values import DefinitionRow

#: Rises whenever a compiled definition of an older program can no longer be read.
COMPILED_FORMAT = 2
#: So many compiled definitions stay in memory; an office has some thirty of them.
KEPT = 128


class DatabaseLibrary:
    """Definitions, calendars, counting profiles and organisations of one database."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._workflows: dict[tuple[str, int | None], Workflow] = {}
        self._calendars: dict[str, Calendar] = {}

    def workflow(self, name: str, version: int | None = None) -> Workflow:
        """Return a published definition, the newest without a version; raise NotFound."""
        if (name, version) not in self._workflows:
            self._workflows[name, version] = self._read(name, version)
        return self._workflows[name, version]

    def _read(self, name: str, version: int | None) -> Workflow:
        """Return a definition as it is kept, or the one that follows from a duty of it."""
        host, _, duty = name.partition(".")
        if not duty:
            return compiled(self._row(name, version))
        found = self.workflow(host, version).duty_workflows.get(duty)
        if found is None:
            raise self._unknown(name, None)
        return found

    def _row(self, name: str, version: int | None) -> DefinitionRow:
        row = self._registry.definition(name, version)
        if row is None:
            raise self._unknown(name, version)
        if row.compiled_format != COMPILED_FORMAT:
            raise StoreError("definition_format_other", workflow=name, version=row.version)
        return row

    def _unknown(self, name: str, version: int | None) -> NotFound:
        rows = self._registry.definitions()
        versions = sorted(row.version for row in rows if row.workflow == name)
        if version is not None and versions:
            known = ", ".join(map(str, versions))
            facts = {"workflow": name, "version": version, "known": known}
            return NotFound("workflow_version_unknown", **facts)
        names = ", ".join(sorted({row.workflow for row in rows})) or "-"
        ours = {row.workflow for row in rows if row.compiled_format == COMPILED_FORMAT}
        found = [(one, self.workflow(one).title) for one in sorted(ours)]
        code, facts = not_known("workflow_unknown", name, found, workflow=name, known=names)
        return NotFound(code, **facts)

    def calendar(self, name: str, revision: str | None = None) -> Calendar:
        """Return a calendar with every notice loaded, or as an earlier revision; raise NotFound."""
        if revision is not None:
            return self._read_calendar(name, revision)
        if name not in self._calendars:
            self._calendars[name] = self._read_calendar(name)
        return self._calendars[name]

    def changes(self) -> Sequence[CalendarChange]:
        """Return the changes of calendars that some cases may have to follow, oldest first."""
        return self._registry.changes()

    def renew_calendars(self) -> bool:
        """Forget the calendars that are kept where newer ones are there; tell whether they are."""
        newest = {row.name: row.revision for row in self._registry.calendars()}
        stale = [name for name, one in self._calendars.items() if one.revision != newest.get(name)]
        for name in stale:
            del self._calendars[name]
        return bool(stale)

    def _read_calendar(self, name: str, revision: str | None = None) -> Calendar:
        registry = self._registry
        row = registry.calendar_of(name, revision) if revision else registry.calendar(name)
        if row is None:
            known = ", ".join(sorted({each.name for each in self._registry.calendars()})) or "-"
            raise NotFound("calendar_unknown", name=name, known=known)
        from engine.calendar.calendar import Calendar

        return Calendar.from_data(msgspec.json.decode(row.body))

    @cached_property
    def _profiles(self) -> dict[str, CountingProfile]:
        from engine.calendar.profile import read_profiles

        names = {row.name for row in self._registry.profiles()}
        rows = [row for name in sorted(names) if (row := self._registry.profile(name))]
        return read_profiles({row.name: msgspec.json.decode(row.body) for row in rows})

    def profiles(self) -> Mapping[str, CountingProfile]:
        """Return the counting profiles by name."""
        return self._profiles

    @cached_property
    def _directory(self) -> Directory:
        from engine.kernel.directory import Directory

        row = self._registry.directory()
        return msgspec.json.decode(row.body, type=Directory) if row else Directory()

    def directory(self) -> Directory:
        """Return everything known of organisations, people and posts."""
        return self._directory

    def counted(self) -> Mapping[str, frozenset[str]]:
        """Return the events that the duties of any published definition count, by workflow."""
        found: dict[str, frozenset[str]] = {}
        for workflow, event in self._registry.counted():
            found[workflow] = found.get(workflow, frozenset()) | {event}
        return found

    def home(self) -> str:
        """Return the organisation whose office uses this database; raise StoreError."""
        home = self._registry.facts().get("home")
        if not home:
            raise StoreError("home_unknown")
        return home


def compiled(row: DefinitionRow) -> Workflow:
    """Return the definition that a published version compiled to."""
    return _decoded(row.compiled)


@lru_cache(maxsize=KEPT)
def _decoded(text: str) -> Workflow:
    """Read a compiled definition, once for however many offices of this process."""
    from engine.definition.workflow import Workflow

    return msgspec.json.decode(text, type=Workflow)
