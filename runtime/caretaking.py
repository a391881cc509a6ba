"""Care of the database as a person asks for it: copies, bringing back, looking through, sealing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import PatrolError
from store.care.backup import back_up
from store.care.examination import flaws_of_all, flaws_of_histories
from store.care.files import new_file, refuse_existing
from store.care.restore import restore
from store.care.seals import seal, since_seal, write_seal
from store.care.snapshot import snapshot
from store.location import locate
from store.sessions import open_session
from store.version import require_current

if TYPE_CHECKING:
    from engine.service.ports import Clock
    from store.care.archive import Manifest
    from store.care.flaws import Flaw
    from store.care.progress import Progress
    from store.care.seals import SealHeader, SinceSeal
    from store.location import Location

LAST_BACKUP = "last_backup_at"


def attachments_folder(location: Location) -> Path | None:
    """Return where the files attached to cases lie: beside a database that is a file."""
    return Path(f"{location.file}.attachments") if location.file else None


def make_backup(url: str, target: Path, clock: Clock, progress: Progress | None) -> Manifest:
    """Copy a whole database into a new file, and note in the database that it was; StoreError."""
    location = locate(url)
    made = back_up(location, target, clock.now(), attachments_folder(location), progress)
    # A database that can only be read is backed up all the same.
    with suppress(PatrolError):
        session = open_session(location)
        try:
            session.run("upsert_meta", (LAST_BACKUP, made.made_at.isoformat()))
        finally:
            session.close()
    return made


def bring_back(url: str, file: Path, progress: Progress | None) -> Manifest:
    """Bring a backup back into an empty place; raise StoreError."""
    location = locate(url)
    return restore(location, file, attachments_folder(location), progress)


def look_through(url: str, progress: Progress | None) -> list[Flaw]:
    """Return everything that is wrong with a database; raise StoreError where it cannot be read."""
    with snapshot(locate(url)) as taken:
        require_current(taken.session)
        return list(flaws_of_all(taken, progress=progress))


def verify_histories(url: str, case_id: str | None, progress: Progress | None) -> list[Flaw]:
    """Return what is wrong with the history of one case, or of all; raise StoreError."""
    with snapshot(locate(url)) as taken:
        require_current(taken.session)
        return list(flaws_of_histories(taken, case_id, progress))


def make_seal(url: str, target: Path | None, clock: Clock) -> SealHeader:
    """Return one digest over all histories, every head written to a new file where one is named.

    Raise StoreError.
    """
    if target is not None:
        refuse_existing(target)
    with snapshot(locate(url)) as taken:
        require_current(taken.session)
        header = seal(taken, clock.now())
        if target is not None:
            with new_file(target) as file:
                write_seal(taken, header, file)
    return header


def compare_seal(url: str, file: Path) -> SinceSeal:
    """Tell what became of the cases that a seal speaks of; raise StoreError."""
    with snapshot(locate(url)) as taken:
        require_current(taken.session)
        return since_seal(taken, file)
