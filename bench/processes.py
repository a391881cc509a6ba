"""Commands as processes of their own: how long they take, and how much memory at most."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR = Path(__file__).parent / "floor.py"
_KIB = 1024
# A process counts what its parent held when it was forked; so the parent is a small one.
_WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def patrol(*arguments: str) -> list[str]:
    """Return a command line of ours, as installed."""
    return [str(Path(sys.executable).parent / "patrol"), *arguments]


def floor(*arguments: str) -> list[str]:
    """Return a command line of the least program."""
    return [sys.executable, str(FLOOR), *arguments]


def run(command: Sequence[str]) -> None:
    """Run a command to its end; raise where it fails."""
    subprocess.run(command, check=True, capture_output=True, env=_environ())


def peak_bytes(command: Sequence[str]) -> int:
    """Run a command and return the most memory that it held, in bytes."""
    watched = [sys.executable, "-S", "-c", _WATCH, *command]
    said = subprocess.run(watched, check=True, capture_output=True, env=_environ())
    return int(said.stdout) * (1 if sys.platform == "darwin" else _KIB)


def _environ() -> dict[str, str]:
    return {**os.environ, "PATROL_LANG": "en", "NO_COLOR": "1"}
