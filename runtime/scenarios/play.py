"""Playing scenarios: through the same service as everything, each line at its own instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from engine.kernel.directory import Post
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.scene import Scene
from engine.service.papers import sign_paper
from engine.service.serving import receipt_paper, send_paper
from engine.service.workspace import Workspace
from runtime.rehearsal.library import RehearsalLibrary
from runtime.rehearsal.observing import WatchingRegistry
from runtime.rehearsal.stage import Stage

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.service.engine import Outcome
    from runtime.rehearsal.memory_store import State
    from runtime.scenarios.cast import Cast
    from runtime.scenarios.script import Line

_CASES = ("case", "cases", "picks")
_PAPERS = {"sign": sign_paper, "send": send_paper, "receipt": receipt_paper}


class Snapshot(NamedTuple):
    """How a play stood: what the store held, the ids given, the names, and the time."""

    state: State
    last_id: int
    names: dict[str, str]
    now: dt.datetime


class Stuck(NamedTuple):
    """Why a line could not be played at all."""

    code: str
    facts: dict[str, Any]


def registry_of(cast: Cast) -> WatchingRegistry:
    """Return the definitions, calendars and people that a scenario is played with."""
    given, world = cast.scenario.given, cast.world
    organisations = cast.organisations
    assert organisations is not None
    workflows = dict(world.workflows)
    if given.settings:
        name = cast.scenario.workflow
        workflows[name] = world.with_settings(name, given.settings).workflow or workflows[name]
    library = RehearsalLibrary(
        workflows,
        _with_posts(cast, organisations.directory),
        cast.home or "",
        dt.date.fromisoformat(given.known_on) if given.known_on else None,
    )
    return WatchingRegistry(library)


class Play:
    """Plays the lines of one scenario; cases go by the names that the lines give them."""

    def __init__(self, cast: Cast, registry: WatchingRegistry) -> None:
        self._cast = cast
        self.stage = Stage(registry.library, registry)
        self.names: dict[str, str] = {}
        definition = self.stage.library.workflow(cast.scenario.workflow)
        self.zone = self.stage.library.calendar(definition.calendar).zone

    def snapshot(self) -> Snapshot:
        """Return how the play stands, to go on from there again."""
        stage = self.stage
        return Snapshot(stage.store.state, stage.identity.last, dict(self.names), stage.clock.now())

    def go_on_from(self, snapshot: Snapshot) -> None:
        """Take a play up where another left it."""
        self.stage.store.state = snapshot.state.copy()
        self.stage.identity.last = snapshot.last_id
        self.names = dict(snapshot.names)
        self.stage.clock.set(snapshot.now)

    def case_id(self, name: str) -> str | None:
        """Return the case behind a name."""
        return self.names.get(name)

    def meant(self, line: Line) -> list[str]:
        """Return the names of the cases that a line is about."""
        return list(line.cases) or list(self.names)[:1]

    def take(self, line: Line) -> list[Refusal | Stuck]:
        """Let time pass until a line, and do what it says; return what was refused."""
        assert line.at is not None
        at = line.at.replace(tzinfo=self.zone)
        if failed := self.stage.until(at):
            return [Stuck("scenario_not_settled", {"detail": "; ".join(failed)})]
        answers = self._answers(line)
        problems = [one for one in answers if isinstance(one, (Refusal, Stuck))]
        if not problems:
            problems = list(self._name(line, [one for one in answers if _is_outcome(one)]))
        return problems

    def _answers(self, line: Line) -> list[Outcome | Refusal | Stuck]:
        if line.verb is None:
            return []
        if line.verb == "open":
            workflow = self.stage.library.workflow(line.object)
            person = self._opener(line, workflow)
            values = self._values(line, workflow)
            actor = Actor(person=person, permits=OF_A_SANDBOX)
            return [self.stage.engine.open_case(line.object, values, actor)]
        return [self._in(line, name) for name in self.meant(line)]

    def _in(self, line: Line, name: str) -> Outcome | Refusal | Stuck:
        case_id, face = self.names.get(name), line.face
        if case_id is None:
            return Stuck("scenario_case_not_there", {"case": name})
        person = self._person(case_id, face.by or "")
        if isinstance(person, Stuck):
            return person
        actor = Actor(person=person, permits=OF_A_SANDBOX)
        engine, reason = self.stage.engine, face.reason
        if line.verb == "extend":
            to = dt.date.fromisoformat(face.to or "")
            return engine.extend(case_id, line.object, to, reason or "", actor)
        if line.verb in _PAPERS:
            return _PAPERS[line.verb](engine, case_id, line.object, actor)
        workflow = self.workflow(case_id)
        values = self._values(line, workflow)
        return engine.act(case_id, line.object, values, actor, reason=reason)

    def workflow(self, case_id: str) -> Workflow:
        """Return the definition that a case runs under."""
        return self.stage.library.workflow(self.stage.case(case_id).workflow)

    def _opener(self, line: Line, workflow: Workflow) -> str:
        by = line.face.by or ""
        office = self._cast.opener(workflow, by)
        directory = self.stage.library.directory()
        if directory.has_person(by) or office is None or line.at is None:
            return by
        return next(iter(directory.holders_or_above(*office, line.at.date())), by)

    def _person(self, case_id: str, by: str) -> str | Stuck:
        """Return a person by name, or whoever stands behind a role of the case now."""
        if self.stage.library.directory().has_person(by):
            return by
        with self.stage.store.unit() as unit:
            work = Workspace(unit, self.stage.engine.registry)
            machine, case = work.relative(case_id)
            if by not in machine.workflow.roles:
                return Stuck("scenario_person_unknown_now", {"by": by, "workflow": case.workflow})
            people = Scene(machine, case, work, self.stage.clock.now()).people(by)
        found = next(iter(people), None)
        return found or Stuck("scenario_role_empty", {"role": by, "case": case.number})

    def _values(self, line: Line, workflow: Workflow) -> dict[str, Any]:
        """Return what is supplied, names of cases turned into the cases themselves."""
        found = dict(line.face.with_)
        for name, value in found.items():
            field = workflow.fields.get(name)
            if field is not None and field.type in _CASES:
                found[name] = self._cases(value)
        return found

    def _cases(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._cases(one) for one in value]
        return self.names.get(value, value)

    def _name(self, line: Line, answers: list[Any]) -> list[Stuck]:
        called, verb = line.face.called, line.verb
        if isinstance(called, dict):
            return self._name_children(line, called)
        if verb == "open" or (verb == "extend" and called is not None):
            self.names[called or line.object] = answers[0].case.id
        return []

    def _name_children(self, line: Line, called: dict[str, str]) -> list[Stuck]:
        parent = self.names.get(next(iter(self.meant(line)), ""))
        for field, name in called.items():
            children = self.stage.children(parent, field) if parent else []
            known = set(self.names.values())
            newest = [child.id for child in children if child.id not in known]
            if not newest:
                return [Stuck("scenario_child_not_there", {"field": field, "name": name})]
            self.names[name] = newest[-1]
        return []


def _is_outcome(answer: Outcome | Refusal | Stuck) -> bool:
    return not isinstance(answer, (Refusal, Stuck))


def _with_posts(cast: Cast, directory: Directory) -> Directory:
    posts = [
        Post(
            organisation=one.at,
            office=one.office,
            person=one.person,
            since=dt.date.fromisoformat(one.since) if one.since else None,
            until=dt.date.fromisoformat(one.until) if one.until else None,
        )
        for one in cast.scenario.given.posts
    ]
    return replace(directory, posts=(*directory.posts, *posts)) if posts else directory
