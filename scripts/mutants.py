"""Plant faults one at a time in a copy of the tree; the suite must notice every one.

`python -m scripts.mutants [--only WORD] [--workers N]`. The faults stand in `mutants.toml`;
`--dry-run` tells only whether each can be planted in the code as it is today.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

HOME = Path(__file__).parents[1]
FAULTS = Path(__file__).with_suffix(".toml")
#: What a copy can do without.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".interop", "dist", "build", "__pycache__", ".*_cache"
)
#: How long tests may take, in seconds: a fault that makes them go on for ever is noticed too.
PATIENCE = 1_800


@dataclass(frozen=True)
class Mutant:
    """A fault: what it means, where it is planted, and the tests that should notice it first."""

    path: str
    means: str
    old: str
    new: str
    tests: tuple[str, ...]


def read(text: str) -> list[Mutant]:
    """Return the faults that a file declares; raise KeyError for a group of tests not there."""
    data = tomllib.loads(text)
    groups: dict[str, list[str]] = data["tests"]
    return [_mutant(each, groups) for each in data["mutant"]]


def _mutant(said: dict[str, Any], groups: dict[str, list[str]]) -> Mutant:
    tests = tuple(test for group in said["tests"] for test in groups[group])
    return Mutant(said["path"], said["means"], said["old"], said["new"], tests)


def outdated(mutants: Iterable[Mutant], home: Path = HOME) -> list[Mutant]:
    """Return the faults that cannot be planted: their text does not stand in its file once."""
    return [each for each in mutants if (home / each.path).read_text().count(each.old) != 1]


def survives(mutant: Mutant, copy: Path, *, quick: bool) -> bool:
    """Return whether no test notices a fault planted in a copy, which is as before afterwards.

    The whole suite is asked only where the tests that should notice do not, and never if `quick`.
    """
    path = copy / mutant.path
    sound = path.read_text()
    path.write_text(sound.replace(mutant.old, mutant.new))
    try:
        return _passes(copy, mutant.tests) and (quick or _passes(copy, ("tests",)))
    finally:
        path.write_text(sound)


def _passes(copy: Path, tests: Iterable[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    surroundings = {**os.environ, "CI": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=surroundings, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def soundly(mutants: Iterable[Mutant]) -> bool:
    """Return whether the tests that faults name pass without any fault."""
    return _passes(HOME, dict.fromkeys(test for each in mutants for test in each.tests))


def survivors(mutants: list[Mutant], workers: int, *, quick: bool) -> list[Mutant]:
    """Return the faults that nobody notices; each worker has a copy of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Path] = Queue()
        for number in range(workers):
            copies.put(Path(shutil.copytree(HOME, Path(folder) / f"{number}", ignore=LEFT_OUT)))

        def lives(mutant: Mutant) -> bool:
            """Return whether a mutant survives in a copy that is free."""
            copy = copies.get()
            try:
                found = survives(mutant, copy, quick=quick)
            finally:
                copies.put(copy)
            said = "SURVIVES" if found else "noticed "
            print(f"{said}  {mutant.path}: {mutant.means}", flush=True)
            return found

        with ThreadPoolExecutor(workers) as pool:
            living = list(pool.map(lives, mutants))
    return [each for each, lived in zip(mutants, living, strict=True) if lived]


def main() -> int:
    """Plant the faults; return 1 where one survives, 2 where one cannot be planted."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants")
    parser.add_argument("--only", default="", help="those whose path or meaning holds this")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="ask only the tests that are named")
    parser.add_argument("--dry-run", action="store_true", help="tell which cannot be planted")
    asked = parser.parse_args()
    mutants = read(FAULTS.read_text())
    if gone := outdated(mutants):
        for each in gone:
            print(f"{each.path}: the text of this fault does not stand there once: {each.means}")
        return 2
    if asked.dry_run:
        return 0
    chosen = [each for each in mutants if asked.only in f"{each.path} {each.means}"]
    if not soundly(chosen):
        print("Without any fault the tests that are named do not pass: nothing can be told.")
        return 2
    living = survivors(chosen, asked.workers, quick=asked.quick)
    print(f"{len(chosen)} faults planted, {len(living)} survive.")
    return 1 if living else 0


if __name__ == "__main__":
    sys.exit(main())
