"""Families that catch up with a calendar before anything else happens to them (semantics 25)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.kernel.events import Moment
from engine.kernel.recount import follow, recounted

if TYPE_CHECKING:
    from engine.kernel.events import CalendarChange
    from engine.service.cascade import Cascade


def catch_up(cascade: Cascade, root: str, until: dt.datetime) -> None:
    """Let a family follow every change of a calendar up to an instant, each at its own.

    Up to the change everything takes effect by the calendar as it was. What is counted by that
    calendar or a later one has followed already. What follows in the same transaction, and be it
    entered late, knows every change.
    """
    work = cascade.work
    done = work.followed.get(root)
    work.followed[root] = until
    for change in work.registry.changes:
        if done is not None and change.at <= done:
            continue
        with work.counting_on(work.registry.before(change)):
            cascade.take_due(root, min(change.at, until))
        if change.at > until:
            break
        with work.counting_on(work.registry.after(change)):
            for case in work.open_family(root):
                _count_anew(cascade, case.id, change)


def _count_anew(cascade: Cascade, case_id: str, change: CalendarChange) -> None:
    machine, case = cascade.work.relative(case_id)
    if machine.calendar.name != change.calendar:
        return
    moment = Moment(at=change.at, recorded_at=cascade.recorded_at)
    newer = cascade.work.registry.revisions_since(change)
    for place in range(len(case.clocks)):
        # What followed from an earlier clock may have ended this one.
        case = cascade.work.case(case_id)
        clock = case.clocks[place]
        if clock.status != "running" or clock.revision in newer:
            continue
        found = recounted(machine.rules(clock.name), clock, change.at)
        cascade.recounts.append((case_id, found))
        if found.after is not None:
            decision = follow(machine, case, found, change, cascade.work, moment)
            cascade.work.apply(decision)
            cascade.follow_alone(decision)
