"""Who may see what of the cases of an open database, and who may do what in them now."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from runtime.onlooker import Onlooker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.workflow import Event, Workflow
    from engine.kernel.case import Case
    from engine.kernel.redaction import Reading
    from engine.kernel.visibility import Sight
    from runtime.wiring import Office


class Looking(Onlooker):
    """The surroundings of the cases of an open database, for somebody who only looks."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.reader, office.machines)


class Reach(NamedTuple):
    """Where secret cases that a person may see can lie: nowhere else.

    In workflows whose readers hold an office that the person holds, or wherever the person is
    named in the case.
    """

    workflows: tuple[str, ...]
    named: str | None


class Sights:
    """What one person sees of the cases of an office; nobody (None) sees what everyone sees."""

    def __init__(self, office: Office, person: str | None) -> None:
        self._office = office
        self.person = person
        self._looking = Looking(office)
        self._known: dict[str, Sight] = {}

    def of(self, case_id: str) -> Sight:
        """Return what the person sees of a case; raise NotFound where there is none."""
        if case_id not in self._known:
            from engine.kernel.visibility import sight

            machine, case = self._looking.relative(case_id)
            now = self._office.clock.now()
            self._known[case_id] = sight(machine, case, self.person, self._looking, now)
        return self._known[case_id]

    def sees(self, case_id: str) -> bool:
        """Return whether a case is there for the person."""
        return self.of(case_id).case

    def workflow(self, case_id: str) -> Workflow:
        """Return the definition that a case runs under."""
        machine, _case = self._looking.relative(case_id)
        return machine.workflow

    def reading(self, case_id: str) -> Reading:
        """Return how the person reads the history of a case."""
        from engine.kernel.redaction import Reading

        machine, case = self._looking.relative(case_id)
        earlier = earlier_definitions(self._office, case)
        named = self.person is not None
        return Reading(machine.workflow, self.of(case_id), named=named, earlier=earlier)

    @cached_property
    def reach(self) -> Reach:
        """Where secret cases that the person may see can lie."""
        if self.person is None:
            return Reach((), None)
        from engine.kernel.visibility import offices_of, stood_for

        directory = self._looking.directory
        today = self._office.clock.now().date()
        # The day differs between calendars; a list is looked through case by case afterwards.
        days = [today + dt.timedelta(days) for days in (-1, 0, 1)]
        people = frozenset(one for day in days for one in stood_for(directory, self.person, day))
        offices = frozenset(one for day in days for one in offices_of(directory, people, day))
        several = len(people) > 1
        found = {one.name for one in self._workflows() if several or _opens_to(one, offices)}
        return Reach(tuple(sorted(found)), self.person)

    def _workflows(self) -> Iterator[Workflow]:
        for row in self._office.registry.definitions():
            yield self._office.library.workflow(row.workflow, row.version)


def earlier_definitions(office: Office, case: Case) -> list[Workflow]:
    """Return the definitions that a case was migrated away from."""
    versions = dict.fromkeys(ran.version for ran in case.earlier)
    return [office.machines.machine(case.workflow, version).workflow for version in versions]


def _opens_to(workflow: Workflow, offices: frozenset[str]) -> bool:
    """Return whether some role of a definition may be held by whoever holds these offices."""
    roles = workflow.roles.values()
    return any(role.origin_extension or (role.office or "") in offices for role in roles)


def sights_of(office: Office, person: str | None) -> Sights:
    """Return what a person sees, found out once for an office."""
    if office.sights is None or office.sights.person != person:
        office.sights = Sights(office, person)
    return office.sights


def may_see(office: Office, case_id: str, person: str | None) -> bool:
    """Return whether a case is there for a person now."""
    return sights_of(office, person).sees(case_id)


def possible_now(office: Office, case_id: str) -> list[tuple[Event, tuple[str, ...]]]:
    """Return the events that people may take in a case now, each with who may."""
    from engine.kernel.permission import may_take_now

    looking = Looking(office)
    machine, case = looking.relative(case_id)
    return may_take_now(machine, case, looking, office.clock.now())
