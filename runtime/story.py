"""A course of events told as data, played through the same service as everything else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import InputError
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.history import unseal
from engine.service.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Workflow
    from engine.kernel.case import Case, Entry
    from engine.service.engine import Engine, Outcome
    from engine.service.ports import Change
    from runtime.clock import FixedClock


class StoryAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that somebody does: open a case, take an event, ask for an extension.

    `cases` are the names that the story gave to cases; `called` names those that come of it,
    under which fields. `at` is local time.
    """

    at: str
    by: str = ""
    cases: str | list[str] = msgspec.field(name="in", default="")
    open: str = ""
    act: str = ""
    extend: str = ""
    to: str = ""
    reason: str = ""
    values: dict[str, Any] = msgspec.field(name="with", default_factory=dict)
    called: str | dict[str, str] = ""

    def moment(self) -> dt.datetime:
        """Return the local time of the act, as it is told."""
        return dt.datetime.fromisoformat(self.at)


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A course of events; `enter` is the day from which it may be moved."""

    story: str
    title: dict[str, str]
    enter: str
    acts: list[StoryAct]


class Recorded(msgspec.Struct, frozen=True):
    """A line that a case's history gained."""

    entry: Entry
    case: Case
    workflow: Workflow


class NotDone(msgspec.Struct, frozen=True):
    """An act of the story that was refused."""

    act: StoryAct
    at: dt.datetime
    refusal: Refusal


Told = Recorded | NotDone


def read_story(data: object, file: str) -> Story:
    """Return a story from what its file says; raise InputError."""
    try:
        story = msgspec.convert(data, Story)
        for act in story.acts:
            act.moment()
        dt.date.fromisoformat(story.enter)
    except (msgspec.ValidationError, ValueError) as fault:
        raise InputError("story_unreadable", file=file, detail=str(fault)) from None
    return story


class Shift:
    """Moves every day of a story by the same number of working days as its entry."""

    def __init__(self, calendar: Calendar, told: dt.date, wanted: dt.date) -> None:
        self._calendar = calendar
        self._told = told
        self._wanted = wanted
        self._days = calendar.working_days_between(told, wanted)

    def day(self, day: dt.date) -> dt.date:
        """Return a day of the story where it now falls."""
        if day == self._told:
            return self._wanted
        if self._days == 0:
            return day
        if self._days > 0:
            return self._calendar.working_day_after(day, self._days)
        return self._calendar.working_day_before(day, -self._days)

    def instant(self, moment: dt.datetime) -> dt.datetime:
        """Return a local time of the story as the instant where it now falls."""
        day = self.day(moment.date())
        local = dt.datetime.combine(day, moment.time(), tzinfo=self._calendar.zone)
        return local.astimezone(dt.UTC)


class Player:
    """Plays a story: before each act, everything due by then takes effect."""

    def __init__(self, engine: Engine, clock: FixedClock, shift: Shift) -> None:
        self._engine = engine
        self._clock = clock
        self._shift = shift
        self._named: dict[str, str] = {}
        self._seen: list[Change] = []
        engine.observe = self._seen.extend

    def case(self, name: str) -> str:
        """Return the id of a case by the name that the story gave it."""
        return self._named[name]

    def play(self, story: Story) -> Iterator[Told]:
        """Play a story to its end, yielding what happens as it happens."""
        for act in sorted(story.acts, key=lambda one: self._shift.instant(one.moment())):
            at = self._shift.instant(act.moment())
            self._clock.set(at)
            sweep(self._engine)
            yield from self._gained()
            for name in _listed(act.cases) or [""]:
                outcome = self._do(act, name)
                yield from self._gained()
                if isinstance(outcome, Refusal):
                    yield NotDone(act, at, outcome)
                self._call(act, name, outcome)

    def _gained(self) -> list[Recorded]:
        """Return what was recorded since the last time, in order of occurrence."""
        found = [one for change in self._seen for one in self._told(change)]
        self._seen.clear()
        return sorted(found, key=lambda one: (one.entry.occurred_at, one.case.id, one.entry.seq))

    def _told(self, change: Change) -> Iterator[Recorded]:
        case = change.after
        workflow = self._engine.registry.machine(case.workflow, case.version).workflow
        texts = {(row.seq, row.field): row.text for row in change.private}
        for row in change.history:
            private = {field: text for (seq, field), text in texts.items() if seq == row.seq}
            yield Recorded(unseal(row.text, private), case, workflow)

    def _do(self, act: StoryAct, name: str) -> Outcome | Refusal | None:
        actor = Actor(person=act.by)
        if act.open:
            values = self._moved(act.values, act.open, None)
            return self._engine.open_case(act.open, values, actor)
        if name and name not in self._named:
            return Refusal(code="case_unknown", facts={"case": name})
        if act.extend:
            to = self._shift.day(dt.date.fromisoformat(act.to))
            return self._engine.extend(self._named[name], act.extend, to, act.reason, actor)
        if act.act:
            values = self._moved(act.values, "", self._named[name])
            return self._engine.act(self._named[name], act.act, values, actor)
        return None

    def _moved(self, values: dict[str, Any], workflow: str, case_id: str | None) -> dict[str, Any]:
        """Return values with their dates moved as the story is."""
        fields = self._workflow(workflow, case_id).fields
        return {
            name: self._shift.day(dt.date.fromisoformat(str(value)))
            if name in fields and fields[name].type == "date"
            else value
            for name, value in values.items()
        }

    def _workflow(self, workflow: str, case_id: str | None) -> Workflow:
        if case_id is None:
            return self._engine.registry.newest(workflow).workflow
        with self._engine.store.unit() as unit:
            case = unit.case(case_id)
        return self._engine.registry.machine(case.workflow, case.version).workflow

    def _call(self, act: StoryAct, name: str, outcome: Outcome | Refusal | None) -> None:
        """Give the cases that came of an act the names that the story has for them."""
        if isinstance(act.called, str):
            if act.called and outcome is not None and not isinstance(outcome, Refusal):
                self._named[act.called] = outcome.case.id
            return
        for field, called in act.called.items():
            if name in self._named and (child := self._newest(self._named[name], field)):
                self._named[called] = child

    def _newest(self, parent: str, field: str) -> str | None:
        with self._engine.store.unit() as unit:
            children = unit.children(parent, field)
        return children[-1].id if children else None


def _listed(cases: str | Sequence[str]) -> list[str]:
    if isinstance(cases, str):
        return [cases] if cases else []
    return list(cases)
