"""How a history entry becomes text, chained to the one before (semantics 26)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from engine.kernel.case import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

HASH_VERSION = 1
GENESIS = "0" * 64

#: What an entry's hash covers: the predecessor's hash and the entry's own text.
_LINK = b"%d:%%b:%%b" % HASH_VERSION
_sha256 = hashlib.sha256
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Entry).decode


class Commitment(NamedTuple):
    """Personal free text kept apart: its hash with a salt stands in the entry for it."""

    field: str
    salt: str
    text: str
    hash: str


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """An entry as it is kept: its canonical text, its hash, and its predecessor's."""

    entry: Entry
    text: str
    hash: str
    previous: str
    private: tuple[Commitment, ...]


def commitment(salt: str, text: str) -> str:
    """Return what stands in a history for a text that may have to be erased."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def chained(previous: str, text: str) -> str:
    """Return the hash of an entry's stored text with its predecessor's hash."""
    return _sha256(_LINK % (previous.encode(), text.encode())).hexdigest()


def seal(entry: Entry, previous: str, salt: Callable[[], str]) -> Sealed:
    """Return an entry chained to the one before it, its personal text set apart."""
    private: tuple[Commitment, ...] = ()
    public = entry
    if entry.private:
        private = tuple(_commit(name, text, salt()) for name, text in entry.private.items())
        public = replace(entry, private={one.field: one.hash for one in private})
    encoded = _encode(public)
    own = _sha256(_LINK % (previous.encode(), encoded)).hexdigest()
    return Sealed(entry, encoded.decode(), own, previous, private)


def _commit(field: str, text: str, salt: str) -> Commitment:
    return Commitment(field, salt, text, commitment(salt, text))


def unseal(text: str, private: Mapping[str, str]) -> Entry:
    """Return the entry behind a stored text, with the personal texts that are still kept."""
    entry = _decode(text)
    kept = {name: private[name] for name in entry.private if name in private}
    return replace(entry, private=kept)


def broken_links(rows: Iterable[tuple[str, str, str]]) -> list[int]:
    """Return the positions (from 1) of stored (text, hash, previous) that do not hold together."""
    broken = []
    previous = GENESIS
    for position, (text, found, before) in enumerate(rows, 1):
        if before != previous or chained(before, text) != found:
            broken.append(position)
        previous = found
    return broken
