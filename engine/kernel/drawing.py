"""Drawing by lot so that anybody can do it again: from a seed, the candidates and what came before.

The seed and the candidates stand in the history of the case that the draw is for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Literal


def draw(
    seed: str,
    candidates: Sequence[str],
    drawn_before: Sequence[str],
    count: int,
    *,
    no_repeat: Literal["round", "ever"] | None = None,
    apart: Collection[str] = (),
) -> tuple[str, ...]:
    """Return what is drawn: as many as asked, of those that may come, fewer where there are none.

    Each candidate has the lot SHA-256(seed, its id), and the lowest lots are drawn. In a `round`
    nobody comes again until all have, then all may. Of those in `apart`, whom others have drawn,
    nobody is drawn while there is another.
    """
    lots = sorted(dict.fromkeys(candidates), key=lambda one: lot(seed, one))
    open_ones = _open(lots, drawn_before, no_repeat)
    again = [one for one in lots if one not in open_ones] if no_repeat == "round" else []
    pools = [
        [one for one in open_ones if one not in apart],
        [one for one in again if one not in apart],
        [one for one in open_ones if one in apart],
        [one for one in again if one in apart],
    ]
    return tuple(one for pool in pools for one in pool)[:count]


def lot(seed: str, candidate: str) -> str:
    """Return the lot of a candidate, in hexadecimal."""
    return hashlib.sha256(f"{seed}\n{candidate}".encode()).hexdigest()


def _open(
    candidates: Sequence[str],
    drawn_before: Iterable[str],
    no_repeat: Literal["round", "ever"] | None,
) -> list[str]:
    """Return the candidates that may come: those not yet drawn in the round that is on."""
    if no_repeat is None:
        return list(candidates)
    drawn: set[str] = set()
    for one in drawn_before:
        drawn.add(one)
        if no_repeat == "round" and drawn.issuperset(candidates):
            drawn.clear()
    return [one for one in candidates if one not in drawn]
