"""What a rehearsal runs on: definitions, calendars and people that are given to it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.definition.duties import counted_by, host_and_duty
from engine.errors import NotFound
from runtime import shipped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from engine.calendar.calendar import Calendar
    from engine.calendar.profile import CountingProfile
    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.kernel.events import CalendarChange


class RehearsalLibrary:
    """Definitions by name, the shipped calendars, and a directory of people.

    `known_on` narrows the calendars to the notices published by that day.
    """

    def __init__(
        self,
        workflows: Mapping[str, Workflow],
        directory: Directory,
        home: str,
        known_on: dt.date | None = None,
    ) -> None:
        self._workflows = workflows
        self._directory = directory
        self._home = home
        self._known_on = known_on

    def workflow(self, name: str, version: int | None = None) -> Workflow:
        """Return a definition, or what a duty of one follows from it; raise NotFound."""
        host, duty = host_and_duty(name)
        found = self._workflows.get(host)
        if found is None:
            known = ", ".join(sorted(self._workflows)) or "-"
            raise NotFound("workflow_unknown", workflow=name, known=known)
        if version not in (None, found.version):
            facts = {"workflow": name, "version": version, "known": found.version}
            raise NotFound("workflow_version_unknown", **facts)
        return found.duty_workflows[duty] if duty else found

    def calendar(self, name: str, revision: str | None = None) -> Calendar:
        """Return a shipped calendar, as it was known; raise NotFound."""
        found = shipped.calendar(name)
        narrowed = found if self._known_on is None else found.known_at(self._known_on)
        if revision not in (None, narrowed.revision):
            raise NotFound("calendar_unknown", name=f"{name}@{revision}", known=narrowed.revision)
        return narrowed

    def changes(self) -> Sequence[CalendarChange]:
        """Return that no calendar changes during a rehearsal."""
        return ()

    def renew_calendars(self) -> bool:
        """Return that no calendar changes during a rehearsal."""
        return False

    def counted(self) -> Mapping[str, frozenset[str]]:
        """Return the events that the duties of any definition count, by workflow."""
        return counted_by(self._workflows.values())

    @cached_property
    def _profiles(self) -> Mapping[str, CountingProfile]:
        return shipped.profiles()

    def profiles(self) -> Mapping[str, CountingProfile]:
        """Return the shipped counting profiles by name."""
        return self._profiles

    def directory(self) -> Directory:
        """Return the organisations and people given."""
        return self._directory

    def home(self) -> str:
        """Return the organisation whose office is played."""
        return self._home
