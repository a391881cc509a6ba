"""How the slow model takes an event: checks, fields, move, clocks, and what follows."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

from engine.definition.workflow import (
    Event,
    ExtendOrigin,
    MarkCase,
    OpenCase,
    Step,
    TakeEvent,
    TellChildren,
    Workflow,
)
from tests.model.slow_clockwork import Clockwork
from tests.model.slow_facts import ENGINE, Case, RefusedError


class Events(Clockwork):
    """Events of cases, one inside the other."""

    def take(
        self, case: Case, event: Event, actor: str, values: dict[str, Any], at: dt.datetime,
        kind: str = "act", ladder: str | None = None,
    ) -> None:  # fmt: skip
        """Take an event of a case: checks, fields, move, clocks, then what follows."""
        if case["state"] not in event.sources:
            raise RefusedError("state")
        roles = self.check_actor(case, event, actor)
        said = self.what_is_said(case, event, values, at)
        for name in event.needs:
            if said.get(name) is None:
                raise RefusedError(f"needs {name}")
        if event.when is not None and not self.true({**case, "fields": said}, event.when, at):
            raise RefusedError("when")
        if self.calendar.local_date(at) < case["acted_on"]:
            raise RefusedError("before the event before it")
        self.keep_before(case, actor)
        self.touched.append(case["label"])
        self.remember(case, event.name, actor, at)
        if event.by_each and actor != ENGINE:
            waiting = case["waiting"].setdefault(event.name, set())
            waiting.add(min(roles))
            if waiting != set(event.by_each):
                self.write(case, kind, event.name, at)
                case["acted_on"] = self.calendar.local_date(at)
                return
            del case["waiting"][event.name]
        case["fields"] = said
        sets = {name: self.value(case, text, at, actor) for name, text in event.sets.items()}
        case["fields"] = {**said, **sets}
        self.move(case, event, at, kind, ladder)
        for step in event.then:
            if self.true(case, step.when, at):
                self.carry_out(case, step, at, values)

    def keep_before(self, case: Case, actor: str) -> None:
        """Keep what a case is before a person acts: the act may be taken back."""
        if actor != ENGINE:
            case["past"].append(pickle.dumps({**case, "line": len(case["lines"]), "past": []}))

    def check_actor(self, case: Case, event: Event, actor: str) -> set[str]:
        if actor == ENGINE:
            if not (event.by_engine or event.automatic):
                raise RefusedError("not for the engine")
            return set()
        waiting: set[str] = case["waiting"].get(event.name, set())
        roles = {r for r in event.by or event.by_each if actor in self.holders(case, r)} - waiting
        if not roles:
            raise RefusedError("role")
        self.check_post(case, event.by, actor)
        for earlier in event.not_same_person_as:
            if actor in case["acts"].get(earlier, {}).get("persons", ()):
                raise RefusedError("same person")
        return roles

    def what_is_said(
        self, case: Case, event: Event, values: dict[str, Any], at: dt.datetime
    ) -> dict[str, Any]:
        """Return the fields as they are with the defaults and what was supplied."""
        if set(values) - {*event.asks, *event.needs, *event.defaults, event.dated}:
            raise RefusedError("not asked")
        supplied = {name: value for name, value in values.items() if value is not None}
        for name, text in event.defaults.items():
            if name not in supplied:
                supplied[name] = self.value(case, text, at)
        for name in event.asks:
            if supplied.get(name) is None:
                raise RefusedError(f"asks {name}")
        return {**case["fields"], **supplied}

    def move(
        self, case: Case, event: Event, at: dt.datetime, kind: str, ladder: str | None
    ) -> None:
        source = case["state"]
        branch = next((b for b in event.branches if self.true(case, b.when, at)), None)
        if branch is None:
            raise RefusedError("no way out")
        happened = {("event", event.name)}
        if branch.to is not None:
            case["state"] = branch.to
            case["waiting"] = {}
            happened |= {("leave", source), ("enter", branch.to)}
        self.write(case, kind, event.name, at, source, case["state"])
        case["acted_on"] = self.calendar.local_date(at)
        self.move_clocks(case, happened, at, ladder)

    def carry_out(
        self, case: Case, step: Step, at: dt.datetime, values: dict[str, Any],
        ladder: str | None = None,
    ) -> None:  # fmt: skip
        """Do one step of a `then` list or a ladder; its `when` has been found true."""
        verb = step.verb
        if isinstance(verb, TakeEvent):
            event = self.workflow(case).events[verb.event]
            self.take(case, event, ENGINE, {}, at, "automatic", ladder)
        elif isinstance(verb, TellChildren):
            given = {name: self.value(case, text, at) for name, text in verb.values.items()}
            for child in self.children(case, verb.children):
                told = self.workflow(child).events[verb.event]
                if child["state"] in told.sources:
                    self.take(child, told, ENGINE, given, at, "told")
        elif isinstance(verb, OpenCase):
            given = {name: self.value(case, text, at) for name, text in verb.values.items()}
            given |= {name: values[name] for name in verb.asked if name in values}
            workflow = self.workflows[verb.workflow]
            self.open(workflow, self.next_label(case), ENGINE, given, at, case, verb.as_field)
        elif isinstance(verb, ExtendOrigin):
            self.extend(case, self.value(case, verb.to, at), at)
        elif isinstance(verb, MarkCase):
            case["marks"].add(verb.word)

    def open(
        self, workflow: Workflow, label: str, actor: str, values: dict[str, Any],
        at: dt.datetime, parent: Case | None = None, as_field: str | None = None,
        origin: tuple[str, int] | None = None,
    ) -> Case:  # fmt: skip
        """Open a case; its clocks that start with the first state start here."""
        on = self.calendar.local_date(at)
        case: Case = {
            "label": label, "workflow": workflow.name, "state": workflow.initial().name,
            "parent": parent["label"] if parent else None, "as_field": as_field,
            "origin": origin, "fields": dict.fromkeys(workflow.fields), "acts": {},
            "clocks": [], "lines": [], "waiting": {}, "marks": set(), "acted_on": on,
            "opened_on": on, "opened_by": actor,
            "past": [], "steps": {}, "taken_back": set(),
        }  # fmt: skip
        case["fields"].update(values)
        for name, field in workflow.fields.items():
            if case["fields"][name] is None and field.default is not None:
                case["fields"][name] = self.value(case, field.default, at)
            if case["fields"][name] is None and field.required and actor != ENGINE:
                raise RefusedError(f"required {name}")
        self.cases[label] = case
        self.touched.append(label)
        self.remember(case, "open", actor, at)
        self.write(case, "opened", "open", at, None, case["state"])
        self.move_clocks(case, {("event", "open"), ("enter", case["state"])}, at, None)
        return case

    def be_quiet(self, at: dt.datetime) -> None:
        """Take automatic events around the touched cases until none is true."""
        for _ in range(100):
            taken = self.first_automatic(at)
            if taken is None:
                return
            self.take(taken[0], taken[1], ENGINE, {}, at, "automatic")
        raise RefusedError("no end of automatic events")

    def first_automatic(self, at: dt.datetime) -> tuple[Case, Event] | None:
        for label, case in self.cases.items():
            if not self.is_near(label):
                continue
            for event in self.workflow(case).events.values():
                may = event.automatic and case["state"] in event.sources
                if may and self.true(case, event.when, at):
                    return case, event
        return None

    def is_near(self, label: str) -> bool:
        parent = self.cases[label]["parent"]
        return any(
            touched in (label, parent) or self.cases[touched]["parent"] == label
            for touched in self.touched
        )
