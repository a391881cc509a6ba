"""What requirements.lock pins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)")
_HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")


class Pin(NamedTuple):
    """A package at one version, and the SHA-256 of every file of it that may be used."""

    name: str
    version: str
    hashes: frozenset[str]

    def line(self, hashes: Iterable[str] | None = None) -> str:
        """Return the pin as pip reads it, with all its hashes or with those given."""
        chosen = sorted(self.hashes if hashes is None else hashes)
        return " ".join(
            [f"{self.name}=={self.version}", *(f"--hash=sha256:{each}" for each in chosen)]
        )


def read_pins(lock: str) -> dict[str, Pin]:
    """Return the pins of a lock by their packages' names."""
    pins: dict[str, Pin] = {}
    for block in re.split(r"\n(?=\S)", lock):
        if found := _PIN.match(block):
            name = str(canonicalize_name(found["name"]))
            hashes = frozenset(each["hash"] for each in _HASH.finditer(block))
            pins[name] = Pin(name, found["version"], hashes)
    return pins
