"""Ten years of a busy office in one process: `python -m bench.decade [--years N] [--rounds N]`.

A thousand patrols stay open, each with ten hazards; they report every quarter, hazards are put
right and found not to be so, and what is due is swept every week. Memory must stay flat.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files, world
from engine.kernel.effects import Refusal
from engine.service.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office

HERE = Path(__file__).parent
WEEK = dt.timedelta(days=7)
WEEKS_OF_A_YEAR, WEEKS_OF_A_QUARTER = 52, 13
FAULTS_OF_A_ROUND = 10
#: One hazard of so many is put right each week.
FIXED = 500
#: How much more memory the last year may hold than the second, in which caches are full.
SHARE = 0.10
AT_ONCE = 100


class Decade:
    """An office at work, week by week."""

    def __init__(self, office: Office, rounds: int) -> None:
        self.office = office
        self.clerk = world.clerk(office)
        self.rounds = [self._opened(number) for number in range(rounds)]
        self.faults = self._found()
        self.steps = 0
        self.acts = 0

    def _opened(self, number: int) -> str:
        values = {"subject": f"Round {number}"}
        outcome = self.office.engine.open_case("bench_round", values, self.clerk)
        assert not isinstance(outcome, Refusal), outcome
        return outcome.case.id

    def _found(self) -> list[str]:
        found = []
        for case in self.rounds:
            for _ in range(FAULTS_OF_A_ROUND):
                outcome = self.office.engine.act(case, "find", {}, self.clerk)
                assert not isinstance(outcome, Refusal), outcome
                found += [one.id for one in outcome.touched]
        return found

    def live(self, week: int) -> None:
        """Let people act and what is due take effect, for one week."""
        for case in self.rounds[week % WEEKS_OF_A_QUARTER :: WEEKS_OF_A_QUARTER]:
            self._act(case, "report")
        for case in self.faults[week % FIXED :: FIXED]:
            self._act(case, "fix")
        report = sweep(self.office.engine)
        assert not report.failed, report.failed[:3]
        self.steps += report.steps

    def _act(self, case: str, event: str) -> None:
        outcome = self.office.engine.act(case, event, {}, self.clerk)
        self.acts += not isinstance(outcome, Refusal)


def years(path: Path, rounds: int, count: int) -> Iterator[int]:
    """Live through so many years, telling each; yield what the process holds at its end."""
    world.prepare(files.url(path))
    definitions = [str(HERE / f"{name}.yaml") for name in ("fault", "round")]
    world.patrol("workflow", "publish", *definitions, "--database", files.url(path))
    office, clock = world.office(files.url(path))
    with closing(office):
        decade = Decade(office, rounds)
        print(f"{len(decade.rounds):,} patrols and {len(decade.faults):,} hazards are open.")
        for year in range(1, count + 1):
            began, before = time.perf_counter(), decade.steps
            for week in range(WEEKS_OF_A_YEAR):
                clock.set(clock.now() + WEEK)
                decade.live(week + year * WEEKS_OF_A_YEAR)
            gc.collect()
            held, took = resident(), time.perf_counter() - began
            print(f"year {year:2}: {decade.steps - before:9,} steps, {decade.acts:9,} acts so far, "
                  f"{held / 2**20:7.1f} MB held, {took:5.0f} s", flush=True)  # fmt: skip
            yield held


def resident() -> int:
    """Return how many bytes of memory this process holds now."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Live through the years; return 1 where memory grew."""
    parser = argparse.ArgumentParser(prog="python -m bench.decade")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        held = list(years(Path(folder) / "decade.db", asked.rounds, asked.years))
    settled = held[min(1, len(held) - 1)]
    growth = held[-1] / settled - 1
    print(f"Memory at the end: {growth:+.1%} of that of the second year; at most {SHARE:+.0%}.")
    return 0 if growth <= SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
