"""A world thrown from one seed: people, schedulers, notices, deaths; held to the slow model.

After every step the office, looked at as it will be once it has caught up, must be what the
slow model says.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec.structs import replace as with_changes

from engine.service.engine import Engine
from tests.model.both import SLOW, plain
from tests.model.histories import Telling
from tests.model.shrinking import told_difference, told_plan
from tests.model.slow_facts import RefusedError
from tests.model.slow_model import RunawayError, outcome
from tests.model.strategies import Dice
from tests.model.world import Act, Appoint, Correct, Extend, Notice, Operation, Outcome, Sweep
from tests.simulation.office import SimulatedOffice
from tests.simulation.store import ProcessKilled

if TYPE_CHECKING:
    from engine.definition.workflow import Deadline, Workflow

#: Seeds of worlds whose clocks start each other for ever are thrown again, this far away.
AGAIN = 2**41
STEPS = 18
PEOPLE = ("anna", "boris", "carla")


class DifferenceError(AssertionError):
    """The office and the model say different things of a world."""


class World(Telling):
    """One world in the making."""

    def __init__(self, seed: int) -> None:
        super().__init__(Dice(seed), SLOW)
        self.seed = seed
        self.definitions = tuple(self.with_late(each) for each in self.definitions)
        self.world = type(self.world)(self.plan(), SLOW)
        self.office = SimulatedOffice(self.plan())
        self.story: list[str] = []
        self.last: Operation | None = None

    def with_late(self, workflow: Workflow) -> Workflow:
        """Return a definition some of whose steps wait, or do not wait, when they are late."""
        found = {name: self.late_steps(each) for name, each in workflow.deadlines.items()}
        return with_changes(workflow, deadlines=found)

    def late_steps(self, deadline: Deadline) -> Deadline:
        steps = tuple(
            with_changes(each, confirm_late=self.dice.one([None, True, False]))
            for each in deadline.overdue
        )
        early = self.dice.yes(30)
        return with_changes(deadline, overdue=steps, follow_earlier=early)

    # ------------------------------------------------------------ what happens

    def live(self) -> None:
        """Let the world go its way; raise DifferenceError where office and model part."""
        self.both(self.opening("a"))
        if self.dice.yes(40):
            self.both(self.opening("b"))
        for _ in range(self.dice.number(5, STEPS)):
            self.later()
            self.step()
            self.tick()
            self.compare()
        self.now += dt.timedelta(days=12)
        self.both(Sweep(at=self.now))
        self.office.follow(self.office.engine)
        self.office.check_chains()
        if self.office.cases() != self.office.foreseen(self.now):
            raise self.difference("What was foreseen has not come.")

    def step(self) -> None:
        """Let one thing happen, and now and then one process die of it."""
        if self.dice.yes(6):
            self.now += dt.timedelta(days=self.dice.number(8, 40))
        if self.last is not None and self.dice.yes(6):
            self.both(replace(self.last, at=self.now))
        elif self.dice.yes(8):
            self.both(self.notice())
        elif self.dice.yes(6):
            self.both(self.appointment())
        elif not self.world.cases:
            self.both(self.opening("a"))
        elif self.dice.yes(12) and (alone := self.correctable()):
            self.both(Correct(at=self.now, case=self.dice.one(alone), actor="anna"))
        else:
            self.somebody_acts()

    def correctable(self) -> list[str]:
        """Return the cases without relatives of which an act can be taken back."""
        self.world.settle_all(self.now)
        roots = [label for label in self.world.cases if len(self.world.family(label)) == 1]
        return [label for label in roots if self.world.cases[label]["past"]]

    def somebody_acts(self) -> None:
        """Throw a few things that somebody might do, and take the first one possible."""
        for _ in range(1 if self.dice.yes(20) else 6):
            operation = self.try_something()
            if self.would_be_done(operation):
                break
        self.last = operation
        if self.dice.yes(8):
            self.tell(operation, "killed before the commit, for good")
            self.office.fail(operation)
            self.world.happen(Sweep(at=self.now))
            return
        self.both(operation)

    def would_be_done(self, operation: Operation) -> bool:
        """Say whether something would be possible; a guess that need not be right."""
        assert isinstance(operation, Act | Extend)
        case = self.world.cases[operation.case]
        if isinstance(operation, Extend):
            return self.world.clock(case, operation.deadline) is not None
        event = self.world.workflow(case).events[operation.event]
        return case["state"] in event.sources and self.may(case["label"], operation)

    def may(self, label: str, operation: Act) -> bool:
        case = self.world.cases[label]
        event = self.world.workflow(case).events[operation.event]
        try:
            self.world.today = self.calendar.local_date(self.now)
            self.world.check_actor(case, event, operation.actor)
            return event.when is None or self.world.true(case, event.when, self.now)
        except RefusedError:
            return False

    def notice(self) -> Notice:
        days = [self.day(-2, 30) for _ in range(self.dice.number(1, 4))]
        rest = tuple(day for day in dict.fromkeys(days) if self.world.calendar.works(day))
        work = tuple(day for day in dict.fromkeys(days) if day not in rest)
        return Notice(at=self.now, rest=rest, work=work)

    def appointment(self) -> Appoint:
        office, person = self.dice.one(["a", "b", "clerk"]), self.dice.one(PEOPLE)
        return Appoint(at=self.now, office=office, person=person, since=self.day(0, 2))

    # ------------------------------------------------------------ what schedulers do

    def tick(self) -> None:
        """Let schedulers work, or not: alone, at once, partly, with an old clock, till they die."""
        office = self.office
        if not self.dice.yes(45):
            return
        office.store.batch = self.dice.number(1, 3)
        how = self.dice.one(["one", "other", "at once", "at once", "partly", "killed", "back",
                             "follow", "follow"])  # fmt: skip
        self.story.append(f"    {self.now} sweep: {how}")
        if how == "partly":
            office.sweep(office.other, most=1)
        elif how == "at once":
            office.sweeps_at_once(killed=self.dice.yes(40))
        elif how == "killed":
            self.killed()
        elif how == "back":
            office.clock.at = self.now - dt.timedelta(hours=self.dice.number(1, 90))
            office.sweep(office.engine)
            office.clock.at = self.now
        elif how == "follow":
            office.follow(self.dice.one([office.engine, office.other]))
        else:
            office.sweep(self.scheduler(how))

    def scheduler(self, which: str) -> Engine:
        return self.office.engine if which == "one" else self.office.other

    def killed(self) -> None:
        """Let a scheduler die in the middle of a sweep, or of following a notice."""
        office = self.office
        office.store.dies_in, office.store.dies_after = self.dice.number(1, 3), self.dice.yes(50)
        try:
            if self.dice.yes(50):
                office.follow(office.other)
            office.sweep(office.engine)
        except ProcessKilled:
            office.begin_anew()
        office.store.dies_in = None

    # ------------------------------------------------------------ holding both together

    def both(self, operation: Operation) -> None:
        """Let something happen to the model and to the office; they agree whether it was done."""
        trouble = self.dice.one(["", "", "", "", "killed before", "killed after"])
        self.tell(operation, trouble)
        expected = self.world.happen(operation)
        self.office.clock.at = self.now
        if trouble:
            done = self.office.attempt(operation, dies_after=trouble == "killed after")
        else:
            done = self.office.do(operation)
        if done != expected:
            raise self.difference(f"Done: model {expected}, office {done}.")
        self.compare()

    def tell(self, operation: Operation, trouble: str = "") -> None:
        self.operations.append(operation)
        self.story.append(f"{operation} {trouble}".strip())

    def compare(self) -> None:
        """Hold the office, as it will be once it has caught up, to the model."""
        self.world.settle_all(self.now)
        expected, found = self.outcomes()
        if expected != found:
            raise self.difference(told_difference(expected, found))

    def outcomes(self) -> tuple[Outcome, Outcome]:
        model = {label: outcome(case) for label, case in self.world.cases.items()}
        return plain(Outcome((), model)), plain(Outcome((), self.office.foreseen(self.now)))

    def difference(self, words: str) -> DifferenceError:
        plan = replace(self.plan(), operations=())
        return DifferenceError("\n".join(
            [f"make simulate SEED={self.seed}", told_plan(plan), *self.story, "", words]
        ))  # fmt: skip


def simulate(seed: int) -> World:
    """Live through the world of a seed and return it."""
    while True:
        world = World(seed)
        try:
            world.live()
        except RunawayError:
            seed += AGAIN
            continue
        return world
