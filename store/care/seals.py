"""A seal: every history's head at one moment, kept elsewhere, to see later that none was changed.

The file's first line says when and of what; each line after it is a case, its last entry and
that entry's hash. The digest is the SHA-256 of those lines.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import IO, TYPE_CHECKING, NamedTuple

import msgspec

from engine.errors import StoreError
from engine.kernel.case import Value
from store.care.flaws import Flaw
from store.care.heads import Head, heads, summed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.care.archive import Heads
    from store.care.snapshot import Snapshot

FORMAT = 1
_ENTRIES = "SELECT case_id, seq, hash FROM history ORDER BY case_id, seq"


class SealHeader(Value, kw_only=True):
    """What a seal says of itself."""

    format: int
    sealed_at: dt.datetime
    cases: int
    entries: int
    digest: str


class SinceSeal(Value, kw_only=True):
    """What became of the sealed cases: as they were, gone on, opened since; and what is wrong."""

    header: SealHeader
    same: int
    grown: int
    opened: int
    flaws: tuple[Flaw, ...] = ()


def seal(taken: Snapshot, sealed_at: dt.datetime) -> SealHeader:
    """Return the digest over every head as of now."""
    return _header(summed(heads(taken)), sealed_at)


def _header(found: Heads, sealed_at: dt.datetime) -> SealHeader:
    return SealHeader(
        format=FORMAT,
        sealed_at=sealed_at,
        cases=found.cases,
        entries=found.entries,
        digest=found.digest,
    )


def write_seal(taken: Snapshot, header: SealHeader, file: IO[bytes]) -> None:
    """Write a seal of the same moment, with every head."""
    file.write(msgspec.json.encode(header) + b"\n")
    for head in heads(taken):
        file.write(head.line)


def since_seal(taken: Snapshot, file: Path) -> SinceSeal:
    """Tell what became of the cases that a seal speaks of; raise StoreError where it is none."""
    header = _checked(file)
    same = grown = known = 0
    flaws = []
    entries = _Entries(taken)
    for head in _heads_in(file):
        found = entries.of(head)
        known += found.last > 0
        if found.hash != head.hash:
            flaws.append(_differs(head, found))
        elif found.last == head.seq:
            same += 1
        else:
            grown += 1
    opened = taken.count("cases") - known
    return SinceSeal(header=header, same=same, grown=grown, opened=opened, flaws=tuple(flaws))


def _differs(head: Head, found: _Found) -> Flaw:
    code = "audit_sealed_differs" if found.last else "audit_sealed_missing"
    return Flaw(code=code, facts={"case": head.case, "seq": head.seq})


def _checked(file: Path) -> SealHeader:
    """Return a seal's header, once its lines are seen to be what its digest says."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as lines:
            header = msgspec.json.decode(lines.readline(), type=SealHeader)
            for line in lines:
                digest.update(line)
    except OSError as fault:
        detail = fault.strerror or str(fault)
        raise StoreError("seal_not_opened", file=str(file), detail=detail) from fault
    except msgspec.MsgspecError as fault:
        raise StoreError("seal_unreadable", file=str(file)) from fault
    if header.format != FORMAT or digest.hexdigest() != header.digest:
        raise StoreError("seal_unreadable", file=str(file))
    return header


def _heads_in(file: Path) -> Iterator[Head]:
    with file.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            case, seq, hashed = line.split()
            yield Head(case, int(seq), hashed)


class _Found(NamedTuple):
    """The hash of a case's entry that was sealed, and the number of its last entry now."""

    hash: str = ""
    last: int = 0


class _Entries:
    """The entries of all cases, read beside a seal that stands in the same order."""

    def __init__(self, taken: Snapshot) -> None:
        self._rows = (row for rows in taken.stream(_ENTRIES) for row in rows)
        self._ahead = next(self._rows, None)

    def of(self, head: Head) -> _Found:
        """Return what became of a sealed case."""
        found = _Found()
        while self._ahead is not None and self._ahead[0] <= head.case:
            case, seq, hashed = self._ahead
            if case == head.case:
                found = _Found(hashed if seq == head.seq else found.hash, seq)
            self._ahead = next(self._rows, None)
        return found
