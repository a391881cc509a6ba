"""What the slow model looks up: families, clocks, roles, and the names in an expression."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from engine.definition.workflow import Workflow
from tests.model import slow_clocks as clocks
from tests.model.slow_calendar import SlowCalendar
from tests.model.slow_expressions import evaluate
from tests.model.world import Line, Plan

Case = dict[str, Any]
ENGINE = "engine"


class RefusedError(Exception):
    """What was asked for may not happen; nothing of it has."""


class Facts:
    """All cases, by label in order of opening; nothing here changes one."""

    def __init__(self, plan: Plan, calendar: SlowCalendar) -> None:
        self.workflows = {workflow.name: workflow for workflow in plan.workflows}
        self.posts = {office: [(dt.date.min, person)] for office, person in plan.posts.items()}
        self.today = dt.date.min
        self.calendar = calendar
        self.cases: dict[str, Case] = {}
        self.touched: list[str] = []

    def workflow(self, case: Case) -> Workflow:
        return self.workflows[case["workflow"]]

    def final(self, case: Case) -> str | None:
        return self.workflow(case).states[case["state"]].final

    def family(self, root: str) -> list[Case]:
        return [case for label, case in self.cases.items() if label.split(".")[0] == root]

    def children(self, case: Case, field: str) -> list[Case]:
        return [child for child in self.cases.values()
                if child["parent"] == case["label"] and child["as_field"] == field]  # fmt: skip

    def next_label(self, case: Case) -> str:
        root = case["label"].split(".")[0]
        return f"{root}.{len(self.family(root))}"

    def clock(self, case: Case, name: str) -> clocks.Clock | None:
        """Return the latest generation of a deadline, if it ever started."""
        return next((c for c in reversed(case["clocks"])
                     if c["name"] == name and not c.get("undone")), None)  # fmt: skip

    def holders(self, case: Case, name: str) -> set[str]:
        role = self.workflow(case).roles[name]
        if role.person is not None:
            return {str(self.value(case, role.person, None))}
        if role.origin_extension:
            parent = self.cases[case["parent"]]
            rule = self.workflow(parent).deadlines[case["origin"][0]].extension
            assert rule is not None
            return self.holders(parent, rule.by)
        return self.incumbents(role.office or "")

    def incumbents(self, office: str) -> set[str]:
        """Return who holds an office today: the last person appointed to it by now."""
        held = [person for since, person in self.posts.get(office, ()) if since <= self.today]
        return set(held[-1:])

    def check_post(self, case: Case, roles: Sequence[str], actor: str) -> None:
        """Refuse who holds several of the posts that would do, and does not say which."""
        known = [self.workflow(case).roles[name] for name in roles]
        posts = {role.office for role in known
                 if role.person is None and role.office and not role.origin_extension
                 and actor in self.incumbents(role.office)}  # fmt: skip
        if len(posts) > 1:
            raise RefusedError("which post")

    def remember(self, case: Case, event: str, actor: str, at: dt.datetime) -> None:
        memory = case["acts"].setdefault(event, {"persons": set()})
        memory["persons"].add(actor)
        memory.update(actor=actor, on=self.calendar.local_date(at))

    def write(
        self, case: Case, kind: str, name: str, at: dt.datetime,
        source: str | None = None, target: str | None = None,
    ) -> None:  # fmt: skip
        if kind != "opened" and source is None:
            source = target = case["state"]
        case["lines"].append(Line(kind, name, source, target, at))

    def true(self, case: Case, text: str | None, at: dt.datetime) -> bool:
        return text is None or self.value(case, text, at) is True

    def value(self, case: Case, text: str, at: dt.datetime | None, actor: str = ENGINE) -> Any:
        names = self.names(case, at) | {"event.actor": actor, "actor": actor}
        try:
            return evaluate(text, names, self.calendar.moved)
        except ValueError as fault:
            raise RefusedError(str(fault)) from fault

    def names(self, case: Case, at: dt.datetime | None) -> dict[str, Any]:
        workflow = self.workflow(case)
        names: dict[str, Any] = {"home": "home"}
        if at is not None:
            names["event.date"] = self.calendar.local_date(at)
        names |= {f"setting.{s.name}": s.value for s in workflow.settings.values()}
        names |= {f"case.{key}": value for key, value in self.facts(case).items()}
        for field in workflow.fields.values():
            if field.type == "cases":
                names[field.name] = [self.facts(c) for c in self.children(case, field.name)]
        for deadline in workflow.deadlines:
            clock = self.clock(case, deadline)
            status = clock["status"] if clock else None
            names[f"{deadline}.running"] = status == "running"
            names[f"{deadline}.status"] = status
            names[f"{deadline}.due_on"] = clock["due_on"] if clock else None
            met = clock is not None and status in ("met", "met_late")
            names[f"{deadline}.met_on"] = clock["ended_on"] if clock and met else None
        for event, memory in case["acts"].items():
            names |= {f"{event}.date": memory["on"], f"{event}.actor": memory["actor"]}
        if case["parent"]:
            parent = self.cases[case["parent"]]
            names |= {f"parent.{key}": value for key, value in self.facts(parent).items()}
        if case["origin"]:
            names |= self.origin_names(self.cases[case["parent"]], *case["origin"])
        return names

    def origin_names(self, parent: Case, deadline: str, generation: int) -> dict[str, Any]:
        clock = next(c for c in parent["clocks"]
                     if c["name"] == deadline and c["generation"] == generation)  # fmt: skip
        rule = self.workflow(parent).deadlines[deadline].extension
        assert rule is not None
        return {
            "origin.running": clock["status"] == "running",
            "origin.due_on": clock["due_on"],
            "origin.latest": self.calendar.moved(clock["due_on"], rule.at_most),
        }

    def facts(self, case: Case) -> dict[str, Any]:
        workflow = self.workflow(case)
        final = self.final(case)
        plain = {name: value for name, value in case["fields"].items()
                 if workflow.fields[name].type != "cases"}  # fmt: skip
        return plain | {
            "state": case["state"], "closed": final is not None, "void": final == "void",
            "opened_on": case["opened_on"], "opened_by": case["opened_by"],
        }  # fmt: skip
