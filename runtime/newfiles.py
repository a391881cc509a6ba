"""Files that are there whole or not at all, and never in the place of another."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from engine.errors import PatrolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, which becomes `target` at the end, or nothing on an error.

    Raise PatrolError where there is one of that name already, UsageError where none can be made.
    """
    if target.exists() or target.is_symlink():
        raise PatrolError("target_exists", file=str(target))
    partial = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        _place(partial, target)
        sync_folder(target.parent)
    except OSError as fault:
        detail = fault.strerror or str(fault)
        raise UsageError("file_unwritable", file=str(target), detail=detail) from fault
    finally:
        partial.unlink(missing_ok=True)


def _place(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)
    except FileExistsError as fault:
        raise PatrolError("target_exists", file=str(target)) from fault
    except OSError:
        # Some file systems know no links; then only a moment is left in which one could appear.
        if target.exists():
            raise PatrolError("target_exists", file=str(target)) from None
        partial.rename(target)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
