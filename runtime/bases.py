"""Where the text of a version is found that a definition is based on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.definition.source import Source, read
from runtime import shipped

if TYPE_CHECKING:
    from engine.definition.bases import Bases
    from store.registry import Registry


def kept_bases(registry: Registry) -> Bases:
    """Return what finds the texts that a database keeps."""

    def find(name: str, version: int) -> Source | None:
        """Find the text of a version."""
        row = registry.definition(name, version)
        return Source(f"{name}@{version}", row.text) if row is not None else None

    return find


def shipped_bases(name: str, version: int) -> Source | None:
    """Find the text of a shipped definition."""
    return _shipped().get((name, version))


def either(first: Bases, second: Bases) -> Bases:
    """Return what finds a text in one place, or else in another."""
    return lambda name, version: first(name, version) or second(name, version)


@cache
def _shipped() -> dict[tuple[str, int], Source]:
    files = shipped.definition_files(examples=True)
    found = {}
    for source in (Source(str(file), file.read_bytes()) for file in files):
        data = read(source.text, source.file).data
        found[str(data["workflow"]), int(data["version"])] = source
    return found
