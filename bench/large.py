"""Sweeps among a million open deadlines, beside ten thousand: `make bench-large`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.scheduler import FEW, HOSTS, by_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.measure import Ratio

_LARGE = 1_000_000


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure sweeps over many more open deadlines; it takes some 20 GB of disk and time."""
    for hosts in HOSTS:
        with hosts() as host:
            yield from by_size(host, (FEW,) if quick else (FEW, _LARGE))
