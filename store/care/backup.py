"""A whole database into one file, online: others go on working, the file shows one moment."""

from __future__ import annotations

from functools import partial
from typing import IO, TYPE_CHECKING

import msgspec

from engine.errors import StoreError
from store.care.archive import (
    CHUNK,
    FORMAT,
    Archive,
    Manifest,
    Packer,
    Part,
    TablePart,
    open_archive,
)
from store.care.attached import attached_files
from store.care.files import new_file
from store.care.heads import heads, summed
from store.care.progress import silent
from store.care.snapshot import Snapshot, snapshot
from store.version import REVISIONS, state_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.care.progress import Progress
    from store.location import Location

_encode = msgspec.json.Encoder().encode


def back_up(
    location: Location,
    target: Path,
    made_at: dt.datetime,
    attachments: Path | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Copy a database, with the files attached to its cases, into a new file, and read it back.

    Raise StoreError where the file is there already or cannot be written, and where the
    database cannot be read. `progress` is told how many steps of how many are done.
    """
    with new_file(target) as file, snapshot(location) as taken:
        packer = Packer(file)
        try:
            manifest = _packed(packer, taken, made_at, attachments, progress or silent)
            packer.close(manifest)
        except BaseException:
            packer.abandon()
            raise
        _read_back(file, target, manifest)
    return manifest


def _packed(
    packer: Packer,
    taken: Snapshot,
    made_at: dt.datetime,
    attachments: Path | None,
    progress: Progress,
) -> Manifest:
    revision, names = _revision(taken), taken.tables()
    total, done = sum(map(taken.count, names)), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    tables = tuple(_table(packer, taken, name, told) for name in names)
    return Manifest(
        format=FORMAT,
        made_at=made_at,
        schema=revision,
        dialect=taken.session.location.dialect,
        sandbox=("sandbox", "yes") in taken.session.rows("all_meta"),
        heads=summed(heads(taken)),
        tables=tables,
        attachments=tuple(_attachments(packer, attachments)),
    )


def _revision(taken: Snapshot) -> str:
    """Return the revision of the schema; raise StoreError where this program knows it not."""
    state = state_of(taken.session)
    if state in ("empty", "newer"):
        code = "store_schema_missing" if state == "empty" else "store_schema_newer"
        raise StoreError(code, database=taken.session.location.shown)
    found = str(taken.session.rows("schema_version")[0][0])
    assert found in REVISIONS
    return found


def _table(packer: Packer, taken: Snapshot, name: str, told: Callable[[int], None]) -> TablePart:
    columns, rows = taken.columns(name), 0

    def lines() -> Iterator[bytes]:
        nonlocal rows
        for some in taken.rows(name, columns):
            yield b"".join(_encode(row) + b"\n" for row in some)
            rows += len(some)
            told(len(some))

    part = packer.add(f"tables/{name}.jsonl", lines())
    return TablePart(
        name=part.name,
        sha256=part.sha256,
        bytes=part.bytes,
        table=name,
        columns=tuple(columns),
        rows=rows,
    )


def _attachments(packer: Packer, folder: Path | None) -> Iterator[Part]:
    for name, path in attached_files(folder):
        with path.open("rb") as file:
            yield packer.add(name, iter(partial(file.read, CHUNK), b""))


def _read_back(file: IO[bytes], target: Path, written: Manifest) -> None:
    """Read what was written once more, part by part; raise StoreError where it differs."""
    file.flush()
    file.seek(0)
    archive: Archive = open_archive(target, file)
    if archive.manifest != written:
        raise archive.damaged("manifest.json")
    for _ in archive.verify():
        pass
