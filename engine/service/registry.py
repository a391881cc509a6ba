"""Definitions made ready to run, one machine per version, kept for the life of the process."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from engine.definition.duties import host_and_duty
from engine.errors import Conflict, NotFound
from engine.kernel.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.kernel.events import CalendarChange
    from engine.service.ports import Library


class Registry:
    """Hands out machines and the directory, each made once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._machines: dict[tuple[str, int], Machine] = {}
        self._sheltered: dict[str, bool] = {}
        self._beneath: Registry | None = None
        self._days: Calendar | None = None
        # Under which version new cases run, where some are retired; None for no version at all.
        self.opens: Callable[[], Mapping[str, int | None]] = dict

    @cached_property
    def directory(self) -> Directory:
        """Organisations, people and posts as known when the process began."""
        return self.library.directory()

    @cached_property
    def counted(self) -> Mapping[str, frozenset[str]]:
        """The events that some duty counts, by workflow, as known when the process began."""
        return self.library.counted()

    @cached_property
    def home(self) -> str:
        """The organisation whose office uses the database."""
        return self.library.home()

    def machine(self, workflow: str, version: int) -> Machine:
        """Return the machine of a definition version; raise NotFound."""
        found = self._machines.get((workflow, version))
        if found is None:
            found = self._machines[workflow, version] = self._made(workflow, version)
        return found

    def _made(self, workflow: str, version: int) -> Machine:
        if self._beneath is not None and self._days is not None:
            known = self._beneath.machine(workflow, version)
            return known.on(self._days) if known.calendar.name == self._days.name else known
        host, duty = host_and_duty(workflow)
        definition = self.library.workflow(host, version)
        if duty:
            definition = definition.duty_workflows[duty]
        calendar = self.library.calendar(definition.calendar)
        return Machine(definition, calendar, dict(self.library.profiles()))

    @cached_property
    def changes(self) -> tuple[CalendarChange, ...]:
        """The changes of calendars that some cases may still have to follow, oldest first."""
        return tuple(self.library.changes())

    def on(self, calendar: Calendar) -> Registry:
        """Return the same registry with cases counting on another calendar of that name."""
        other = copy(self)
        other._machines, other._beneath, other._days = {}, self, calendar
        return other

    def with_change(self, change: CalendarChange, calendar: Calendar) -> Registry:
        """Return the registry as it would stand after one more change."""
        other = self.on(calendar)
        vars(other).update(changes=(change,), _as_before={change.id: self})
        return other

    @cached_property
    def _as_before(self) -> dict[int, Registry]:
        """By change, the registry as it stood before that change and every later one."""
        found: dict[int, Registry] = {}
        beneath = self
        for change in reversed(self.changes):
            beneath = beneath.on(self.library.calendar(change.calendar, change.before))
            found[change.id] = beneath
        return found

    def before(self, change: CalendarChange) -> Registry:
        """Return the registry as it stood before a change."""
        return self._as_before[change.id]

    def after(self, change: CalendarChange) -> Registry:
        """Return the registry as it stood after a change, and before the next one."""
        later = self.changes[self.changes.index(change) + 1 :]
        return self.before(later[0]) if later else self

    def revisions_since(self, change: CalendarChange) -> set[str]:
        """Return the revisions of calendars that know a change."""
        return {later.after for later in self.changes[self.changes.index(change) :]}

    def renew(self) -> None:
        """Take in what has become of the calendars since the process began."""
        if self.library.renew_calendars():
            self._machines.clear()
        for name in ("changes", "_as_before", "_opening"):
            vars(self).pop(name, None)

    def newest(self, workflow: str) -> Machine:
        """Return the machine of the newest published version that takes new cases.

        Raise NotFound, Conflict where every version is retired.
        """
        host, _ = host_and_duty(workflow)
        opens = self._opening
        version = opens[host] if host in opens else self.library.workflow(host).version
        if version is None:
            raise Conflict("workflow_retired", workflow=host)
        return self.machine(workflow, version)

    @cached_property
    def _opening(self) -> Mapping[str, int | None]:
        """Under which version new cases run, where some are retired, until it is renewed."""
        return self.opens()

    def has_automatic(self, workflow: str) -> bool:
        """Return whether the newest version of a workflow has events that take themselves."""
        try:
            return bool(self.newest(workflow).automatic)
        except (Conflict, NotFound):
            return False

    def may_hang_below_secret(self, workflow: Workflow) -> bool:
        """Return whether cases of a workflow may be opened below a secret one."""
        known = self._sheltered.get(workflow.name)
        if known is None:
            self._sheltered[workflow.name] = False  # Until it is known: parents may go in rings.
            known = self._hangs_below_secret(workflow)
            self._sheltered[workflow.name] = known
        return known

    def _hangs_below_secret(self, workflow: Workflow) -> bool:
        opened_by = workflow.opened_by
        if opened_by.any_case or opened_by.any_deadline:
            return True
        try:
            parents = [self.newest(name).workflow for name in opened_by.parents]
        except (Conflict, NotFound):
            return True
        return any(one.secret or self.may_hang_below_secret(one) for one in parents)
