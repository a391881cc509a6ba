"""Files that are there whole or not at all, and never in place of another."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from engine.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

_READABLE = 0o644
_CODES = {errno.ENOSPC: "file_no_room", errno.EDQUOT: "file_no_room"}


@contextmanager
def new_file(target: Path, *, private: bool = True) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its name at the end; a private one is its owner's alone.

    Raise StoreError where a file of that name is there already, or it cannot be written.
    """
    with writing_fault(target):
        refuse_existing(target)
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    unfinished = Path(name)
    try:
        with writing_fault(target), os.fdopen(number, "w+b") as file:
            if not private:
                unfinished.chmod(_READABLE)
            yield file
            file.flush()
            os.fsync(file.fileno())
        with writing_fault(target):
            put_in_place(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def refuse_existing(target: Path) -> None:
    """Raise StoreError where something of this name is there already, or no folder for it."""
    if target.exists() or target.is_symlink():
        raise StoreError("file_exists", file=str(target))
    if not target.parent.is_dir():
        raise StoreError("file_target_folder_missing", file=str(target), folder=str(target.parent))


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name, which nobody may have taken; raise StoreError."""
    try:
        _link(unfinished, target)
    except FileExistsError as fault:
        raise StoreError("file_exists", file=str(target)) from fault
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut, where the system can."""
    with suppress(OSError):  # not every system lets a folder be opened
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _link(unfinished: Path, target: Path) -> None:
    """Rename without ever replacing; a second name does that where there are such."""
    try:
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        if target.exists():
            raise FileExistsError(str(target)) from None
        unfinished.rename(target)
    else:
        unfinished.unlink()


@contextmanager
def writing_fault(target: Path) -> Iterator[None]:
    """Turn what a system says of a file that cannot be written into a StoreError."""
    try:
        yield
    except OSError as fault:
        code = _CODES.get(fault.errno or 0, "file_not_written")
        detail = fault.strerror or str(fault)
        raise StoreError(code, file=str(target), detail=detail) from fault
