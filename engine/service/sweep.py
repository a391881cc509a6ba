"""Everything due takes effect: cases in due order, in batches, each step at its own instant."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from engine.kernel.case import Value
from engine.service.cascade import Refusing, stuck
from engine.service.incidents import Fault, concerns_all, is_taken, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.kernel.case import Case
    from engine.service.engine import Engine, Transaction

#: Cases that are settled in one transaction, at most and at least.
BATCH, LEAST = 200, 10
#: Steps after which the next batch is smaller: other writers wait for the end of a batch.
MANY_STEPS = 2_000
_INSTANT = dt.timedelta(microseconds=1)

log = logging.getLogger(__name__)


class SweepReport(Value, kw_only=True):
    """What a sweep did; `lag_seconds` is how late the most overdue step took effect."""

    cases: int
    steps: int
    started_at: dt.datetime
    lag_seconds: float
    failed: tuple[str, ...] = ()


class _Tally:
    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self.cases = 0
        self.steps = 0
        self.lag = 0.0
        self.limit = BATCH
        self.failed: dict[str, str] = {}
        self.passing: set[str] = set()
        self.families: set[str] = set()
        self._progress = progress

    def count(self, case: Case, steps: int, until: dt.datetime) -> None:
        """Count a case that was settled."""
        self.cases += 1
        self.steps += steps
        if case.next_due_at is not None:
            self.lag = max(self.lag, (until - case.next_due_at).total_seconds())

    def tell(self, steps: int) -> None:
        """Tell whoever watches how far it has come; let the next batch be as large as it may."""
        self.limit = (
            max(LEAST, self.limit // 2) if steps > MANY_STEPS else min(BATCH, self.limit * 2)
        )
        if self._progress is not None:
            self._progress(self.cases)


def never() -> bool:
    """Return that nobody asks to stop."""
    return False


def sweep(
    engine: Engine,
    *,
    at: dt.datetime | None = None,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] = never,
) -> SweepReport:
    """Settle every case that is due, the earliest first; a case that fails never stops the rest.

    It becomes an incident, with its family, and is passed over until it is to be tried again.
    `stop` is asked between transactions.
    """
    started_at = engine.clock.now()
    until = at or started_at
    engine.registry.renew()  # Another process may have taken in notices meanwhile.
    tally = _Tally(progress)
    _count_acts(engine, until, tally, stop)
    while not stop() and _batch(engine, until, tally, stop):
        pass
    if engine.incidents is not None:
        engine.incidents.close_what_is_over(until)
    return SweepReport(
        cases=tally.cases,
        steps=tally.steps,
        started_at=started_at,
        lag_seconds=tally.lag,
        failed=tuple(tally.failed.values()),
    )


def settle_one(engine: Engine, case: Case, until: dt.datetime) -> SweepReport:
    """Settle one case with its family, as a sweep does, whenever it is to be tried again."""
    tally = _Tally(None)
    _alone(engine, case, until, tally)
    if engine.incidents is not None:
        engine.incidents.close_what_is_over(until)
    return SweepReport(
        cases=tally.cases, steps=tally.steps, started_at=until, lag_seconds=tally.lag,
        failed=tuple(tally.failed.values()),
    )  # fmt: skip


def _count_acts(
    engine: Engine, until: dt.datetime, tally: _Tally, stop: Callable[[], bool]
) -> None:
    """Settle the families with a duty for which something was done that was not looked up yet."""
    while engine.registry.counted and not stop():
        with engine.store.unit() as unit:
            acts = unit.fresh_acts(until, BATCH)
            waiting = [unit.case(root) for root in unit.counting_roots(acts)]
        if not acts:
            return
        for case in waiting:
            _alone(engine, case, until, tally)
        with engine.store.unit() as unit:
            unit.looked_up(acts)
        if len(acts) < BATCH:
            return


def _batch(engine: Engine, until: dt.datetime, tally: _Tally, stop: Callable[[], bool]) -> bool:
    """Settle one batch in one transaction; where that fails, each of its cases in its own."""
    claimed: list[Case] = []
    before = tally.steps
    try:
        with engine.transaction(until, notes=False) as now:
            passing = tuple(tally.passing)
            claimed = now.work.unit.claim_due(until, tally.limit, passing)
            done = [(case, _settle(now, case, until)) for case in claimed]
    except Exception as fault:
        if not claimed or concerns_all(fault):
            raise
        for case in claimed:
            if stop():
                break
            _alone(engine, case, until, tally)
    else:
        for case, steps in done:
            tally.count(case, steps, until)
    tally.tell(tally.steps - before)
    return bool(claimed)


def _settle(now: Transaction, case: Case, until: dt.datetime) -> int:
    before = now.cascade.steps
    now.work.adopt(case)
    now.cascade.settle_family(case.root, until)
    return now.cascade.steps - before


def _alone(engine: Engine, case: Case, until: dt.datetime, tally: _Tally) -> None:
    """Settle one case in a transaction of its own, and keep what is wrong with it."""
    if case.root in tally.families:
        tally.passing.add(case.id)
        return
    made: list[Transaction] = []
    try:
        with engine.transaction(until, notes=False) as now:
            made.append(now)
            held = now.work.take_in_family(case.id)
            due = held.next_due_at is not None and held.next_due_at <= until
            steps = _settle(now, held, until)
    except Exception as fault:
        if concerns_all(fault):
            raise
        tally.passing.add(case.id)
        if not is_taken(fault):
            _fail(engine, case, until, made, fault, tally)
    else:
        if due:
            tally.count(case, steps, until)


def _fail(
    engine: Engine, case: Case, until: dt.datetime, made: list[Transaction], fault: Exception,
    tally: _Tally,
) -> None:  # fmt: skip
    """Settle a family as far as it can be, and note at which of its cases it ends, and why."""
    cause = _refused(fault)
    found = stuck(made[0].cascade, cause) if made else None
    if found is None:
        code, facts = told(cause)
        found = Fault(case=case.id, code=code, facts=facts, due_at=case.next_due_at)
    log.info("case not settled", exc_info=fault, extra={"case": found.case})
    tally.families.add(case.root)
    at_fault = made[0].work.now.get(found.case, case) if made else case
    tally.failed[found.case] = f"{at_fault.number}: {found.code}"
    if found.due_at is not None and made and made[0].cascade.steps:
        tally.steps += _settle_before(engine, case, found.due_at - _INSTANT)
    if engine.incidents is not None:
        engine.incidents.note(found, until)


def _refused(fault: Exception) -> Exception:
    """Return a refusal as the fault that it is where nobody asked for anything."""
    if isinstance(fault, Refusing):
        return PatrolError(fault.refusal.code, **fault.refusal.facts)
    return fault


def _settle_before(engine: Engine, case: Case, until: dt.datetime) -> int:
    try:
        with engine.transaction(until, notes=False) as now:
            return _settle(now, now.work.take_in_family(case.id), until)
    except Exception as fault:
        if concerns_all(fault):
            raise
        log.info("family not settled", exc_info=fault, extra={"case": case.id})
        return 0
