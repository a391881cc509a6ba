"""Random histories over random definitions: right and wrong acts, late entries, sweeps.

Each operation is drawn knowing how the case stands (by the slow model), or else almost all
acts would be refused; one in five is drawn blindly.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from engine.definition.workflow import Event, Workflow
from tests.model.build import local
from tests.model.slow_calendar import SlowCalendar
from tests.model.slow_facts import Case
from tests.model.slow_model import SlowWorld
from tests.model.strategies import Draw, chance, definitions
from tests.model.world import Act, Extend, Open, Operation, Plan, Sweep

POSTS = {"a": "anna", "b": "boris"}
BEGIN = local("2019-09-02 09:00")
GAPS = [dt.timedelta(minutes=m) for m in (0, 1, 50, 600, 1440, 1440, 2880, 4000, 7200, 14400)]


class Telling:
    """A history in the making."""

    def __init__(self, draw: Draw, found: tuple[Workflow, ...], calendar: SlowCalendar) -> None:
        self.draw = draw
        self.definitions = found
        self.calendar = calendar
        self.now = BEGIN
        self.operations: list[Operation] = []
        self.world = SlowWorld(self.plan(), calendar)

    def plan(self) -> Plan:
        until = self.now + dt.timedelta(days=12)
        return Plan(workflows=self.definitions, posts=POSTS, operations=tuple(self.operations),
                    until=until)  # fmt: skip

    def day(self, near: int, far: int) -> dt.date:
        shift = self.draw(st.integers(near, far))
        return self.calendar.local_date(self.now) + dt.timedelta(days=shift)

    def add(self, operation: Operation) -> None:
        self.operations.append(operation)
        if isinstance(operation, Sweep):
            for root in [label for label in self.world.cases if "." not in label]:
                self.world.settle(root, operation.at)
        else:
            self.world.do(operation)

    def open(self, label: str) -> None:
        values = {"n": self.draw(st.integers(0, 5)), "by": self.day(-3, 20)}
        if chance(self.draw, 50):
            values["flag"] = self.draw(st.booleans())
        actor = self.draw(st.sampled_from(["anna", "boris", "anna", "nobody"]))
        self.add(Open(at=self.now, label=label, workflow="w", actor=actor, values=values))

    def later(self) -> None:
        """Let time pass, now and then up to a boundary of a day."""
        self.now += self.draw(st.sampled_from(GAPS))
        if chance(self.draw, 20):
            day = self.calendar.local_date(self.now)
            ends = [self.calendar.end_of(day), self.calendar.opening(day)]
            self.now = max(self.now, self.draw(st.sampled_from(ends)))

    def go_on(self) -> None:
        self.later()
        if chance(self.draw, 15) or not self.world.cases:
            self.add(Sweep(at=self.now))
            return
        case = self.world.cases[self.draw(st.sampled_from(list(self.world.cases)))]
        if chance(self.draw, 15):
            self.extend(case)
        else:
            self.act(case)

    def extend(self, case: Case) -> None:
        rules = [each.name for each in self.world.workflow(case).deadlines.values()
                 if each.extension]  # fmt: skip
        if rules:
            self.add(Extend(at=self.now, case=case["label"], actor="anna",
                            deadline=self.draw(st.sampled_from(rules))))  # fmt: skip

    def act(self, case: Case) -> None:
        events = [each for each in self.world.workflow(case).events.values() if not each.automatic]
        fitting = [each for each in events if case["state"] in each.sources and not (
            each.by_engine and not each.by)]  # fmt: skip
        blindly = chance(self.draw, 20) or not fitting
        event = self.draw(st.sampled_from(events if blindly else fitting))
        actor = self.draw(st.sampled_from(["anna", "boris"]))
        if event.by and not blindly:
            holders = self.world.holders(case, event.by[0])
            actor = min(holders, default="nobody")
        self.add(Act(at=self.now, case=case["label"], event=event.name, actor=actor,
                     values=self.values(event)))  # fmt: skip

    def values(self, event: Event) -> dict[str, Any]:
        drawn: dict[str, Any] = {
            "n": self.draw(st.integers(0, 5)),
            "flag": self.draw(st.booleans()),
            "on": self.day(-4, 1) if chance(self.draw, 50) else self.day(0, 0),
            "granted": self.day(0, 20),
        }
        missing = chance(self.draw, 5)
        return {name: drawn[name] for name in event.asks if not missing}


@st.composite
def plans(draw: Draw, calendar: SlowCalendar, operations: int = 14) -> Plan:
    """Draw a plan."""
    telling = Telling(draw, draw(definitions()), calendar)
    telling.open("a")
    if chance(draw, 30):
        telling.open("b")
    for _ in range(draw(st.integers(1, operations))):
        telling.go_on()
    return telling.plan()
