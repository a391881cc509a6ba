"""What another version would mean to open cases, were they to run under it; nothing is kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.kernel.case import Value
from engine.kernel.recount import counted_anew
from engine.kernel.visibility import is_below_secret
from engine.service.recomputing import BATCH
from engine.service.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from engine.kernel.case import Case, Clock
    from engine.kernel.machine import Machine
    from engine.service.engine import Engine


class MovedDue(Value, kw_only=True):
    """A running deadline that another version would let fall due on another day."""

    deadline: str
    before: dt.date | None
    after: dt.date | None
    overdue_before: bool
    overdue_after: bool


class RunningCase(Value, kw_only=True):
    """An open case of a workflow, the version that it runs under, and what another would move."""

    case: str
    number: str
    version: int
    secret: bool
    moved: tuple[MovedDue, ...] = ()


def running_cases(
    engine: Engine,
    other: Machine,
    deadlines: Collection[str],
    progress: Callable[[int], None] | None = None,
) -> Iterator[RunningCase]:
    """Yield every open case of a workflow, with those of some deadlines that would move.

    Each is counted anew by the other version from what it was counted from; days that somebody
    set, by an extension, stay.
    """
    now = engine.clock.now()
    cursor, looked_at = "", 0
    while True:
        with engine.store.unit() as unit:
            roots = unit.open_roots(cursor, BATCH)
            work = Workspace(unit, engine.registry)
            found = [
                _running(work, other, deadlines, case, now)
                for root in roots
                for case in unit.open_family(root)
                if case.workflow == other.workflow.name
            ]
        yield from found
        if not roots:
            return
        cursor, looked_at = roots[-1], looked_at + len(roots)
        if progress is not None:
            progress(looked_at)


def _running(
    work: Workspace, other: Machine, deadlines: Collection[str], case: Case, now: dt.datetime
) -> RunningCase:
    machine = work.machine_of(case)
    moved = (
        _moved(other, clock, now)
        for clock in case.clocks
        if clock.status == "running"
        and clock.name in deadlines
        and clock.name in other.workflow.deadlines
    )
    return RunningCase(
        case=case.id, number=case.number, version=case.version,
        secret=machine.workflow.secret or is_below_secret(case, work),
        moved=tuple(one for one in moved if one is not None),
    )  # fmt: skip


def _moved(other: Machine, clock: Clock, now: dt.datetime) -> MovedDue | None:
    rules = other.rules(clock.name)
    due = counted_anew(rules, clock)
    ends = due.at or (rules.calendar.end_of(due.on) if due.on else None)
    late_before = clock.due_at is not None and clock.due_at <= now
    late_after = ends is not None and ends <= now and not rules.deadline.soft
    if (due.on, late_after) == (clock.due_on, late_before):
        return None
    return MovedDue(
        deadline=clock.name, before=clock.due_on, after=due.on,
        overdue_before=late_before, overdue_after=late_after,
    )  # fmt: skip
