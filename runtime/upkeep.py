"""Is the database looked after: swept, backed up, kept to itself, with room and a true clock?"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from runtime.diagnosis import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.wiring import Office

#: A fact of a database: when it was last backed up.
LAST_BACKUP = "last_backup_at"

BACKUP_AGE = dt.timedelta(days=7)
#: Clocks of several machines never agree to the second.
CLOCK_PLAY = dt.timedelta(minutes=5)
MEGABYTE = 1_000_000
LITTLE_ROOM, NO_ROOM = 1_000 * MEGABYTE, 100 * MEGABYTE
Level = Literal["ok", "note", "wrong"]


def check_due(office: Office) -> Iterator[Diagnosis]:
    """Tell what is due and not settled, and how many dates await a notice."""
    found = office.vitals
    if found.due:
        oldest = found.oldest_due or "-"
        yield Diagnosis("deadlines", "wrong", "doctor_due", {"count": found.due, "at": oldest})
    else:
        yield Diagnosis("deadlines", "ok", "doctor_nothing_due", {"count": found.open})
    if found.provisional:
        yield Diagnosis("deadlines", "note", "doctor_provisional", {"count": found.provisional})


def check_backup(office: Office) -> Iterator[Diagnosis]:
    """Tell when the database was last backed up; a sandbox need not be."""
    said = office.lexicon.facts.get(LAST_BACKUP)
    if said is None:
        if not office.is_sandbox:
            yield Diagnosis("backup", "note", "doctor_no_backup")
        return
    at = dt.datetime.fromisoformat(said)
    facts = {"at": at, "days": (office.clock.now() - at).days}
    if office.clock.now() - at > BACKUP_AGE:
        yield Diagnosis("backup", _earnest(office), "doctor_backup_old", facts)
    else:
        yield Diagnosis("backup", "ok", "doctor_backup", facts)


def check_clock(office: Office) -> Iterator[Diagnosis]:
    """Tell whether the clock is behind what was recorded already."""
    last = office.vitals.last_recorded
    if last is None:
        return
    if last - office.clock.now() > CLOCK_PLAY:
        facts = {"now": office.clock.now(), "last": last}
        yield Diagnosis("clock", _earnest(office), "doctor_clock_behind", facts)
    else:
        yield Diagnosis("clock", "ok", "doctor_clock", {"last": last})


def check_room(office: Office) -> Iterator[Diagnosis]:
    """Tell how much room the disk has where the database is a file."""
    path = office.location.path
    if path is None:
        return
    free = shutil.disk_usage(path.parent).free
    level: Level = "wrong" if free < NO_ROOM else "note" if free < LITTLE_ROOM else "ok"
    facts: dict[str, Any] = {"folder": str(path.parent), "free": free // MEGABYTE}
    yield Diagnosis("disk", level, "doctor_room" if level == "ok" else "doctor_little_room", facts)


def check_modes(office: Office) -> Iterator[Diagnosis]:
    """Tell whether others than its owner may write the file, or put another in its place."""
    path = office.location.path
    if path is None or os.name != "posix":
        return
    path = path.resolve()
    open_to_others = [str(each) for each in _beside(path) if _writable_by_others(each)]
    if open_to_others:
        facts = {"files": open_to_others, "command": f"chmod go-w {' '.join(open_to_others)}"}
        yield Diagnosis("files", _earnest(office), "doctor_writable", facts)
    else:
        yield Diagnosis("files", "ok", "doctor_modes", {"file": str(path)})


def _beside(path: Path) -> Iterator[Path]:
    """Yield the file, what SQLite keeps beside it, its attachments, and the folder of all."""
    for ending in ("", "-wal", "-shm", ".attachments"):
        each = path.with_name(path.name + ending)
        if each.exists():
            yield each
    yield path.parent


def _writable_by_others(path: Path) -> bool:
    mode = path.stat().st_mode
    # In a sticky folder nobody replaces another's file.
    return bool(mode & 0o022) and not (path.is_dir() and mode & stat.S_ISVTX)


def _earnest(office: Office) -> Level:
    """Return how bad it is: a sandbox may pretend any time."""
    return "note" if office.is_sandbox else "wrong"
