"""Who and what a scenario knows by name, before it is played: people, and cases by workflow."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.definition.duties import field_of, opened_by_duty
from engine.definition.problems import Finding, found, unknown_key
from engine.definition.workflow import Place
from engine.kernel.machine import extension_field
from runtime.scenarios.world import SAMPLE, organisations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from runtime.organisations import Organisations
    from runtime.scenarios.script import Line, Scenario
    from runtime.scenarios.world import World


class Cast:
    """The people of a scenario, and the cases that it has named so far, each with its workflow."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.scenario = scenario
        self.world = world
        self.cases: dict[str, str | None] = {}

    @cached_property
    def organisations(self) -> Organisations | None:
        """The organisations that are given; None where there is no such file."""
        name = self.scenario.given.organisations or SAMPLE
        return organisations(name, self.scenario.file)

    @property
    def directory(self) -> Directory | None:
        """The people and organisations that are given."""
        return self.organisations.directory if self.organisations else None

    @property
    def home(self) -> str | None:
        """The organisation whose office is played."""
        given = self.scenario.given.home
        return given or (self.organisations.home if self.organisations else None)

    def is_person(self, name: str) -> bool:
        """Return whether somebody is called so; where nobody is known, everybody is."""
        return self.directory is None or self.directory.has_person(name)

    def first(self) -> list[str]:
        """Return the case that is meant where none is named: the first one."""
        return list(self.cases)[:1]

    def workflow(self, case: str) -> Workflow | None:
        """Return the definition that a case runs under, where it is known."""
        return self.world.definition(self.cases.get(case) or "")

    def people(self, line: Line) -> set[str]:
        """Return who may be named in a line: everybody, and the roles of its cases."""
        known = {person.id for person in self.directory.people} if self.directory else set()
        opened = [self.world.workflows.get(line.object)] if line.verb == "open" else []
        for workflow in opened or [self.workflow(case) for case in line.cases or self.first()]:
            known |= set(workflow.roles) if workflow else set()
        return known

    def opener(self, workflow: Workflow, role: str) -> tuple[str, str] | None:
        """Return the office and the organisation of a role that may open a case, at home."""
        known = workflow.roles.get(role)
        if known is None or known.office is None or self.home is None:
            return None
        at_home = isinstance(known.at, Place) and known.at.expression == "home"
        return (known.office, self.home) if at_home else None

    def take_in(self, line: Line) -> Iterator[Finding]:
        """Take in the cases that a line names; yield names that lead nowhere."""
        called = line.face.called
        if line.is_refused:
            return
        if line.verb == "open" and (called is None or isinstance(called, str)):
            yield from self._name(called or line.object, line.object, line)
        elif isinstance(called, str):
            extension = self._extension(line)
            if line.verb == "extend" and extension is not None:
                yield from self._name(called, extension, line)
            else:
                yield found(*line.path, "called", code="scenario_called_nothing", name=called)
        elif called is not None:
            for field, name in called.items():
                yield from self._child(line, field, name)

    def _extension(self, line: Line) -> str | None:
        for case in line.cases or self.first():
            workflow = self.workflow(case)
            deadline = workflow.deadlines.get(line.object) if workflow else None
            if deadline is not None and deadline.extension is not None:
                return deadline.extension.workflow
        return None

    def _child(self, line: Line, field: str, name: str) -> Iterator[Finding]:
        for case in (line.cases or self.first())[:1]:
            workflow = self.workflow(case)
            if workflow is None:
                continue
            known = children_of(workflow)
            if field not in known:
                path = (*line.path, "called", field)
                code = "scenario_children_unknown"
                yield unknown_key(*path, code=code, name=field, known=known)
            yield from self._name(name, known.get(field), line)

    def _name(self, name: str, workflow: str | None, line: Line) -> Iterator[Finding]:
        if name in self.cases:
            yield found(*line.path, code="scenario_case_named_twice", name=name)
        self.cases[name] = workflow


def children_of(workflow: Workflow) -> dict[str, str | None]:
    """Return the fields under which cases hang, with the workflow of each."""
    fields = workflow.fields.values()
    found = {one.name: one.workflow for one in fields if one.type == "cases" and not one.linked}
    for deadline in workflow.deadlines.values():
        if deadline.extension is not None:
            found[extension_field(deadline.name)] = deadline.extension.workflow
    for duty in workflow.duties:
        found[field_of(duty)] = opened_by_duty(workflow.name, duty)
    return found
