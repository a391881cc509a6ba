"""How far every history had come at one moment: the heads of all cases, under one digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from store.care.archive import Heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.care.snapshot import Snapshot


class Head(NamedTuple):
    """A case's last history entry: its number in the case, and its hash."""

    case: str
    seq: int
    hash: str

    @property
    def line(self) -> bytes:
        """What the digest is taken over."""
        return f"{self.case} {self.seq} {self.hash}\n".encode()


# Ids sort by their bytes on both databases.
_HEADS = "SELECT id, seq, head FROM cases ORDER BY id"


def heads(taken: Snapshot) -> Iterator[Head]:
    """Yield the head of every case in order of the ids."""
    for rows in taken.stream(_HEADS):
        for case, seq, head in rows:
            yield Head(str(case), int(seq), str(head))


def summed(found: Iterable[Head]) -> Heads:
    """Return the one digest over heads in order of the ids."""
    digest, cases, entries = hashlib.sha256(), 0, 0
    for head in found:
        digest.update(head.line)
        cases += 1
        entries += head.seq
    return Heads(cases=cases, entries=entries, digest=digest.hexdigest())
