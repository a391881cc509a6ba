"""A ZIP whose bytes depend on nothing but what is in it, with the hash of every part."""

from __future__ import annotations

import hashlib
import json
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "manifest.json"
# The earliest date that the format knows. Parts are stored as they are: how well a compressor
# does differs between machines, and attachments are mostly compressed already.
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16


class Package:
    """A ZIP being written, closed at the end of its context; the manifest comes last."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._parts: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @contextmanager
    def part(self, path: str) -> Iterator[IO[bytes]]:
        """Give a part to write."""
        with self._zip.open(_info(path), "w", force_zip64=True) as opened:
            counting = _Counting(opened)
            yield cast("IO[bytes]", counting)
        found = {"path": path, "size": counting.size, "sha256": counting.hash.hexdigest()}
        self._parts.append(found)

    def add(self, path: str, text: str) -> None:
        """Add a part of text."""
        with self.part(path) as opened:
            opened.write(text.encode())

    def finish(self, **facts: Any) -> None:
        """Add the manifest."""
        manifest = {"format": 1, **facts, "parts": sorted(self._parts, key=lambda one: one["path"])}
        with self._zip.open(_info(MANIFEST), "w") as opened:
            opened.write((json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())


class _Counting:
    """Hashes and counts what passes through."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, part: bytes) -> int:
        """Pass bytes on."""
        self.hash.update(part)
        self.size += len(part)
        return self._target.write(part)


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _DATE)
    info.create_system = _UNIX
    info.external_attr = _MODE
    return info
