"""Results for people, and for programs."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.measure import Ratio

RESULTS = Path(__file__).parent / "results"
_SCALES = {"s": ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")), "B": ((2**20, "MiB"),)}


def heading() -> str:
    """Return the first line of the table."""
    return f"{'':44} {'ours':>10} {'bare':>10} {'ratio':>7}  bar"


def line(ratio: Ratio) -> str:
    """Return one line of the table."""
    sign = "≥" if ratio.kind == "rate" else "≤"
    bar = "" if ratio.bar is None else f"{sign} {ratio.bar:g}"
    verdict = "" if ratio.holds else "  not met"
    ours, bare = _scaled(ratio.ours, ratio.unit), _scaled(ratio.bare, ratio.unit)
    return f"{ratio.name:44} {ours:>10} {bare:>10} {ratio.value:7.2f}  {bar}{verdict}".rstrip()


def keep(ratios: Sequence[Ratio]) -> Path:
    """Write the results as JSON and return the file's path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "latest.json"
    facts = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "ratios": [
            {**msgspec.to_builtins(ratio), "ratio": round(ratio.value, 3), "holds": ratio.holds}
            for ratio in ratios
        ],
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(facts)) + b"\n")
    return path


def _scaled(amount: float, unit: str) -> str:
    for size, name in _SCALES[unit]:
        if amount >= size:
            return f"{amount / size:.3g} {name}"
    return f"{amount:.3g} {unit}"
