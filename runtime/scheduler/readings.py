"""What the machine's clocks say: the time of day, and how long the machine has been on."""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
from typing import NamedTuple


class Reading(NamedTuple):
    """Both clocks at one moment; `since_boot` goes on while the machine sleeps, in seconds."""

    wall: dt.datetime
    since_boot: float


def read(wall: dt.datetime) -> Reading:
    """Return a reading, with the time of day as the office's own clock has it."""
    return Reading(wall, since_boot())


def since_boot() -> float:
    """Return how many seconds the machine has been on, sleep included where it can be told."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def host() -> str:
    """Return the name of this machine."""
    return socket.gethostname() or "unknown"


def process() -> str:
    """Return a name of this process that no other has at the same time."""
    return f"{host()}:{os.getpid()}"
