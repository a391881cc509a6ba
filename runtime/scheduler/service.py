"""The scheduler: APScheduler only ticks; what is due stands in the database, whoever looks."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from runtime.scheduler.pulse import Pulse
from runtime.scheduler.running import run_job
from runtime.scheduler.systemd import ALIVE, READY, STOPPING, notify, watchdog_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from runtime.scheduler.jobs import Job
    from runtime.scheduler.running import Bench
    from store.ticks import Tick

#: How often the process looks whether it is well, in seconds.
LOOK_SECONDS = 5.0


class Service:
    """Runs jobs, each at its own interval and never twice at once, until it is asked to stop."""

    def __init__(
        self,
        bench: Bench,
        jobs: Sequence[Job],
        intervals: Mapping[str, float],
        *,
        tell: Callable[[Tick], None],
        sign_of_life: Callable[[], bool] | None = None,
    ) -> None:
        self._bench = bench
        self._jobs = jobs
        self._intervals = intervals
        self._tell = tell
        self._sign_of_life = sign_of_life
        self._telling = threading.Lock()
        self.pulse = Pulse(intervals)

    def once(self) -> list[Tick]:
        """Run each job once, in order, and return what came of them."""
        return [self._run(job) for job in self._jobs if not self._bench.stopping.is_asked()]

    def run(self, environ: Mapping[str, str]) -> None:
        """Run until it is asked to stop; the batch in hand is finished first."""
        scheduler = self._scheduler()
        scheduler.start()
        notify(environ, READY)
        try:
            self._look_after(environ)
        finally:
            self._bench.stopping.ask()
            notify(environ, STOPPING)
            scheduler.shutdown(wait=True)

    def _scheduler(self) -> BackgroundScheduler:
        """Return a ticker that runs a job late rather than not at all, and once for many ticks."""
        # A tick that finds its job still at work is nothing to tell anybody.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(len(self._jobs))},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone="UTC",
        )
        for job in self._jobs:
            scheduler.add_job(
                self._run, "interval", [job], seconds=self._intervals[job.name], id=job.name,
                next_run_time=_now(),
            )  # fmt: skip
        return scheduler

    def _run(self, job: Job) -> Tick:
        tick = run_job(self._bench, job)
        self.pulse.beat(tick)
        with self._telling:
            self._tell(tick)
        if self._sign_of_life is not None and tick.job == "sweep" and tick.outcome == "done":
            self._sign_of_life()
        return tick

    def _look_after(self, environ: Mapping[str, str]) -> None:
        """Wait for the end; as long as no job hangs, tell systemd that this process lives."""
        patience = watchdog_seconds(environ)
        pause = LOOK_SECONDS if patience is None else min(LOOK_SECONDS, patience / 3)
        while not self._bench.stopping.wait(pause):
            if patience is not None and not self.pulse.hanging():
                notify(environ, ALIVE)


def _now() -> object:
    from runtime.clock import SystemClock

    return SystemClock().now()
