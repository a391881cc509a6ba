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
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_environ()) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed with {process.returncode}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else _KIB)


def _environ() -> dict[str, str]:
    return {**os.environ, "PATROL_LANG": "en", "NO_COLOR": "1"}
