"""Definitions made ready to run, one machine per version, kept for the life of the process."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.kernel.machine import Machine

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.service.ports import Library


class Registry:
    """Hands out machines and the directory, each made once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._machines: dict[tuple[str, int], Machine] = {}
        self._sheltered: dict[str, bool] = {}

    @cached_property
    def directory(self) -> Directory:
        """Organisations, people and posts as known when the process began."""
        return self.library.directory()

    @cached_property
    def home(self) -> str:
        """The organisation whose office uses the database."""
        return self.library.home()

    def machine(self, workflow: str, version: int) -> Machine:
        """Return the machine of a definition version; raise NotFound."""
        found = self._machines.get((workflow, version))
        if found is None:
            definition = self.library.workflow(workflow, version)
            calendar = self.library.calendar(definition.calendar)
            found = Machine(definition, calendar, dict(self.library.profiles()))
            self._machines[workflow, version] = found
        return found

    def newest(self, workflow: str) -> Machine:
        """Return the machine of the newest published version; raise NotFound."""
        return self.machine(workflow, self.library.workflow(workflow).version)

    def has_automatic(self, workflow: str) -> bool:
        """Return whether the newest version of a workflow has events that take themselves."""
        try:
            return bool(self.newest(workflow).automatic)
        except NotFound:
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
        except NotFound:
            return True
        return any(one.secret or self.may_hang_below_secret(one) for one in parents)
