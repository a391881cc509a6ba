"""The wish to stop, which a signal may utter at any moment and every thread hears."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stopping:
    """A flag that is raised once.

    Not an Event of `threading`: its lock may be held by the very thread that a signal interrupts.
    A SimpleQueue takes what is put into it even then.
    """

    def __init__(self) -> None:
        self._asked = False
        self._bell: SimpleQueue[None] = SimpleQueue()

    def ask(self) -> None:
        """Ask for the end."""
        self._asked = True
        self._bell.put(None)

    def is_asked(self) -> bool:
        """Return whether the end was asked for."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until the end is asked for; return whether it was."""
        if not self._asked:
            try:
                self._bell.get(timeout=seconds)
            except Empty:
                return self._asked
            self._bell.put(None)  # For whoever waits beside.
        return True


@contextmanager
def stopping_on_signals(stopping: Stopping) -> Iterator[None]:
    """Let SIGTERM and SIGINT ask for the end instead of tearing the work off."""

    def ask(_number: int, _frame: object) -> None:
        """Ask for the end, as a signal does."""
        stopping.ask()

    before = {one: signal.signal(one, ask) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
