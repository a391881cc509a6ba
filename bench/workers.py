"""Sweeps as processes of their own that start together: `python -m bench.workers URL AT`."""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench import world

_STATUS = Path("/proc/self/status")
_KIB = 1024


class Swept(NamedTuple):
    """How long sweeps took that ran together, what they did, and what one held at most."""

    seconds: float
    steps: int
    peak: int


def together(url: str, at: dt.datetime, count: int) -> Swept:
    """Let so many processes sweep a database at once; raise RuntimeError where one fails."""
    command = [sys.executable, "-m", "bench.workers", url, at.isoformat()]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    begun = time.monotonic()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate()[0] for process in started]
    if any(process.returncode for process in started):
        raise RuntimeError(f"a sweep went wrong: {said}")
    told = [msgspec.json.decode(one) for one in said]
    seconds = max(one["ended"] for one in told) - begun
    return Swept(seconds, sum(one["steps"] for one in told), max(one["peak"] for one in told))


def main(url: str, at: str) -> int:
    """Open a database, wait to be told, sweep, and say what came of it."""
    from engine.service.sweep import sweep

    office, _ = world.office(url, dt.datetime.fromisoformat(at))
    with closing(office):
        office.engine.registry.newest("bench")
        print(flush=True)
        sys.stdin.readline()
        report = sweep(office.engine)
        ended = time.monotonic()  # One clock for all processes of a machine.
    if report.failed:
        print(report.failed, file=sys.stderr)
        return 1
    said = {"steps": report.steps, "ended": ended, "peak": _peak()}
    print(msgspec.json.encode(said).decode())
    return 0


def _peak() -> int:
    """Return the most memory that this process held, in bytes, not what it was forked from."""
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * _KIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
