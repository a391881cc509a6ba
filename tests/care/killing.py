"""Killing a process at a statement it sends to a database, as a power cut would."""

from __future__ import annotations

import os
import signal
import sqlite3
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

DONE, DIED = 0, -signal.SIGKILL


class _Countdown:
    def __init__(self, place: int) -> None:
        self._left = place

    def __call__(self, *_: object) -> None:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def dying_at(place: int, work: Callable[[], object]) -> int:
    """Do work in a process of its own that is killed before its nth statement.

    Return `DIED`, or `DONE` where there were fewer statements.
    """
    child = os.fork()
    if child == 0:
        try:
            _arm(_Countdown(place))
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _arm(countdown: _Countdown) -> None:
    """Have every statement of this process counted, whatever library sends it."""
    connect = sqlite3.connect

    def traced(*given: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **more)
        connection.set_trace_callback(countdown)
        return connection

    sqlite3.connect = traced  # type: ignore[assignment]
    for name in ("execute", "executemany", "copy", "fetchall", "fetchmany"):
        _count(psycopg.Cursor, name, countdown)


def _count(kind: Any, name: str, countdown: _Countdown) -> None:
    real = getattr(kind, name)

    def counted(*given: Any, **more: Any) -> Any:
        countdown()
        return real(*given, **more)

    setattr(kind, name, counted)
