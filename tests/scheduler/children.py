"""`patrol run` in a process of its own, watched line by line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30
QUICK = {
    "PATROL_SWEEP_SECONDS": "0.1",
    "PATROL_DISPATCH_SECONDS": "0.1",
    "PATROL_LANG": "en",
}


class Child:
    """A running scheduler and what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[dict[str, Any]] = []

    def next(self) -> dict[str, Any]:
        """Return the next thing it says."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "it ended"
        self.said.append(json.loads(line))
        return self.said[-1]

    def until(self, fits: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Read on to the first thing it says that fits."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            if fits(found := self.next()):
                return found
        raise AssertionError(self.said[-5:])

    def ends(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=SECONDS)
        self.said += map(json.loads, rest.splitlines())
        return self.process.returncode


@contextmanager
def running(environ: dict[str, str], *options: str) -> Iterator[Child]:
    """Run the scheduler while inside; it is killed where it has not ended by itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "run", "--json-lines", *options],
        env={**QUICK, **environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Child(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def swept(said: dict[str, Any]) -> int:
    """Return how many steps a tick of the sweep took."""
    steps: int = said.get("counts", {}).get("steps", 0)
    return steps


def ticked(job: str, outcome: str = "done") -> Callable[[dict[str, Any]], bool]:
    """Return what tells the tick of a job."""
    return lambda said: said.get("job") == job and said["outcome"] == outcome
