"""The files attached to cases, brought back from a backup beside the database."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from engine.errors import StoreError
from store.care.files import new_file, writing_fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.care.archive import Archive, Part

INSIDE = "attachments/"
# A file lies under the hash of its bytes; no other name goes in, or comes out of a backup.
_PLACE = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})")


def attached_files(folder: Path | None) -> Iterator[tuple[str, Path]]:
    """Yield the files of cases in their folder, each with its name inside a backup."""
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.glob("??/*")):
        place = path.relative_to(folder).as_posix()
        if _PLACE.fullmatch(place) and path.is_file():
            yield INSIDE + place, path


def bring_back_attachments(archive: Archive, folder: Path) -> None:
    """Write every attached file that is not there yet; raise StoreError where another is.

    Files stand under the hash of what they hold, so that one too many does no harm.
    """
    for part in archive.manifest.attachments:
        place = _PLACE.fullmatch(part.name.removeprefix(INSIDE))
        if place is None or place[1] + place[2] != part.sha256:
            raise archive.damaged(part.name)
        target = folder / place[1] / place[2]
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
