"""Files that a command was given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: More than any office writes; without a bound a device that never ends fills the memory.
MOST_MEGABYTES = 512


def read_bytes(file: str) -> bytes:
    """Return what a file holds; raise UsageError where it cannot be read."""
    most = MOST_MEGABYTES * 2**20
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(most + 1)
    except FileNotFoundError as fault:
        raise UsageError("file_missing", file=file) from fault
    except IsADirectoryError as fault:
        raise UsageError("file_is_folder", file=file) from fault
    except PermissionError as fault:
        raise UsageError("file_forbidden", file=file) from fault
    except (OSError, ValueError) as fault:
        detail = getattr(fault, "strerror", None) or str(fault)
        raise UsageError("file_unreadable", file=file, detail=detail) from fault
    if len(content) > most:
        raise UsageError("file_too_large", file=file, most=MOST_MEGABYTES)
    return content


def read_all(files: Iterable[str]) -> list[tuple[str, bytes]]:
    """Return files with what they hold; raise UsageError that names all that cannot be read."""
    found, faults = [], []
    for file in files:
        try:
            found.append((file, read_bytes(file)))
        except UsageError as fault:
            faults.append(fault)
    if len(faults) > 1:
        problems = [{"code": each.code, "facts": each.facts} for each in faults]
        raise UsageError("files_unreadable", count=len(faults), problems=problems)
    if faults:
        raise faults[0]
    return found


def read_text(file: str) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark; raise InputError."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError("file_not_utf8", file=file, place=fault.start) from fault
