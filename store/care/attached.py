"""The files attached to cases, brought back from a backup beside the database."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from engine.errors import StoreError
from store.care.files import new_file, writing_fault

if TYPE_CHECKING:
    from pathlib import Path

    from store.care.archive import Archive, Part

INSIDE = "attachments/"
# A backup may come from anywhere: its names never lead out of the folder.
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def bring_back_attachments(archive: Archive, folder: Path) -> None:
    """Write every attached file that is not there yet; raise StoreError where another is.

    Files stand under the hash of what they hold, so that one too many does no harm.
    """
    for part in archive.manifest.attachments:
        pieces = part.name.removeprefix(INSIDE).split("/")
        if not all(map(_PIECE.fullmatch, pieces)):
            raise archive.damaged(part.name)
        target = folder.joinpath(*pieces)
        if target.exists():
            _require_same(target, part)
            continue
        with writing_fault(target):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with new_file(target) as file:
            for chunk in archive.chunks(part.name):
                file.write(chunk)


def _require_same(target: Path, part: Part) -> None:
    with writing_fault(target):
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
    if digest != part.sha256:
        raise StoreError("file_exists", file=str(target))
