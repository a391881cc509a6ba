"""Letting a case run by itself, or be worked on at the last possible day, in memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.definition.graph import targets_of
from engine.definition.workflow import OpenCase, Place
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.scene import Scene
from engine.service.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.workflow import Event, Field, Trigger, Workflow
    from engine.kernel.case import Case, Clock
    from runtime.rehearsal.stage import Stage

#: The hour at which somebody acts who acts on the last day.
LATE_IN_THE_DAY = dt.time(16)
MOST_ACTS, MOST_IN_A_ROW = 150, 8


class Performance:
    """A stage on which one family of cases is played without a script.

    `values` are what is supplied wherever a field of that name is asked for; for all others
    something plain is made up.
    """

    def __init__(self, stage: Stage, zone: dt.tzinfo, values: Mapping[str, Any]) -> None:
        self.stage = stage
        self._zone = zone
        self._values = values
        self._acts = 0
        self._went: set[tuple[str, str]] = set()

    def open(self, workflow: Workflow, at: dt.datetime) -> str | Refusal:
        """Open a case by somebody who may; return its id, or why nobody can."""
        self.stage.until(at)
        first: Refusal | None = None
        for sure in (False, True):
            names = [one.name for one in workflow.fields.values() if self._wanted(one)]
            values = {**self._made_up(workflow, names, sure=sure), **self._values}
            for person in self._openers(workflow, at):
                actor = Actor(person=person, permits=OF_A_SANDBOX)
                answer = self.stage.engine.open_case(workflow.name, values, actor)
                if not isinstance(answer, Refusal):
                    return answer.case.id
                first = first or answer
        return first or Refusal(code="simulate_nobody", facts={"workflow": workflow.name})

    def _wanted(self, field: Field) -> bool:
        return field.required or field.required_when is not None

    def _openers(self, workflow: Workflow, at: dt.datetime) -> Iterator[str]:
        """Yield who may be allowed to open one: those of the offices at home at first."""
        library = self.stage.library
        directory, day = library.directory(), at.astimezone(self._zone).date()
        for name in workflow.opened_by.hand:
            role = workflow.roles[name]
            place = role.at.expression if isinstance(role.at, Place) else ""
            if role.office and place == "home":
                yield from directory.holders_or_above(role.office, library.home(), day)
        yield from (person.id for person in directory.people)

    def wait(self, until: dt.datetime) -> tuple[str, ...]:
        """Let nobody do anything until an instant; return what could not be settled."""
        return self.stage.until(until)

    def last_days(self, until: dt.datetime) -> tuple[str, ...]:
        """Let everybody act on the last day of each clock; return what could not be settled."""
        left: set[tuple[str, str, int, int]] = set()
        while self._acts < MOST_ACTS:
            found = self._next(left, until)
            if found is None:
                if not self._go_on(until):
                    break
                continue
            case, clock = found
            left.add((case.id, clock.name, clock.generation, clock.term))
            if failed := self.stage.until(self._last_hour(clock)):
                return failed
            self._stop(case.id, clock)
        return self.stage.until(until) if self._is_open() else ()

    def _is_open(self) -> bool:
        return any(case.closed_on is None for case in self.stage.store.state.cases.values())

    def _next(
        self, left: set[tuple[str, str, int, int]], until: dt.datetime
    ) -> tuple[Case, Clock] | None:
        waiting = [
            (clock.due_at, case.id, clock.name, case, clock)
            for case in self.stage.store.state.cases.values() if case.closed_on is None
            for clock in case.clocks
            if clock.status == "running" and clock.due_at is not None and clock.due_at <= until
            and (case.id, clock.name, clock.generation, clock.term) not in left
        ]  # fmt: skip
        first = min(waiting, key=lambda each: each[:3], default=None)
        return first[3:] if first else None

    def _last_hour(self, clock: Clock) -> dt.datetime:
        assert clock.due_on is not None
        at = dt.datetime.combine(clock.due_on, LATE_IN_THE_DAY, self._zone)
        return max(at.astimezone(dt.UTC), self.stage.clock.now())

    def _stop(self, case_id: str, clock: Clock) -> None:
        """Take the events that lead to the one which stops a clock, and that one."""
        for _ in range(MOST_IN_A_ROW):
            case = self.stage.case(case_id)
            now = next((each for each in case.clocks if each.name == clock.name), clock)
            if case.closed_on is not None or now.status != "running":
                return
            workflow = self.stage.library.workflow(case.workflow)
            stops = workflow.deadlines[clock.name].stops
            if not self._one_of(case, nearest(workflow, case.state, stops)):
                return

    def _go_on(self, until: dt.datetime) -> bool:
        """Move on, a day later, a case that no clock drives; return whether one could be."""
        self.stage.until(min(until, self.stage.clock.now() + dt.timedelta(days=1)))
        if self.stage.clock.now() >= until:
            return False
        for case in list(self.stage.store.state.cases.values()):
            if case.closed_on is None:
                workflow = self.stage.library.workflow(case.workflow)
                events = onward(workflow, case.state)
                if self._one_of(case, [one for one in events if self._is_new(case, one)]):
                    return True
        return False

    def _is_new(self, case: Case, event: Event) -> bool:
        """Whether an event was not taken yet: what is sent back and forth would never end."""
        return (case.id, event.name) not in self._went

    def _one_of(self, case: Case, events: list[Event]) -> bool:
        """Take the first event that anybody can take; return whether there was one."""
        return any(self._take(case, event) for event in events)

    def _take(self, case: Case, event: Event) -> bool:
        workflow = self.stage.library.workflow(case.workflow)
        for sure in (False, True):
            values = self._made_up(workflow, asked(event), sure=sure)
            for person in self._people(case.id, event):
                actor = Actor(person=person, permits=OF_A_SANDBOX)
                answer = self.stage.engine.act(case.id, event.name, values, actor, reason="-")
                if not isinstance(answer, Refusal):
                    self._acts += 1
                    self._went.add((case.id, event.name))
                    return True
        return False

    def _people(self, case_id: str, event: Event) -> list[str]:
        found: dict[str, None] = {}
        with self.stage.store.unit() as unit:
            work = Workspace(unit, self.stage.engine.registry)
            machine, case = work.relative(case_id)
            scene = Scene(machine, case, work, self.stage.clock.now())
            for role in (*event.by, *event.by_each):
                found |= dict.fromkeys(scene.people(role)[:1])
        return list(found)

    def _made_up(self, workflow: Workflow, names: list[str], *, sure: bool) -> dict[str, Any]:
        """Return something for each field; `sure` is what is said to yes or no."""
        found = {}
        for name in names:
            field = workflow.fields.get(name)
            value = self._values.get(name, self._value(field, sure=sure))
            if value is not None:
                found[name] = value
        return found

    def _value(self, field: Field | None, *, sure: bool) -> Any:
        today = self.stage.clock.now().astimezone(self._zone).date()
        directory = self.stage.library.directory()
        if field is None:
            return "-"
        choices = list(field.choices)
        made: dict[str, Any] = {
            "text": "-", "number": 1, "money": 0, "yes_no": sure, "date": today.isoformat(),
            "choice": choices[0] if choices else None, "choices": choices,
            "document": "-", "documents": ["-"],
        }  # fmt: skip
        if field.type in ("person", "persons") and directory.people:
            person = directory.people[0].id
            return person if field.type == "person" else [person]
        if field.type in ("organisation", "organisations") and directory.organisations:
            home = self.stage.library.home()
            return home if field.type == "organisation" else [home]
        if field.type == "rows":
            return [self._row(field, sure=sure)]
        return made.get(field.type)

    def _row(self, field: Field, *, sure: bool) -> dict[str, Any]:
        cells = {
            name: self._value(replace(field, name=name, type=kind, columns={}), sure=sure)
            for name, kind in field.columns.items()
        }
        return {name: value for name, value in cells.items() if value is not None}


def asked(event: Event) -> list[str]:
    """Return what an event asks for, on behalf of the cases that it opens too."""
    children = (
        name for step in event.then if isinstance(step.verb, OpenCase) for name in step.verb.asked
    )
    return list(dict.fromkeys((*event.asks, *event.needs, *children)))


def onward(workflow: Workflow, state: str) -> list[Event]:
    """Return the events that people can take from a state to another, those forward first.

    None of them voids the case.
    """
    places = list(workflow.states)
    found = [
        (max(map(places.index, targets)) < places.index(state), not _ends(workflow, targets), event)
        for event in _events(workflow, state)
        if (targets := targets_of(event) - {state})
        and all(workflow.states[one].final != "void" for one in targets)
    ]
    return [event for *_, event in sorted(found, key=lambda each: each[:2])]


def _ends(workflow: Workflow, targets: set[str]) -> bool:
    return any(workflow.states[one].final is not None for one in targets)


def nearest(workflow: Workflow, state: str, goals: tuple[Trigger, ...]) -> list[Event]:
    """Return the events of a state that lead to one of these, the shortest way first."""
    ways: dict[str, int] = {}
    for distance in range(len(workflow.states) + 1):
        for name in workflow.states:
            if name not in ways and any(
                _steps(workflow, name, event, goals, ways) == distance
                for event in _events(workflow, name)
            ):
                ways[name] = distance + 1
    found = [
        (steps, event)
        for event in _events(workflow, state)
        if (steps := _steps(workflow, state, event, goals, ways)) is not None
    ]
    return [event for _, event in sorted(found, key=lambda each: each[0])]


def _events(workflow: Workflow, state: str) -> list[Event]:
    return [
        event for event in workflow.events.values()
        if state in event.sources and not event.by_engine and not event.automatic
    ]  # fmt: skip


def _steps(
    workflow: Workflow,
    state: str,
    event: Event,
    goals: tuple[Trigger, ...],
    ways: Mapping[str, int],
) -> int | None:
    """Return how many events come after this one until a goal; None where none is reached."""
    targets = [
        branch.to or state for branch in event.branches
        if workflow.states[branch.to or state].final != "void"
    ]  # fmt: skip
    if not targets:
        return None
    for goal in goals:
        left = goal.kind == "leave" and goal.name == state and targets != [state]
        entered = goal.kind == "enter" and goal.name in targets
        if (goal.kind == "event" and goal.name == event.name) or left or entered:
            return 0
    return min((ways[one] for one in targets if one != state and one in ways), default=None)
