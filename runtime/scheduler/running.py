"""One run of a job: a database opened for it, its tick recorded, a lost connection made anew."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import PatrolError, StoreError
from engine.service.incidents import told
from runtime.scheduler.clockwatch import ClockDoubt
from runtime.scheduler.jobs import Work
from store.ticks import Tick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runtime.scheduler.clockwatch import ClockWatch
    from runtime.scheduler.jobs import Job
    from runtime.scheduler.stopping import Stopping
    from runtime.settings import Settings
    from runtime.wiring import Office

#: What a database says that is away for a moment, or busy with others.
PASSING = (
    "store_lost", "store_unreachable", "store_busy", "store_locked", "store_read_only",
)  # fmt: skip
#: How long a job waits before it opens a database again that was away, in seconds.
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)

log = logging.getLogger(__name__)


class Bench(NamedTuple):
    """What all jobs of one process share."""

    open_office: Callable[[], Office]
    settings: Settings
    environ: Mapping[str, str]
    process: str
    clocks: ClockWatch
    stopping: Stopping


def run_job(bench: Bench, job: Job) -> Tick:
    """Run a job once and return what came of it; whatever goes wrong is told in the tick.

    Where the database is away for a moment, the job is run anew on a new connection.
    """
    for pause in (*PAUSES, None):
        tick = _try(bench, job)
        if tick.code not in PASSING or pause is None or bench.stopping.wait(pause):
            return tick
    raise AssertionError("the last pause is none")


def _try(bench: Bench, job: Job) -> Tick:
    try:
        office = bench.open_office()
    except Exception as fault:
        return _unopened(bench, job, fault)
    try:
        started_at = office.clock.now()
        tick = _run(bench, job, office, started_at)
        return _noted(office, tick)
    finally:
        _close(office)


def _run(bench: Bench, job: Job, office: Office, started_at: dt.datetime) -> Tick:
    tick = Tick(process=bench.process, job=job.name, started_at=started_at, finished_at=started_at)
    try:
        if job.by_the_clock:
            bench.clocks.check(office)
        counts = job.run(Work(office, bench.settings, bench.environ, bench.stopping.is_asked))
    except Exception as fault:
        return _with(tick, fault, office.clock.now())
    return _replaced(tick, finished_at=office.clock.now(), counts=counts)


def _with(tick: Tick, fault: Exception, at: dt.datetime) -> Tick:
    if not isinstance(fault, PatrolError):
        log.info("job failed", exc_info=fault, extra={"job": tick.job})
    code, facts = told(fault)
    outcome = "refused" if isinstance(fault, ClockDoubt) else "failed"
    return _replaced(tick, finished_at=at, outcome=outcome, code=code, facts=facts)


def _replaced(tick: Tick, **changes: object) -> Tick:
    from msgspec.structs import replace

    return replace(tick, **changes)


def _unopened(bench: Bench, job: Job, fault: Exception) -> Tick:
    from runtime.clock import SystemClock

    now = SystemClock().now()
    tick = Tick(process=bench.process, job=job.name, started_at=now, finished_at=now)
    return _with(tick, fault, now)


def _noted(office: Office, tick: Tick) -> Tick:
    """Keep a tick; one that cannot be kept is a failed one."""
    if tick.code in PASSING:
        return tick
    try:
        office.ticks.note(tick)
    except StoreError as fault:
        return _with(tick, fault, tick.finished_at) if tick.outcome == "done" else tick
    return tick


def _close(office: Office) -> None:
    try:
        office.close()
    except Exception as fault:  # A connection that is lost already cannot be closed in order.
        log.info("connection not closed", exc_info=fault)
