"""How the slow model moves the clocks of one case when something happens to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from engine.definition.workflow import Deadline, ExtensionRule, Trigger
from tests.model import slow_clocks as clocks
from tests.model.slow_facts import Case, Facts, RefusedError

Hit = Callable[[tuple[Trigger, ...]], bool]


class Clockwork(Facts):
    """Clocks that start, stop and move on."""

    def move_clocks(
        self, case: Case, happened: set[tuple[str, str]], at: dt.datetime, ladder: str | None
    ) -> None:
        """Let a pass of triggers work: stops, cancels, undone_by, releases, holds, starts."""

        def hit(triggers: tuple[Trigger, ...]) -> bool:
            return any(
                (trigger.kind, trigger.name) in happened and self.true(case, trigger.when, at)
                for trigger in triggers
            )

        deadlines = list(self.workflow(case).deadlines.values())
        for each in [each for each in deadlines if hit(each.stops)]:
            self.end_clock(case, each, "met", at, ladder)
        for each in [each for each in deadlines if hit(each.cancels)]:
            self.end_clock(case, each, "cancelled", at, ladder)
        for each in deadlines:
            for undoing in each.undone_by:
                if hit((undoing.trigger,)):
                    self.undo_claim(case, each, undoing.then, at)
        self.release_and_start(case, deadlines, hit, at)
        for each in deadlines:
            if self.final(case) is not None:
                self.end_clock(case, each, "cancelled", at, ladder)

    def release_and_start(
        self, case: Case, deadlines: list[Deadline], hit: Hit, at: dt.datetime
    ) -> None:
        for each in deadlines:
            clock = self.clock(case, each.name)
            if clock and each.suspended and hit(each.suspended.ends):
                clocks.release(self.calendar, each, clock, at)
        for each in deadlines:
            clock = self.clock(case, each.name)
            if clock and each.suspended and hit(each.suspended.begins):
                clocks.hold(self.calendar, each, clock, self.calendar.local_date(at))
        for each in deadlines:
            if hit(each.starts) and self.final(case) is None:
                self.start_clock(case, each, at)

    def undo_claim(self, case: Case, deadline: Deadline, how: str, at: dt.datetime) -> None:
        clock = self.clock(case, deadline.name)
        if clock and clock["status"] in ("met", "met_late"):
            clocks.undo(self.calendar, deadline, clock, how, dict(case["fields"]), at)

    def end_clock(
        self, case: Case, deadline: Deadline, status: str, at: dt.datetime, ladder: str | None
    ) -> None:
        clock = self.clock(case, deadline.name)
        if clock is None or clock["status"] not in ("running", "suspended"):
            return
        clocks.end(
            clock, "missed" if ladder == deadline.name else status, self.calendar.local_date(at)
        )
        for step, taken_at in clock["taken"].items():
            if taken_at > at:
                self.write(case, "withdrawn", f"{deadline.name}:{step}", at)

    def start_clock(self, case: Case, deadline: Deadline, at: dt.datetime) -> None:
        on = self.calendar.local_date(at)
        old = self.clock(case, deadline.name)
        if old and old["status"] in ("running", "suspended"):
            if deadline.again == "keep":
                return
            clocks.end(old, "superseded", on)
        before = [clock for clock in case["clocks"] if clock["name"] == deadline.name]
        clock = {"name": deadline.name, "generation": 1 + len(before), "term": 1,
                 "started_on": on, "extensions": 0}  # fmt: skip
        clocks.begin(self.calendar, clock, ("start", on, dict(case["fields"])), at, deadline)
        case["clocks"].append(clock)

    def extend(self, case: Case, to: dt.date, at: dt.datetime) -> None:
        parent = self.cases[case["parent"]]
        name, generation = case["origin"]
        clock = self.clock(parent, name)
        if clock is None or clock["generation"] != generation or clock["status"] != "running":
            raise RefusedError("nothing to extend")
        deadline = self.workflow(parent).deadlines[name]
        assert deadline.extension is not None
        self.check_extension(clock, deadline.extension, to)
        clock["extensions"] += 1
        clocks.next_term(self.calendar, deadline, clock, ("fixed", to), at)
        self.touched.append(parent["label"])
        self.write(parent, "extended", f"{name}:extended", at)

    def check_extension(self, clock: clocks.Clock, rule: ExtensionRule, to: dt.date) -> None:
        latest = self.calendar.moved(clock["due_on"], rule.at_most)
        if clock["extensions"] >= rule.times or not clock["due_on"] < to <= latest:
            raise RefusedError("too often or too far")
