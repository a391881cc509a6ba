"""Killing a process at a boundary: a statement, or a call to the file system or the network.

Nothing of the program knows of it: a fork wraps the driver and the calls of the system in
itself, then counts them, and is killed by itself at one of them.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import traceback
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

DONE, DIED = 0, -signal.SIGKILL
#: What a process asks of the world. An answer that never came back is a boundary of its own.
_STATEMENTS: tuple[tuple[Any, str], ...] = (
    (psycopg.Cursor, "execute"),
    (psycopg.Cursor, "executemany"),
    (psycopg.Cursor, "copy"),
    (psycopg.Copy, "__exit__"),
    (psycopg.Pipeline, "__exit__"),
    (psycopg.Connection, "connect"),
)
_CALLS: tuple[tuple[Any, str], ...] = (
    (os, "open"), (os, "fsync"), (os, "replace"), (os, "rename"), (os, "link"), (os, "unlink"),
    (os, "mkdir"),
    (socket.socket, "connect"), (socket.socket, "send"), (socket.socket, "sendall"),
    (socket.socket, "recv_into"),
)  # fmt: skip


class Countdown:
    """Kills its process when it was called so many times."""

    def __init__(self, place: int) -> None:
        self._left = place

    def __call__(self, *_: object) -> None:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def forked(work: Callable[[], object]) -> int:
    """Do work in a process of its own; return the process."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


def ended(child: int) -> int:
    """Wait for a process; return how it ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying_at(place: int, work: Callable[[], object]) -> int:
    """Do work in a process that is killed at its nth boundary.

    Return `DIED`, or `DONE` where there were fewer boundaries.
    """

    def armed() -> None:
        arm(Countdown(place))
        work()

    return ended(forked(armed))


def arm(countdown: Countdown) -> None:
    """Have every boundary of this process counted, before and, where it matters, after it."""
    connect = sqlite3.connect

    def traced(*given: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **more)
        connection.set_trace_callback(countdown)
        return connection

    sqlite3.connect = traced  # type: ignore[assignment]
    for kind, name in _STATEMENTS:
        _count(kind, name, countdown, after=True)
    for kind, name in _CALLS:
        _count(kind, name, countdown, after=False)


def _count(kind: Any, name: str, countdown: Countdown, *, after: bool) -> None:
    real = getattr(kind, name)

    def counted(*given: Any, **more: Any) -> Any:
        countdown()
        found = real(*given, **more)
        if after:
            countdown()
        return found

    setattr(kind, name, counted)
