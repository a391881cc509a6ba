"""Run the benches: `python -m bench [--quick] [NAME ...]`."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bench.table import heading, keep, line

if TYPE_CHECKING:
    from bench.measure import Ratio

BENCHES = ("sums", "startup", "acts", "sweep", "scheduler", "ledger", "reports", "workshop")
#: Benches that take much room and time: run by name only.
BY_NAME = ("large", "bulletins")


def main(arguments: list[str]) -> int:
    """Measure, print and keep the ratios; return 1 where a bar is not met."""
    quick = "--quick" in arguments
    names = [name for name in arguments if not name.startswith("-")] or list(BENCHES)
    known = (*BENCHES, *BY_NAME)
    if unknown := [name for name in names if name not in known]:
        print(f"There is no bench {', '.join(unknown)}. Known: {', '.join(known)}.")
        return 2
    print(heading())
    ratios: list[Ratio] = []
    for name in names:
        for ratio in import_module(f"bench.{name}").ratios(quick):
            print(line(ratio), flush=True)
            ratios.append(ratio)
    print(f"\nKept in {keep(ratios).name} under bench/results.")
    return 0 if all(ratio.holds for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
