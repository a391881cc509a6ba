"""A backup brought back into an empty place: all of it, looked through, or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from engine.errors import StoreError
from store.care.archive import Archive, open_archive
from store.care.attached import bring_back_attachments
from store.care.examination import flaws_of_all
from store.care.files import put_in_place, refuse_existing, writing_fault
from store.care.heads import heads, summed
from store.care.progress import silent
from store.care.snapshot import Snapshot, quoted
from store.faults import told
from store.migrate import alone_in, bring_to
from store.sessions import SqliteSession
from store.tables import metadata
from store.version import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.care.archive import Manifest, TablePart
    from store.care.progress import Progress
    from store.location import Location
    from store.migrate import Alone
    from store.sessions import PostgresqlSession, Session

FLAWS_TOLD = 20
_SIDE_FILES = ("", "-journal", "-wal", "-shm")


def restore(
    location: Location,
    file: Path,
    attachments: Path | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Bring a backup back into a database that is not there yet, or has no table.

    Every checksum is compared before anything is made; the rows are looked through as a whole
    before the database can be used. Killed at any moment, it leaves an empty place. Raise
    StoreError.
    """
    with _opened(file) as opened:
        archive = open_archive(file, opened)
        _require_known(archive, file)
        if location.path is not None:
            refuse_existing(location.path)
        for _ in archive.verify():
            pass
        if archive.manifest.attachments:
            if attachments is None:
                raise StoreError("restore_attachments_nowhere", database=location.shown)
            bring_back_attachments(archive, attachments)
        fill = _into_file if location.path is not None else _into_server
        fill(location, archive, file, progress or silent)
        return archive.manifest


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as fault:
        detail = fault.strerror or str(fault)
        raise StoreError("backup_not_opened", file=str(file), detail=detail) from fault


def _require_known(archive: Archive, file: Path) -> None:
    if archive.manifest.schema not in REVISIONS:
        raise StoreError("backup_schema_newer", file=str(file), schema=archive.manifest.schema)


def _into_server(location: Location, archive: Archive, file: Path, progress: Progress) -> None:
    with told(location), alone_in(location) as alone:
        taken = Snapshot(alone.session)
        if taken.tables():
            raise StoreError("restore_not_empty", database=location.shown)
        _filled(alone, archive, file, progress)


def _into_file(location: Location, archive: Archive, file: Path, progress: Progress) -> None:
    """Fill a file of another name beside the place, and name it at the end."""
    target = Path(location.file)
    unfinished = target.with_name(f".{target.name}.restoring")
    aside = location._replace(file=str(unfinished))
    with writing_fault(target):
        _clear(aside)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with told(location), alone_in(aside) as alone:
            _filled(alone, archive, file, progress)
        _let_readers_go_on(aside)
        with writing_fault(target):
            put_in_place(unfinished, target)
    finally:
        _remove(unfinished)


def _clear(aside: Location) -> None:
    """Remove what a restore that was killed left; raise StoreError where one is at work."""
    unfinished = Path(aside.file)
    if not unfinished.exists():
        return
    session = SqliteSession(aside)
    try:
        session.execute("PRAGMA busy_timeout = 0")
        with told(aside):
            session.begin()
            session.rollback()
    except StoreError as fault:
        if fault.code == "store_locked":
            raise StoreError("restore_at_work", file=aside.file) from fault
    finally:
        session.close()
    _remove(unfinished)


def _remove(unfinished: Path) -> None:
    for ending in _SIDE_FILES:
        unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)


def _let_readers_go_on(aside: Location) -> None:
    """Turn on the journal that lets readers go on, and wait until the disk has everything."""
    SqliteSession(aside, create=True).close()
    with open(aside.file, "rb") as written:  # noqa: PTH123
        os.fsync(written.fileno())


def _filled(alone: Alone, archive: Archive, file: Path, progress: Progress) -> None:
    """Make the schema of the backup, put the rows in, bring it up to date, look through it."""
    manifest = archive.manifest
    bring_to(alone, manifest.schema)
    done = 0
    for part in in_order(manifest.tables):
        done += load(alone.session, part, archive)
        progress(done, manifest.rows)
    if manifest.schema != REVISIONS[-1]:
        bring_to(alone, REVISIONS[-1])
    _require_sound(alone.session, archive, file)
    alone.session.run("upsert_meta", ("last_backup_at", manifest.made_at.isoformat()))


def in_order(parts: Iterable[TablePart]) -> list[TablePart]:
    """Return tables in an order in which none comes before one that it refers to."""
    order = [table.name for table in metadata.sorted_tables]
    places = {name: place for place, name in enumerate(order)}
    return sorted(parts, key=lambda part: (places.get(part.table, len(order)), part.table))


def load(session: Session, part: TablePart, archive: Archive) -> int:
    """Put the rows of a table in; return how many there were."""
    columns = ", ".join(map(quoted, part.columns))
    count = 0
    if isinstance(session, SqliteSession):
        marks = ", ".join("?" for _ in part.columns)
        sql = f"INSERT INTO {quoted(part.table)} ({columns}) VALUES ({marks})"
        session.connection.executemany(sql, archive.rows(part))
    else:
        server = cast("PostgresqlSession", session)
        sql = f"COPY {quoted(part.table)} ({columns}) FROM STDIN"
        with server.connection.cursor() as cursor, cursor.copy(cast("Any", sql)) as copy:
            for row in archive.rows(part):
                copy.write_row(row)
    count = Snapshot(session).count(part.table)
    if count != part.rows:
        raise archive.damaged(part.name)
    return count


def _require_sound(session: Session, archive: Archive, file: Path) -> None:
    """Raise StoreError where what came back is not what was backed up, or is not sound."""
    taken = Snapshot(session)
    if summed(heads(taken)) != archive.manifest.heads:
        raise archive.damaged("tables/cases.jsonl")
    flaws = list(flaws_of_all(taken))
    if flaws:
        told_of = [{"code": flaw.code, "facts": flaw.facts} for flaw in flaws[:FLAWS_TOLD]]
        raise StoreError("backup_unsound", file=str(file), count=len(flaws), problems=told_of)
