"""An archive whose bytes depend on its contents alone."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The earliest date that the format knows: when a file was made says nothing here.
_MADE = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
SUMS = "SHA256SUMS"


def with_sums(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts with a file of their checksums, as `sha256sum -c` reads it."""
    lines = [f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts)]
    return {**parts, SUMS: "".join(lines).encode("utf-8")}


def write(archive: Path, top: str, parts: Mapping[str, bytes]) -> None:
    """Write the parts beneath one folder, in order of name, all or nothing."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_name(f".{archive.name}.part")
    with zipfile.ZipFile(unfinished, "w") as opened:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(f"{top}/{name}", _MADE)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3
            # Wheels are packed already.
            packed = not name.endswith(".whl")
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            opened.writestr(entry, parts[name])
    unfinished.replace(archive)
