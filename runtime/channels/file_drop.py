"""Messages as files in a folder, where another program picks them up."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import msgspec

from engine.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNSAFE = re.compile(r"[^0-9A-Za-z_.-]+")


class FileDrop:
    """Writes each message whole or not at all: a new file, synced, then renamed into place.

    The name follows from the message's key, so delivering twice leaves one file.
    """

    name = "file_drop"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        """Put one message into the folder; raise DeliveryError where it cannot."""
        target = self._folder / file_name(key)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            content = msgspec.json.encode({"key": key, **message})
            _write_whole(target, lambda file: file.write(content))
        except OSError as fault:
            raise DeliveryError(
                "drop_folder_unusable",
                folder=str(self._folder),
                detail=fault.strerror or str(fault),
            ) from fault

    def enclose(self, key: str, suffix: str, write: Callable[[IO[bytes]], object]) -> str:
        """Put a file that goes with a message into the folder; return its name there."""
        target = self._folder / file_name(key, suffix)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write_whole(target, write)
        except OSError as fault:
            raise DeliveryError(
                "drop_folder_unusable",
                folder=str(self._folder),
                detail=fault.strerror or str(fault),
            ) from fault
        return target.name


def file_name(key: str, suffix: str = ".json") -> str:
    """Return the file name of a key: readable, safe, and unlike every other key's."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    return f"{UNSAFE.sub('_', key)[:80]}-{digest}{suffix}"


def _write_whole(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    # The rename itself is durable only once the folder is; Windows cannot open a folder.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
