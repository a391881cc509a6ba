"""A case of every shipped workflow in the sample organisations, and people who stand around it.

Every office is held in every organisation, each by somebody of its own: `head@yancheng` holds
the office `head` of Yancheng. Whom a case names is called after the field: `named:team_leader`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calendar.calendar import Calendar
from engine.definition.check import check_sources
from engine.definition.source import Source
from engine.definition.workflow import Lookup, Text
from engine.kernel.case import ActMemory, Case, Clock, Link, Origin
from engine.kernel.directory import Directory, Organisation, Person, Post
from engine.kernel.machine import Machine, extension_field
from engine.kernel.scene import Scene
from runtime.organisations import read_organisations
from runtime.shipped import calendar, definition_files, organisations_file, profiles

if TYPE_CHECKING:
    from engine.definition.workflow import Field, Role, Workflow
    from engine.kernel.scene import Relative

NOW = dt.datetime(2019, 9, 2, 2, tzinfo=dt.UTC)
TODAY = dt.date(2019, 9, 2)
GIVEN = {
    "lister": "jiangsu_patrol", "regulator": "yancheng_emergency", "managed_at": "city",
    "sector": "chemicals", "level": "city",
}  # fmt: skip
"""Values of fields that roles depend on; any other organisation is Yancheng."""


class Standing(NamedTuple):
    """Who is asked about for a role: its holder, and the same office elsewhere."""

    own: str
    other: str | None
    superior: str | None


def workflows() -> dict[str, Workflow]:
    """Return the shipped definitions by name."""
    files = definition_files(examples=True)
    found = check_sources([Source(str(file), file.read_bytes()) for file in files], {})
    if found.problems:
        raise ValueError(found.problems[0].text("en"))
    return {one.name: one for one in found.workflows}


class Sample:
    """The shipped definitions at work in the sample organisations."""

    def __init__(self) -> None:
        self.workflows = workflows()
        file = organisations_file()
        found = read_organisations(file.read_bytes(), str(file))
        self.home = found.home or ""
        self.directory = _staffed(found.directory, self.workflows)
        self._machines = {name: _machine(one) for name, one in self.workflows.items()}
        self._cases: dict[str, Relative] = {}

    def machine(self, workflow: str) -> Machine:
        """Return the machine of a workflow."""
        return self._machines[workflow]

    def relative(self, case_id: str) -> Relative:
        """Return a case that was asked for before."""
        return self._cases[case_id]

    def children(self, _case: Case, _field: str) -> list[Relative]:
        """Return nothing: no case has children here."""
        return []

    def case(self, workflow: Workflow, state: str) -> Case:
        """Return a case in a state; a request for more time is made about a late rectification."""
        parent = origin = None
        if workflow.opened_by.any_deadline:
            above = self.workflows["rectification"]
            self._cases["above"] = (self.machine(above.name), self.case(above, "rectifying"))
            parent = Link(case="above", field=extension_field("rectify"))
            origin = Origin(deadline="rectify", generation=1)
        return Case(
            id=f"{workflow.name}:{state}", number="1", workflow=workflow.name, version=1,
            state=state, home=self.home, root="above" if parent else f"{workflow.name}:{state}",
            opened_by="named:opened_by", opened_on=TODAY, opened_at=NOW, acted_on=TODAY,
            acted_at=NOW, parent=parent, origin=origin, fields=_fields(workflow),
            clocks=_clocks(workflow), acts=_past(workflow, state),
        )  # fmt: skip

    def standing(self, workflow: Workflow, case: Case, role: Role) -> Standing | None:
        """Return who is asked about for a role; None where nobody can stand behind it."""
        scene = Scene(self.machine(workflow.name), case, self, NOW)
        people = scene.people(role.name)
        if not people:
            return None
        office, _, body = people[0].partition("@")
        if not body:
            return Standing(people[0], "named:somebody_else", None)
        above = self.directory.organisation(body).superior
        return Standing(
            people[0], f"{office}@{self._alike(body)}", f"{office}@{above}" if above else None
        )

    def _alike(self, body: str) -> str:
        """Return another organisation of the same kind and level, or of the same level."""
        own = self.directory.organisation(body)
        bodies = [one for one in self.directory.organisations if one.id not in (body, own.superior)]
        level = [one for one in bodies if one.level == own.level]
        kind = [one for one in level if one.kind == own.kind]
        return (kind or level or bodies)[0].id


def _machine(workflow: Workflow) -> Machine:
    known: Calendar = calendar(workflow.calendar)
    return Machine(workflow, known, dict(profiles()))


def _staffed(directory: Directory, workflows: dict[str, Workflow]) -> Directory:
    roles = [role for workflow in workflows.values() for role in workflow.roles.values()]
    offices = sorted({role.office for role in roles if role.office})
    bodies = (*directory.organisations, *_lacking(directory, roles))
    posts = [
        Post(organisation=body.id, office=office, person=f"{office}@{body.id}")
        for body in bodies
        for office in offices
    ]
    people = [Person(id=post.person, name=Text(zh=post.person, en=post.person)) for post in posts]
    return Directory(organisations=bodies, people=tuple(people), posts=tuple(posts))


def _lacking(directory: Directory, roles: list[Role]) -> list[Organisation]:
    """Return a body of the province for every kind that a role looks up and the sample has not."""
    known = {body.kind for body in directory.organisations}
    wanted = {role.at.kind for role in roles if isinstance(role.at, Lookup)} - known
    return [
        Organisation(
            id=f"jiangsu_{kind}", name=Text(zh=kind, en=kind), kind=kind, level="province",
            superior="jiangsu", serves="jiangsu",
        )
        for kind in sorted(wanted)
    ]  # fmt: skip


def _fields(workflow: Workflow) -> dict[str, Any]:
    found = {name: _value(field) for name, field in workflow.fields.items()}
    return {name: value for name, value in found.items() if value is not None}


def _value(field: Field) -> Any:
    if field.name in GIVEN:
        return GIVEN[field.name]
    if field.type in ("organisation", "organisations"):
        return "yancheng" if field.type == "organisation" else ["yancheng"]
    if field.type in ("person", "persons"):
        person = f"named:{field.name}"
        return person if field.type == "person" else [person]
    return "2019-10-31" if field.type == "date" else None


def _clocks(workflow: Workflow) -> tuple[Clock, ...]:
    return tuple(
        Clock(
            name=name, started_on=TODAY, started_at=NOW, term_at=NOW, due_on=TODAY,
            due_at=NOW + dt.timedelta(days=30),
        )
        for name in workflow.deadlines
    )  # fmt: skip


def _past(workflow: Workflow, state: str) -> dict[str, ActMemory]:
    """Return the acts of one way from the beginning to a state."""
    ways: dict[str, list[str]] = {workflow.initial().name: []}
    waiting = list(ways)
    for spot in waiting:
        for event in workflow.events.values():
            for target in {branch.to for branch in event.branches} - {None, *ways}:
                if spot in event.sources and target is not None:
                    ways[target] = [*ways[spot], event.name]
                    waiting.append(target)
    return {name: ActMemory(actor="named:past", on=TODAY) for name in ways.get(state, ())}
