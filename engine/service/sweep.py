"""Everything due takes effect: cases in due order, in batches, each step at its own instant."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.case import Value
from engine.service.cascade import Refusing

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.kernel.case import Case
    from engine.service.engine import Engine, Transaction

BATCH = 200

log = logging.getLogger(__name__)


class SweepReport(Value, kw_only=True):
    """What a sweep did; `lag_seconds` is how late the most overdue step took effect."""

    cases: int
    steps: int
    started_at: dt.datetime
    lag_seconds: float
    failed: tuple[str, ...] = ()


class _Tally:
    def __init__(self) -> None:
        self.cases = 0
        self.steps = 0
        self.lag = 0.0
        self.failed: dict[str, str] = {}


def sweep(
    engine: Engine, *, at: dt.datetime | None = None, progress: Callable[[int], None] | None = None
) -> SweepReport:
    """Settle every case that is due, the earliest first; a case that fails never stops the rest."""
    started_at = engine.clock.now()
    until = at or started_at
    tally = _Tally()
    while _batch(engine, until, tally):
        if progress is not None:
            progress(tally.cases)
    return SweepReport(
        cases=tally.cases,
        steps=tally.steps,
        started_at=started_at,
        lag_seconds=tally.lag,
        failed=tuple(tally.failed.values()),
    )


def _batch(engine: Engine, until: dt.datetime, tally: _Tally) -> bool:
    """Settle one batch in one transaction; where that fails, each of its cases in its own."""
    claimed: list[Case] = []
    try:
        with engine.transaction(until) as now:
            claimed = now.work.unit.claim_due(until, BATCH, tuple(tally.failed))
            done = [(case, _settle(now, case, until)) for case in claimed]
    except (PatrolError, Refusing):
        for case in claimed:
            _alone(engine, case, until, tally)
        return True
    for case, steps in done:
        _count(tally, case, steps, until)
    return bool(claimed)


def _settle(now: Transaction, case: Case, until: dt.datetime) -> int:
    before = now.cascade.steps
    now.work.adopt(case)
    now.cascade.settle_family(case.root, until)
    return now.cascade.steps - before


def _alone(engine: Engine, case: Case, until: dt.datetime, tally: _Tally) -> None:
    try:
        with engine.transaction(until) as now:
            held = now.work.take_in_family(case.id)
            steps = _settle(now, held, until)
    except (PatrolError, Refusing) as fault:
        code = fault.refusal.code if isinstance(fault, Refusing) else fault.code
        log.warning("case not settled", extra={"action": "sweep_failed", "case": case.id})
        tally.failed[case.id] = f"{case.number}: {code}"
    else:
        _count(tally, case, steps, until)


def _count(tally: _Tally, case: Case, steps: int, until: dt.datetime) -> None:
    tally.cases += 1
    tally.steps += steps
    if case.next_due_at is not None:
        tally.lag = max(tally.lag, (until - case.next_due_at).total_seconds())
