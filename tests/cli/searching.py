"""What stands inside files, as a reader would see it: packed, coded or cut into runs."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING
from zipfile import ZipFile, is_zipfile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|[nrtbf()\\])")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def texts(file: Path) -> Iterator[str]:
    """Yield the name of a file and every text in it, the names and texts of its members too."""
    yield file.name
    yield from _inside(file.read_bytes())


def _inside(content: bytes) -> Iterator[str]:
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield member
                yield from _inside(archive.read(member))
    else:
        yield from said(content.decode("utf-8", "replace"))


def said(text: str) -> Iterator[str]:
    """Yield a text as it stands, without its tags and entities, and as JSON means it."""
    yield text
    # A word may be cut into runs of letters, each with tags of its own.
    yield html.unescape(re.sub("<[^>]*>", "", text))
    for line in (text, *text.splitlines()):
        with suppress(ValueError):
            yield json.dumps(json.loads(line), ensure_ascii=False)


def _of_pdf(content: bytes) -> Iterator[str]:
    """Yield the strings of a PDF whose font codes its letters as UTF-16."""
    yield content.decode("latin-1")
    for stream in _STREAM.findall(content):
        plain = stream
        with suppress(ValueError):
            plain = base64.a85decode(plain.removesuffix(b"~>"))
        with suppress(zlib.error):
            plain = zlib.decompress(plain)
        for string in _STRING.findall(plain):
            yield _ESCAPED.sub(_letter, string).decode("utf-16-be", "replace")


def _letter(match: re.Match[bytes]) -> bytes:
    one = match[1]
    return bytes([int(one, 8)]) if one.isdigit() else _LETTERS.get(one, one)
