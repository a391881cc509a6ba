"""How the slow model takes in a notice that changes the calendar (semantics 12, 25)."""

from __future__ import annotations

import datetime as dt
import pickle

from engine.definition.workflow import Deadline
from tests.model import slow_clocks as clocks
from tests.model.slow_calendar import SlowCalendar
from tests.model.slow_events import Events
from tests.model.slow_facts import Case, RefusedError
from tests.model.world import Notice

#: How far ahead it is looked for what a clock owes next, in days: one after the other.
AHEAD = (70, 700)


class Notices(Events):
    """Calendars that change while deadlines run."""

    def take_in(self, notice: Notice) -> None:
        """Change the calendar and count every running clock anew; all was settled before."""
        old = self.calendar
        self.calendar = old.changed(notice.rest, notice.work)
        for case in [each for each in self.cases.values() if self.final(each) is None]:
            for clock in list(case["clocks"]):
                if clock["status"] == "running":
                    self.count_anew(case, clock, old, notice.at)

    def count_anew(
        self, case: Case, clock: clocks.Clock, old: SlowCalendar, at: dt.datetime
    ) -> None:
        """Count a clock anew, say so where it moves; an earlier day is not imposed."""
        deadline = self.workflow(case).deadlines[clock["name"]]
        before = standing(old, deadline, clock, at)
        recounted = clock["recounted"]
        self.fall_due(clock, deadline)
        clock["recounted"] = max(recounted, at)
        if standing(self.calendar, deadline, clock, at) == before:
            clock["recounted"] = recounted
            return
        self.write(case, "recomputed", f"{clock['name']}:recomputed", at)
        kept = pickle.loads(pickle.dumps(self.cases))
        self.touched = [case["label"]]
        try:
            self.be_quiet(at)
        except RefusedError:
            self.cases = kept

    def fall_due(self, clock: clocks.Clock, deadline: Deadline) -> None:
        """Let a clock fall due by the calendar as it is, from what its term was counted from."""
        due = clocks.counted(self.calendar, deadline, clock["count"])
        if due is not None and not deadline.follow_earlier:
            due = max(due, clock["due_on"])
        clocks.set_due(self.calendar, clock, due)


def standing(
    calendar: SlowCalendar, deadline: Deadline, clock: clocks.Clock, at: dt.datetime
) -> tuple[object, ...]:
    """Return what a notice may move of a clock: due day, start of the ladder, next step."""
    return clock["due_on"], clock["base"], next_owed(calendar, deadline, clock, at)


def next_owed(
    calendar: SlowCalendar, deadline: Deadline, clock: clocks.Clock, at: dt.datetime
) -> tuple[dt.datetime, str] | None:
    """Return the instant and the name of the step that a clock owes next."""
    for days in AHEAD:
        owed = list(clocks.owed(calendar, deadline, clock, at + dt.timedelta(days=days)))
        if owed:
            first = min(owed, key=lambda each: (each.at, each.order))
            return first.at, first.id
    return None
