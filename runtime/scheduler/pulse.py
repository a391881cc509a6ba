"""What one process knows of its own jobs: when each last ran, and how often with what outcome."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from runtime.scheduler.readings import since_boot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.ticks import Tick

#: After how many intervals without an end a job is thought to hang, and at least how long.
PATIENCE = 10
LEAST_SECONDS = 300.0


class Pulse:
    """Told by each job when it ends; asked whether the process is alive and doing its work."""

    def __init__(self, intervals: Mapping[str, float]) -> None:
        self._patience = {
            job: max(LEAST_SECONDS, PATIENCE * seconds) for job, seconds in intervals.items()
        }
        self._guard = threading.Lock()
        self._ended = dict.fromkeys(intervals, since_boot())
        self._last: dict[str, Tick] = {}
        self.ticks: Counter[tuple[str, str]] = Counter()
        self.cases = 0
        self.steps = 0
        self.sent = 0

    def beat(self, tick: Tick) -> None:
        """Take note of a run that ended."""
        with self._guard:
            self._ended[tick.job] = since_boot()
            self._last[tick.job] = tick
            self.ticks[tick.job, tick.outcome] += 1
            self.cases += tick.counts.get("cases", 0)
            self.steps += tick.counts.get("steps", 0)
            self.sent += tick.counts.get("sent", 0)

    def hanging(self) -> list[str]:
        """Return the jobs that should have ended long ago."""
        now = since_boot()
        with self._guard:
            return [job for job, at in self._ended.items() if now - at > self._patience[job]]

    def unready(self) -> list[str]:
        """Return the jobs of which no run has ended yet, or the last did not go well."""
        with self._guard:
            known = {job: self._last.get(job) for job in self._ended}
        return [job for job, tick in known.items() if tick is None or tick.outcome != "done"]

    def last(self) -> dict[str, Tick]:
        """Return the last run of each job."""
        with self._guard:
            return dict(self._last)
