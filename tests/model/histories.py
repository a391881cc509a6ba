"""Random histories over random definitions: right and wrong acts, late entries, sweeps.

Each operation is thrown knowing how the case stands (by the slow model), or else almost all
acts would be refused; one in five is thrown blindly.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from engine.definition.workflow import Event
from tests.model.build import local
from tests.model.slow_calendar import SlowCalendar
from tests.model.slow_facts import Case
from tests.model.slow_model import RunawayError, SlowWorld
from tests.model.strategies import Dice, definitions
from tests.model.world import Act, Extend, Open, Operation, Plan, Sweep

POSTS = {"a": "anna", "b": "boris"}
BEGIN = local("2019-09-02 09:00")
MINUTES = (0, 1, 50, 600, 1440, 1440, 2880, 4000, 7200)


class Telling:
    """A history in the making."""

    def __init__(self, dice: Dice, calendar: SlowCalendar) -> None:
        self.dice = dice
        self.definitions = definitions(dice)
        self.calendar = calendar
        self.now = BEGIN
        self.operations: list[Operation] = []
        self.world = SlowWorld(self.plan(), calendar)

    def plan(self) -> Plan:
        """Return what has been told so far, and twelve days more."""
        until = self.now + dt.timedelta(days=12)
        return Plan(workflows=self.definitions, posts=POSTS, operations=tuple(self.operations),
                    until=until)  # fmt: skip

    def day(self, near: int, far: int) -> dt.date:
        today = self.calendar.local_date(self.now)
        return today + dt.timedelta(days=self.dice.number(near, far))

    def add(self, operation: Operation) -> None:
        self.operations.append(operation)
        self.world.happen(operation)

    def open(self, label: str) -> None:
        self.add(self.opening(label))

    def opening(self, label: str) -> Open:
        values: dict[str, Any] = {"n": self.dice.number(0, 5), "by": self.day(-3, 20)}
        if self.dice.yes(50):
            values["flag"] = self.dice.yes(50)
        actor = "nobody" if self.dice.yes(5) else "anna"
        return Open(at=self.now, label=label, workflow="w", actor=actor, values=values)

    def later(self) -> None:
        """Let time pass, now and then up to a boundary of a day."""
        self.now += dt.timedelta(minutes=self.dice.one(MINUTES))
        if self.dice.yes(20):
            day = self.calendar.local_date(self.now)
            ends = [self.calendar.end_of(day), self.calendar.opening(day)]
            self.now = max(self.now, self.dice.one(ends))

    def go_on(self) -> None:
        self.later()
        if self.dice.yes(10) or not self.world.cases:
            self.add(Sweep(at=self.now))
            return
        for _ in range(1 if self.dice.yes(20) else 6):
            operation = self.try_something()
            if self.world.do(operation):
                break
        self.operations.append(operation)

    def try_something(self) -> Act | Extend:
        case = self.world.cases[self.dice.one(list(self.world.cases))]
        rules = [each.name for each in self.world.workflow(case).deadlines.values()
                 if each.extension]  # fmt: skip
        if rules and self.dice.yes(25):
            return self.extend(case, self.dice.one(rules))
        return self.act(case)

    def extend(self, case: Case, name: str) -> Extend:
        clock = self.world.clock(case, name)
        due = (clock and clock["due_on"]) or self.day(0, 0)
        to = due + dt.timedelta(days=self.dice.number(0, 7))
        actor = self.dice.one(["anna", "anna", "boris"])
        return Extend(at=self.now, case=case["label"], actor=actor, deadline=name, to=to)

    def act(self, case: Case) -> Act:
        events = [each for each in self.world.workflow(case).events.values() if not each.automatic]
        event = self.dice.one(events)
        actor = self.dice.one(["anna", "boris"])
        if event.by and self.dice.yes(80):
            actor = min(self.world.holders(case, event.by[0]), default="nobody")
        return Act(at=self.now, case=case["label"], event=event.name, actor=actor,
                   values=self.values(case, event))  # fmt: skip

    def values(self, case: Case, event: Event) -> dict[str, Any]:
        thrown: dict[str, Any] = {
            "n": self.dice.number(0, 5),
            "flag": self.dice.yes(50),
            "on": self.day(-8, 1) if self.dice.yes(60) else self.day(0, 0),
            "granted": self.day(0, 20),
        }
        if case["fields"].get("wanted") and self.dice.yes(80):
            thrown["granted"] = case["fields"]["wanted"]
        missing = self.dice.yes(4)
        return {name: thrown[name] for name in event.asks if not missing}


def told(seed: int, calendar: SlowCalendar, most: int = 14) -> Plan:
    """Return the plan of a seed; of the next one, where its clocks would never come to rest."""
    dice = Dice(seed)
    telling = Telling(dice, calendar)
    try:
        telling.open("a")
        if dice.yes(25):
            telling.open("b")
        for _ in range(dice.number(2, most)):
            telling.go_on()
        telling.world.settle_all(telling.plan().until)
    except RunawayError:
        return told(seed + 1, calendar, most)
    return telling.plan()


def plans(calendar: SlowCalendar) -> st.SearchStrategy[Plan]:
    """Draw a plan. The seed is drawn whole: a failure is made smaller by `shrinking`."""
    return st.integers(0, 2**40).map(lambda seed: told(seed, calendar))
