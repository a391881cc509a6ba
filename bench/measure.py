"""Measuring in pairs: ours and the bare way take turns, so that a busy machine hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Literal

import msgspec

Work = Callable[[], object]


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """What our way costs beside the bare way, per unit of work, and the bar it is held to.

    `ours` and `bare` are seconds, or bytes. A `rate` is bare / ours (1 is as quick as bare,
    the bar is a least); a `cost` is ours / bare (the bar is a most).
    """

    name: str
    ours: float
    bare: float
    unit: Literal["s", "B"] = "s"
    kind: Literal["rate", "cost"] = "rate"
    bar: float | None = None

    @property
    def value(self) -> float:
        """The ratio itself."""
        return self.bare / self.ours if self.kind == "rate" else self.ours / self.bare

    @property
    def holds(self) -> bool:
        """Whether the bar is met; without a bar it always is."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.kind == "rate" else self.value <= self.bar


def seconds(work: Work) -> float:
    """Return how long a piece of work takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def turns(ours: Work, bare: Work, rounds: int, units: int = 1) -> tuple[float, float]:
    """Return the median seconds per unit of our way and the bare way, measured in turns."""
    pairs = [(seconds(bare), seconds(ours)) for _ in range(rounds)]
    return (
        statistics.median(ours_took for _, ours_took in pairs) / units,
        statistics.median(bare_took for bare_took, _ in pairs) / units,
    )
