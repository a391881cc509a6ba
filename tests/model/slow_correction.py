"""How the slow model takes back the last act of a case without relatives (semantics 21).

Of a family it says nothing: who has acted since there is told by the tests of corrections.
"""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

from tests.model import slow_clocks as clocks
from tests.model.slow_facts import Case, RefusedError
from tests.model.slow_notices import Notices
from tests.model.world import Correct, Line

#: What an act may have changed of a case, beside its clocks.
PUT_BACK = ("state", "fields", "acts", "waiting", "acted_on")
#: What the steps of a clock's term are, and which term it is.
OF_A_TERM = ("term", "taken", "passed", "recounted")


class Corrections(Notices):
    """Acts that are taken back."""

    def correct(self, operation: Correct) -> None:
        """Put a case back to before its last act; what runs again is settled afterwards."""
        case = self.cases.get(operation.case)
        if case is None or not case["past"]:
            raise RefusedError("no act to correct")
        before = pickle.loads(case["past"].pop())
        lines = case["lines"][before["line"] :]
        fallen, stay = fallen_steps(case, before), standing(case, before)
        since = range(before["line"], len(case["lines"]))
        case["taken_back"] |= set(since) - set(stay)
        self.write(case, "corrected", lines[0].name, operation.at, case["state"], before["state"])
        case.update({name: before[name] for name in PUT_BACK})
        self.put_back_clocks(case, before, fallen, operation.at)
        self.touched.append(case["label"])
        self.be_quiet(operation.at)

    def put_back_clocks(
        self, case: Case, before: Case, fallen: set[tuple[str, int, str]], at: dt.datetime
    ) -> None:
        known = {key_of(clock): clock for clock in before["clocks"]}
        dropped, moved = set(), set()
        for clock in case["clocks"]:
            earlier = known.get(key_of(clock))
            if earlier is not None:
                self.follow_notices(case, clock, earlier)
                if put_back(clock, earlier, fallen):
                    moved.add(key_of(clock))
            elif not clock.get("undone"):
                dropped.add(clock["name"])
                clock.update(status="cancelled", ended_on=self.calendar.local_date(at), undone=True)
        for name in dropped:
            speaks = self.clock(case, name)
            if speaks is not None and key_of(speaks) not in moved:
                speaks["term"] += 1

    def follow_notices(self, case: Case, clock: clocks.Clock, earlier: clocks.Clock) -> None:
        """Count a clock as it was by the calendar as it is, no earlier than it has been since."""
        if earlier["status"] == "running":
            self.fall_due(earlier, self.workflow(case).deadlines[clock["name"]])
        if clock["recounted"] > clock["term_at"]:
            earlier["recounted"] = max(earlier["recounted"], clock["recounted"])


def key_of(clock: clocks.Clock) -> tuple[str, int]:
    """Return which clock of a case it is."""
    return clock["name"], clock["generation"]


def put_back(clock: clocks.Clock, earlier: clocks.Clock, fallen: set[tuple[str, int, str]]) -> bool:
    """Let a clock be as it was; in a new term where more than its steps had changed."""
    forgotten = {step for step in clock["taken"] if (*key_of(clock), step) in fallen}
    same_term = clock["term"] == earlier["term"]
    kept = {step: at for step, at in clock["taken"].items() if step not in forgotten}
    passed = earlier["passed"] if same_term else clock["passed"]
    if bare(clock) == bare(earlier) and not forgotten:
        changed = bool(passed != clock["passed"])
        clock["passed"] = passed
        return changed
    term = clock["term"] + 1
    clock.clear()
    clock.update(earlier, term=term, taken=kept if same_term else earlier["taken"])
    return True


def bare(clock: clocks.Clock) -> dict[str, Any]:
    """Return a clock but for its term and its steps."""
    return {name: value for name, value in clock.items() if name not in OF_A_TERM}


def groups(case: Case, before: Case) -> list[list[int]]:
    """Return the lines since an act: the act, then each step, with what followed from them."""
    found: list[list[int]] = []
    for place in range(before["line"], len(case["lines"])):
        line: Line = case["lines"][place]
        if place in case["taken_back"] or line.kind == "corrected":
            continue
        if line.kind in ("step", "recomputed") or not found:
            found.append([])
        found[-1].append(place)
    return found


def standing(case: Case, before: Case) -> list[int]:
    """Return the lines of steps that an act taken back leaves: they would have been without it."""
    running = {key_of(clock) for clock in before["clocks"] if clock["status"] == "running"}
    alone = [group[0] for group in groups(case, before) if len(group) == 1]
    return [place for place in alone if place in case["steps"]
            and case["steps"][place][:2] in running]  # fmt: skip


def fallen_steps(case: Case, before: Case) -> set[tuple[str, int, str]]:
    """Return the steps taken since an act that fall with it."""
    stay = standing(case, before)
    since = {place for group in groups(case, before) for place in group}
    return {step for place, step in case["steps"].items() if place in since and place not in stay}
