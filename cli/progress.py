"""How far long work has come, told on a terminal only."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress


@contextmanager
def progress_over(total: int | None) -> Iterator[Callable[[int], None] | None]:
    """Give a function that is told how many of `total` are done; None where nobody watches.

    Without a total the bar tells no more than that work goes on.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with _bar() as shown:
        task = shown.add_task("", total=total)
        yield lambda done: shown.update(task, completed=done)


@contextmanager
def progress_of_steps() -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that is told how many steps of how many are done; None as above."""
    if not sys.stderr.isatty():
        yield None
        return
    with _bar() as shown:
        task = shown.add_task("")
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _bar() -> Progress:
    """Return a bar on standard error: what is printed may be on its way to a file."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)
