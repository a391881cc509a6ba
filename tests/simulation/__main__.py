"""Simulates many worlds, `python -m tests.simulation --seeds 2000`, or one, `--seed 17`."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.world import DifferenceError, simulate

AT_ONCE = 25


def failures(seeds: range) -> list[tuple[int, str]]:
    """Return the seeds whose worlds part from the model, each with its story."""
    found = []
    for seed in seeds:
        try:
            simulate(seed)
        except DifferenceError as difference:
            found.append((seed, str(difference)))
        except Exception as fault:  # Whatever breaks, the seed is to be told.
            found.append((seed, f"{type(fault).__name__}: {fault}"))
    return found


def main() -> int:
    """Simulate, tell the first failing world and how to see each again; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if asked.seed is not None:
        simulate(asked.seed)
        sys.stdout.write(f"World {asked.seed}: as the model says.\n")
        return 0
    ranges = [range(at, min(at + AT_ONCE, asked.first + asked.seeds))
              for at in range(asked.first, asked.first + asked.seeds, AT_ONCE)]  # fmt: skip
    with ProcessPoolExecutor(asked.workers) as pool:
        found = [each for part in pool.map(failures, ranges) for each in part]
    if found:
        sys.stdout.write(f"{found[0][1]}\n\n")
    for seed, _ in found:
        sys.stdout.write(f"make simulate SEED={seed}\n")
    sys.stdout.write(f"{asked.seeds} worlds, {len(found)} not as the model says.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
