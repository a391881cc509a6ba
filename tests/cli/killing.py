"""Kill the program at every step of a command, each time on a fresh copy of a database.

`python -m tests.cli.killing DATABASE FOLDER COMMAND...`: a step is a statement that begins,
writes or ends a transaction, before it runs. A fork dies there; nothing of it lives on. Prints
how many steps there were; leaves FOLDER/N.db as step N left it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import store.database  # noqa: F401  loaded before the forks, which are many
from cli.main import run
from store.sessions import SqliteSession

STEPS = ("begin", "commit", "run", "many")


def die_at(step: int) -> None:
    """Let this process kill itself at a step from now on."""
    left = [step]

    def dying(method: Any) -> Any:
        def counted(*given: Any, **named: Any) -> Any:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return method(*given, **named)

        return counted

    for name in STEPS:
        setattr(SqliteSession, name, dying(getattr(SqliteSession, name)))


def killed(step: int, database: Path, arguments: list[str]) -> bool:
    """Run a command in a fork that dies at a step; return whether it came that far."""
    child = os.fork()
    if child == 0:
        die_at(step)
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
                run(arguments, {**os.environ, "PATROL_DATABASE": f"sqlite:///{database}"})
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def main(template: str, folder: str, arguments: list[str]) -> int:
    """Return how many steps a command has."""
    step = 0
    while killed(step, _fresh(template, folder, step), arguments):
        step += 1
    return step


def _fresh(template: str, folder: str, step: int) -> Path:
    database = Path(folder) / f"{step}.db"
    shutil.copyfile(template, database)
    return database


if __name__ == "__main__":
    sys.stdout.write(str(main(sys.argv[1], sys.argv[2], sys.argv[3:])))
