"""A running deadline counted anew under a calendar that a notice has changed (semantics 12, 25)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from engine.kernel.case import Basis, Clock
from engine.kernel.clocks import counts_working_days, resumed, set_due
from engine.kernel.draft import Draft, local_when
from engine.kernel.due import Due, When, due_of, from_named
from engine.kernel.events import ENGINE, Actor

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.kernel.due import Rules
    from engine.kernel.effects import Decision
    from engine.kernel.events import CalendarChange, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


class Recount(NamedTuple):
    """A clock before and after it was counted anew, and the day that the count gave.

    `after` is None where nothing of the clock changes: `counted_on` may still be an earlier day
    than its due day, which is not imposed.
    """

    before: Clock
    after: Clock | None
    counted_on: dt.date | None

    @property
    def kept(self) -> bool:
        """Whether an earlier day was counted and not imposed."""
        now = (self.after or self.before).due_on
        return self.counted_on is not None and now is not None and self.counted_on < now


def recounted(rules: Rules, clock: Clock, at: dt.datetime) -> Recount:
    """Return a clock counted anew from what its term was counted from.

    What is held or met keeps the days it has left. An earlier day is not imposed unless the rule
    follows it; warnings and ladder follow the calendar all the same. The term and the steps taken
    stay; a step that would lie before `at` takes effect at `at`.
    """
    if clock.status != "running":
        return Recount(clock, None, None)
    due = counted_anew(rules, clock)
    on = due.on
    if clock.due_at is not None and not rules.deadline.follow_earlier:
        due = _no_earlier(rules, clock, due)
    term = When(_began_on(rules, clock), clock.term_at)
    moved = set_due(rules, replace(clock, recounted_at=at), due, term)
    return Recount(clock, None if _same(clock, moved) else moved, on)


def _no_earlier(rules: Rules, clock: Clock, due: Due) -> Due:
    assert clock.due_at is not None
    due_at = due.at if due.at or due.on is None else rules.calendar.end_of(due.on)
    if due_at is not None and due_at < clock.due_at:
        return Due(clock.due_on, due.published, clock.due_at)
    return due


def _same(clock: Clock, moved: Clock) -> bool:
    told = ("due_at", "ladder_from", "provisional", "next_step", "next_at")
    return all(getattr(clock, name) == getattr(moved, name) for name in told)


def _began_on(rules: Rules, clock: Clock) -> dt.date:
    if clock.term_at == clock.started_at:
        return clock.started_on
    return rules.calendar.local_date(clock.term_at)


def counted_anew(rules: Rules, clock: Clock) -> Due:
    """Return when a term falls due by the rules, counted from what it was counted from."""
    basis = clock.basis
    if basis is None:
        # A term that began with the clock. Terms from before bases were kept say nothing either;
        # of those only this tells what they were counted from.
        began = clock.term_at == clock.started_at
        known = began and (rules.deadline.within is not None or _is_constant(rules))
        basis = Basis(kind="start" if known else "fixed")
    match basis:
        case Basis(kind="left", left=left):
            working = counts_working_days(rules.deadline)
            return resumed(rules, _began_on(rules, clock), left or 0, working=working)
        case Basis(kind="named", on=on):
            return Due(None) if on is None else from_named(rules, on)
        case Basis(kind="fixed"):
            return Due(clock.due_on, not clock.provisional, clock.due_at)
        case _:
            return due_of(rules, {}, When(_began_on(rules, clock), clock.term_at))


def _is_constant(rules: Rules) -> bool:
    """Return whether a due date is said by the definition alone."""
    return getattr(rules.deadline.due, "field", None) is None


def follow(
    machine: Machine, case: Case, found: Recount, change: CalendarChange, view: View, moment: Moment
) -> Decision:
    """Return the case with a clock counted anew, and the notice that did it in its history."""
    assert found.after is not None
    draft = Draft(machine, case, view, moment, local_when(machine, moment.at))
    draft.set_clock(found.after)
    event = f"{found.after.name}:recomputed"
    entry = draft.entry("recomputed", event, Actor(person=ENGINE), said=_said(found, change))
    return draft.decision(entry)


def _said(found: Recount, change: CalendarChange) -> dict[str, Any]:
    before, after = found.before, found.after
    assert after is not None
    said: dict[str, Any] = {
        "generation": after.generation,
        "term": after.term,
        "notices": list(change.notices),
        "revision": change.after,
        "from": before.due_on,
        "to": after.due_on,
        "provisional": after.provisional,
    }
    return {**said, "not_imposed": found.counted_on} if found.kept else said
