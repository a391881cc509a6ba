"""Care of the database as a person asks for it: copies, bringing back, looking through, sealing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from engine.errors import PatrolError, UsageError
from runtime.upkeep import LAST_BACKUP
from runtime.vault import vault_of
from runtime.vault_check import examine, sweep_away
from store.care.backup import back_up
from store.care.examination import flaws_of_all, flaws_of_histories
from store.care.files import new_file, refuse_existing
from store.care.flaws import Flaw
from store.care.restore import restore
from store.care.seals import seal, since_seal, write_seal
from store.care.snapshot import snapshot
from store.faults import told
from store.location import locate
from store.reader import Reader
from store.sessions import open_session
from store.version import require_current

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.service.ports import Clock
    from runtime.settings import Settings
    from runtime.vault import Vault
    from runtime.vault_check import VaultReport
    from store.care.archive import Manifest
    from store.care.progress import Progress
    from store.care.seals import SealHeader, SinceSeal
    from store.location import Location


def _vault(location: Location, settings: Settings) -> Vault | None:
    """Return where the files of cases lie; a server's database may have no such place."""
    with suppress(UsageError):
        return vault_of(location, settings)
    return None


def _folder(location: Location, settings: Settings) -> Path | None:
    vault = _vault(location, settings)
    return None if vault is None else vault.folder


def make_backup(
    settings: Settings, target: Path, clock: Clock, progress: Progress | None
) -> Manifest:
    """Copy a whole database into a new file, and note in the database that it was; StoreError."""
    location = locate(settings.database)
    folder = _folder(location, settings)
    made = back_up(location, target, clock.now(), folder, progress)
    # A database that can only be read is backed up all the same.
    with suppress(PatrolError), told(location):
        session = open_session(location)
        try:
            session.run("upsert_meta", (LAST_BACKUP, made.made_at.isoformat()))
        finally:
            session.close()
    return made


def bring_back(settings: Settings, file: Path, progress: Progress | None) -> Manifest:
    """Bring a backup back into an empty place; raise StoreError."""
    location = locate(settings.database)
    return restore(location, file, _folder(location, settings), progress)


def look_through(settings: Settings, progress: Progress | None) -> list[Flaw]:
    """Return everything that is wrong with a database; raise StoreError where it cannot be read."""
    location = locate(settings.database)
    vault = _vault(location, settings)
    with snapshot(location) as taken:
        require_current(taken.session)
        found = list(flaws_of_all(taken, progress=progress))
        if vault is not None:
            found += _attachment_flaws(vault, examine(vault, Reader(taken.session)))
    return found


def _attachment_flaws(vault: Vault, report: VaultReport) -> Iterator[Flaw]:
    """Yield the files of cases that are gone or changed, and those that no case speaks of."""
    for file, code in report.broken:
        broken = str(vault.path(file.sha256))
        yield Flaw(code=f"check_{code}", facts={"name": file.name, "file": broken})
    for path in (*map(vault.path, report.orphans), *report.left_behind):
        yield Flaw(code="check_attachment_orphan", facts={"file": str(path)})


def orphans(settings: Settings) -> list[Path]:
    """Return the files beside a database that no case speaks of; raise StoreError."""
    report = _vault_report(settings)
    return [] if report is None else [*map(report[0].path, report[1].orphans),
                                      *report[1].left_behind]  # fmt: skip


def sweep_orphans(settings: Settings) -> int:
    """Remove the files that no case speaks of at this moment; return how many went."""
    report = _vault_report(settings)
    return 0 if report is None else sweep_away(*report)


def _vault_report(settings: Settings) -> tuple[Vault, VaultReport] | None:
    location = locate(settings.database)
    vault = _vault(location, settings)
    if vault is None:
        return None
    with snapshot(location) as taken:
        require_current(taken.session)
        return vault, examine(vault, Reader(taken.session))


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
