"""The slow, obvious model: cases as dictionaries, events one by one, everything looked up anew.

It says what the kernel must do, in the plainest words we could find, and shares no code with
it. A family's owed steps are found by listing all of them and taking the first.
"""

from __future__ import annotations

import datetime as dt
import pickle

from engine.definition.workflow import Deadline, Event
from tests.model import slow_clocks as clocks
from tests.model.slow_calendar import SlowCalendar
from tests.model.slow_correction import Corrections
from tests.model.slow_facts import Case, RefusedError
from tests.model.world import (
    Act,
    Appoint,
    CaseOutcome,
    ClockLine,
    Correct,
    Extend,
    Notice,
    Open,
    Operation,
    Outcome,
    Plan,
)

MOST_STEPS = 100
MIDNIGHT_ALMOST = dt.time(23, 59, 59)


class RunawayError(Exception):
    """Clocks start each other without an end: no definition that a checker lets pass does."""


class SlowWorld(Corrections):
    """All cases, by label in order of opening."""

    def happen(self, operation: Operation) -> bool:
        """Let anything happen; say whether it was done."""
        if isinstance(operation, Open | Act | Extend | Correct):
            return self.do(operation)
        self.settle_all(operation.at)
        if isinstance(operation, Appoint):
            self.posts.setdefault(operation.office, []).append((operation.since, operation.person))
        elif isinstance(operation, Notice):
            self.take_in(operation)
        return True

    # ------------------------------------------------------------ what people do

    def do(self, operation: Open | Act | Extend | Correct) -> bool:
        """Do an operation whole or not at all; say whether it was done."""
        label = operation.label if isinstance(operation, Open) else operation.case
        root = label.split(".")[0]
        self.today = self.calendar.local_date(operation.at)
        self.settle(root, operation.at)
        before = pickle.loads(pickle.dumps(self.cases))
        self.touched = []
        try:
            if isinstance(operation, Open):
                self.open_by_hand(operation)
            elif isinstance(operation, Act):
                self.act(operation)
            elif isinstance(operation, Correct):
                self.correct(operation)
            else:
                self.apply_for_extension(operation)
        except RefusedError:
            self.cases = before
            return False
        self.settle(root, operation.at)
        return True

    def open_by_hand(self, operation: Open) -> None:
        workflow = self.workflows[operation.workflow]
        roles = workflow.opened_by.hand
        offices = [workflow.roles[role].office or "" for role in roles]
        held = {each for each in offices if operation.actor in self.incumbents(each)}
        if roles and len(held) != 1:
            raise RefusedError("role")
        self.open(workflow, operation.label, operation.actor, operation.values, operation.at)
        self.be_quiet(operation.at)

    def act(self, operation: Act) -> None:
        if operation.case not in self.cases:
            raise RefusedError("no such case")
        case = self.cases[operation.case]
        event = self.workflow(case).events.get(operation.event)
        if event is None:
            raise RefusedError("no such event")
        at = self.legal_instant(case, event, operation)
        self.take(case, event, operation.actor, operation.values, at)
        self.be_quiet(at)

    def legal_instant(self, case: Case, event: Event, operation: Act) -> dt.datetime:
        today = self.calendar.local_date(operation.at)
        on = operation.values.get(event.dated) if event.dated else None
        if on is None or on == today:
            return operation.at
        if on > today:
            raise RefusedError("date")
        return self.calendar.at(on, MIDNIGHT_ALMOST)

    def apply_for_extension(self, operation: Extend) -> None:
        if operation.case not in self.cases:
            raise RefusedError("no such case")
        case = self.cases[operation.case]
        deadline = self.workflow(case).deadlines[operation.deadline]
        clock = self.clock(case, operation.deadline)
        rule = deadline.extension
        if rule is None or clock is None or clock["status"] != "running" or not clock["due_on"]:
            raise RefusedError("nothing to extend")
        if not any(operation.actor in self.holders(case, role) for role in deadline.warned):
            raise RefusedError("not theirs to ask")
        self.check_extension(clock, rule, operation.to)
        if rule.apply_before is not None:
            last = self.calendar.moved(clock["due_on"], rule.apply_before, -1)
            if self.calendar.local_date(operation.at) > last:
                raise RefusedError("too late")
        if any(c["origin"] and c["parent"] == case["label"] and self.final(c) is None
               and c["origin"][0] == operation.deadline for c in self.cases.values()):  # fmt: skip
            raise RefusedError("pending")
        child = self.open(
            self.workflows[rule.workflow], self.next_label(case), operation.actor,
            {"wanted": operation.to}, operation.at, parent=case,
            origin=(operation.deadline, clock["generation"]),
        )  # fmt: skip
        self.touched.append(child["label"])
        self.be_quiet(operation.at)

    # ------------------------------------------------------------ what time does

    def settle_all(self, until: dt.datetime) -> None:
        """Take every step that anybody owes up to an instant."""
        for root in [label for label in self.cases if "." not in label]:
            self.settle(root, until)

    def settle(self, root: str, until: dt.datetime) -> None:
        """Take every step that a family owes up to an instant, the first of all first."""
        for _ in range(MOST_STEPS):
            owed = []
            for number, case in enumerate(self.family(root)):
                for place, deadline in enumerate(self.workflow(case).deadlines.values()):
                    clock = self.clock(case, deadline.name)
                    if clock is not None:
                        for step in clocks.owed(self.calendar, deadline, clock, until):
                            key = (step.at, number, place, step.order)
                            owed.append((key, case["label"], deadline, step))
            if not owed:
                return
            _, label, deadline, step = min(owed, key=lambda each: each[0])
            self.take_step(label, deadline, step)
        raise RunawayError(root)

    def wanted(self, case: Case, when: str | None, at: dt.datetime) -> bool:
        """Say whether a step's guard holds; one that cannot be read loses no step."""
        try:
            return self.true(case, when, at)
        except RefusedError:
            return True

    def take_step(self, label: str, deadline: Deadline, owed: clocks.Owed) -> None:
        case = self.cases[label]
        clock = self.clock(case, deadline.name)
        assert clock is not None
        if owed.step is not None and not self.wanted(case, owed.step.when, owed.at):
            clock["passed"].add(owed.id)
            return
        clock["taken"][owed.id] = owed.at
        case["steps"][len(case["lines"])] = (deadline.name, clock["generation"], owed.id)
        self.write(case, "step", f"{deadline.name}:{owed.id}", owed.at)
        before = pickle.loads(pickle.dumps(self.cases))
        self.touched = [label]
        try:
            if owed.step is not None:
                self.carry_out(case, owed.step, owed.at, {}, ladder=deadline.name)
            self.be_quiet(owed.at)
        except RefusedError:
            self.cases = before


def run(plan: Plan, calendar: SlowCalendar | None = None) -> Outcome:
    """Run a plan through the slow model."""
    world = SlowWorld(plan, calendar or SlowCalendar())
    done = [world.happen(operation) for operation in plan.operations]
    world.settle_all(plan.until)
    return Outcome(tuple(done), {label: outcome(case) for label, case in world.cases.items()})


def outcome(case: Case) -> CaseOutcome:
    """Return what became of a case, in neutral words."""
    lines = tuple(
        ClockLine(c["name"], c["generation"], c["term"], c["status"], c["started_on"],
                  c["due_on"], c["ended_on"])
        for c in case["clocks"]
    )  # fmt: skip
    return CaseOutcome(case["state"], case["fields"], tuple(case["lines"]), tuple(sorted(lines)))
