"""A backup as a file: a ZIP of tables in JSON lines, each part with its checksum in a manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
import zlib
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import msgspec

from engine.errors import StoreError
from engine.kernel.case import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
# A ZIP's own times would make equal backups differ.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError)


class Part(Value, kw_only=True):
    """One file inside; its SHA-256 is that of what it unpacks to."""

    name: str
    sha256: str
    bytes: int


class TablePart(Part, kw_only=True):
    """A table: JSON arrays of its columns, one a line."""

    table: str
    columns: tuple[str, ...]
    rows: int


class Heads(Value, kw_only=True):
    """How far all histories had come: cases, entries, and one digest over every head."""

    cases: int
    entries: int
    digest: str


class Manifest(Value, kw_only=True):
    """What a backup holds."""

    format: int
    made_at: dt.datetime
    schema: str
    dialect: str
    sandbox: bool
    heads: Heads
    tables: tuple[TablePart, ...]
    attachments: tuple[Part, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(part.rows for part in self.tables)


class Packer:
    """Writes the parts of an archive, and their checksums as they go in."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, name: str, chunks: Iterable[bytes]) -> Part:
        """Write one part."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_entry(name), "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return Part(name=name, sha256=digest.hexdigest(), bytes=size)

    def abandon(self) -> None:
        """Let go of a file that comes to nothing."""
        with suppress(OSError, ValueError):
            self._zip.close()

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, and end the archive with the manifest's own checksum."""
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self.add(MANIFEST, [text])
        self._zip.comment = hashlib.sha256(text).hexdigest().encode()
        self._zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


class Archive:
    """A backup opened for reading; what it holds is trusted only after `verify`."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = name
        try:
            self._zip = zipfile.ZipFile(file)
            text = self._zip.read(MANIFEST)
        except _BROKEN as fault:
            raise StoreError("backup_unreadable", file=name) from fault
        if hashlib.sha256(text).hexdigest().encode() != self._zip.comment:
            raise self.damaged(MANIFEST)
        self.manifest = self._read_manifest(text)

    def _read_manifest(self, text: bytes) -> Manifest:
        try:
            found = msgspec.json.decode(text, type=_OnlyFormat).format
            if found > FORMAT:
                raise StoreError("backup_newer", file=self._file, format=found)
            return msgspec.json.decode(text, type=Manifest)
        except msgspec.MsgspecError as fault:
            raise StoreError("backup_unreadable", file=self._file) from fault

    def damaged(self, part: str) -> StoreError:
        """Return what is said of a part that is not as it was written."""
        return StoreError("backup_damaged", file=self._file, part=part)

    def parts(self) -> list[Part]:
        """Return every part beside the manifest."""
        return [*self.manifest.tables, *self.manifest.attachments]

    def verify(self) -> Iterator[int]:
        """Compare every part with its checksum, yielding bytes done; raise StoreError."""
        for part in self.parts():
            digest, size = hashlib.sha256(), 0
            for chunk in self.chunks(part.name):
                digest.update(chunk)
                size += len(chunk)
                yield len(chunk)
            if (digest.hexdigest(), size) != (part.sha256, part.bytes):
                raise self.damaged(part.name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield what a part holds."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except _BROKEN as fault:
            raise self.damaged(name) from fault

    def rows(self, part: TablePart) -> Iterator[list[Any]]:
        """Yield the rows of a table; raise StoreError."""
        try:
            with self._zip.open(part.name) as lines:
                for line in lines:
                    row = _decode(line)
                    if len(row) != len(part.columns):
                        raise self.damaged(part.name)
                    yield row
        except (*_BROKEN, msgspec.MsgspecError) as fault:
            raise self.damaged(part.name) from fault


class _OnlyFormat(msgspec.Struct):
    format: int


_decode = msgspec.json.Decoder(list[Any]).decode


def open_archive(file: Path, opened: IO[bytes]) -> Archive:
    """Read a backup's manifest; raise StoreError where the file is none."""
    return Archive(opened, str(file))
