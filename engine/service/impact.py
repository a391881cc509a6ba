"""What notices would change: every open deadline they touch, worked out and let go."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.case import Clock, Value
from engine.kernel.ladder import ahead
from engine.kernel.visibility import is_below_secret
from engine.service.cascade import Refusing
from engine.service.incidents import concerns_all
from engine.service.recomputing import BATCH, settle_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.calendar.calendar import Calendar
    from engine.kernel.case import Case
    from engine.kernel.events import CalendarChange
    from engine.kernel.recount import Recount
    from engine.service.engine import Engine, Transaction
    from engine.service.registry import Registry


class MovedStep(Value, kw_only=True):
    """A step that has still to come, and when it comes before and after; None for never."""

    step: str
    before: dt.datetime | None
    after: dt.datetime | None


class Touched(Value, kw_only=True):
    """An open deadline that notices touch; `after` is how it would stand.

    `counted_on` is the day that the count gave: earlier than `after.due_on` where it is not
    imposed.
    """

    case: str
    number: str
    workflow: str
    secret: bool
    before: Clock
    after: Clock
    counted_on: dt.date | None
    steps: tuple[MovedStep, ...] = ()

    @property
    def imposed(self) -> bool:
        """Whether the day that was counted is the due day."""
        return self.counted_on is None or self.counted_on == self.after.due_on

    def overdue(self, now: dt.datetime) -> tuple[bool, bool]:
        """Return whether it is overdue at an instant, before and after."""
        before, after = (
            clock.due_at is not None and clock.due_at <= now for clock in (self.before, self.after)
        )
        return before, after


def impact(
    engine: Engine,
    change: CalendarChange,
    after: Calendar,
    progress: Callable[[int], None] | None = None,
) -> list[Touched]:
    """Return every open deadline that a change would touch, in order of opening; keep nothing."""
    trial = copy(engine)
    trial.registry = engine.registry.with_change(change, after)
    trial.incidents = None
    found: list[Touched] = []
    cursor, looked_at = "", 0
    while True:
        with engine.store.unit() as unit:
            roots = unit.open_roots(cursor, BATCH)
        if not roots:
            return found
        found += _tried(trial, engine.registry, change, roots)
        cursor, looked_at = roots[-1], looked_at + len(roots)
        if progress is not None:
            progress(looked_at)


def _tried(
    trial: Engine, before: Registry, change: CalendarChange, roots: Sequence[str]
) -> list[Touched]:
    try:
        with trial.transaction(change.at, notes=False, keeps=False) as now:
            for root in roots:
                settle_to(now, root)
            found = [*_touched(now, before)]
    except (PatrolError, Refusing) as fault:
        if concerns_all(fault) or len(roots) == 1:
            if concerns_all(fault):
                raise
            return []
        return [one for root in roots for one in _tried(trial, before, change, [root])]
    return found


def _touched(now: Transaction, before: Registry) -> Iterator[Touched]:
    for case_id, recount in now.cascade.recounts:
        case = now.work.case(case_id)
        steps = tuple(_moved_steps(now, before, case, recount))
        if recount.after is None and not recount.kept and not steps:
            continue
        machine = now.work.machine_of(case)
        yield Touched(
            case=case_id,
            number=case.number,
            workflow=case.workflow,
            secret=machine.workflow.secret or is_below_secret(case, now.work),
            before=recount.before,
            after=recount.after or recount.before,
            counted_on=recount.counted_on,
            steps=steps,
        )


def _moved_steps(
    now: Transaction, before: Registry, case: Case, recount: Recount
) -> Iterator[MovedStep]:
    machine = now.work.machine_of(case)
    deadline = machine.workflow.deadlines[recount.before.name]
    earlier = before.machine(case.workflow, case.version).calendar
    old = {one.id: one.at for one in ahead(deadline, earlier, recount.before)}
    after = recount.after or recount.before
    new = {one.id: one.at for one in ahead(deadline, machine.calendar, after)}
    for step in dict.fromkeys((*old, *new)):
        if old.get(step) != new.get(step):
            yield MovedStep(step=step, before=old.get(step), after=new.get(step))
