"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import zipfile
from pathlib import Path

#: Every kind that is told apart; which of them are taken in, a setting says.
KINDS = ("pdf", "png", "jpg", "docx", "xlsx", "pptx", "txt", "ofd", "zip", "ole")

_STARTS = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
}
_HEAD = 1_000_000
_TEXT_CONTROLS = frozenset("\t\n\r\f")
# Names inside the archive that an office document is known by (ECMA-376, GB/T 33190).
_INSIDE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx",
           "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}  # fmt: skip
_MACROS = ("vbaProject.bin",)


def kind_of(file: Path) -> str | None:
    """Return what a file is, None for what is not known; a document with macros is not known."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    found = next((kind for start, kind in _STARTS.items() if head.startswith(start)), None)
    if found == "zip":
        return _archive(file)
    if found is None and _is_text(head):
        return "txt"
    return found


def _archive(file: Path) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if any(name.rpartition("/")[2] in _MACROS for name in names):
        return None
    return next((kind for name, kind in _INSIDE.items() if name in names), "zip")


def _is_text(head: bytes) -> bool:
    """Return whether bytes are text in UTF-8 or in the encoding of Chinese systems."""
    return bool(head) and any(_reads(head, encoding) for encoding in ("utf-8-sig", "gb18030"))


def _reads(head: bytes, encoding: str) -> bool:
    # The head may end within a character of up to four bytes.
    for cut in range(4 if len(head) == _HEAD else 1):
        try:
            text = head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(each >= " " or each in _TEXT_CONTROLS for each in text)
    return False
