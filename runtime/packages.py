"""Packages that were handed over, as files: read with distrust, checked part by part."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import msgspec

from engine.definition.problems import Problem
from engine.errors import InputError, UsageError
from engine.service.handing_over import Proof
from runtime.packing import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDOFF = "handoff"
FORMAT = 1
CHUNK = 1 << 20
LARGEST_MANIFEST = 4_000_000


class Part(msgspec.Struct, frozen=True):
    """A file in a package."""

    path: str
    size: int
    sha256: str


class Side(msgspec.Struct, frozen=True):
    """Who sends or receives: a post of an organisation, with the names of both."""

    organisation: str
    organisation_zh: str = ""
    organisation_en: str = ""
    office: str = ""
    title_zh: str = ""
    title_en: str = ""

    @property
    def post(self) -> str:
        """The post as people are asked for it."""
        return f"{self.office}@{self.organisation}"


class Manifest(msgspec.Struct, frozen=True):
    """What a package says of itself; `package` is its key, the same however often it comes."""

    format: int
    kind: str
    package: str
    case: str
    workflow: str
    title: dict[str, str]
    sent_on: str
    sender: Side
    receiver: Side
    parts: tuple[Part, ...]


class Received(NamedTuple):
    """A package whose every part is as its manifest says."""

    manifest: Manifest
    sha256: str
    text: str

    @property
    def case_id(self) -> str:
        """The id of the case that was handed over, in its sender's database."""
        return self.manifest.package.rpartition("/")[0]

    @property
    def proof(self) -> Proof:
        """What proves that one holds it."""
        return Proof(package=self.manifest.package, sha256=self.sha256)


def is_package(path: Path) -> bool:
    """Return whether a file is a ZIP, whatever is in it."""
    return zipfile.is_zipfile(path)


def read_package(path: Path) -> Received:
    """Return a package; raise InputError with everything that is not as its manifest says."""
    try:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            with zipfile.ZipFile(opened) as archive:
                text, manifest = _manifest(archive, path)
                problems = list(_problems(archive, manifest, path))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as fault:
        raise InputError("package_not_readable", file=str(path)) from fault
    except OSError as fault:
        detail = fault.strerror or str(fault)
        raise UsageError("file_unreadable", file=str(path), detail=detail) from fault
    if problems:
        raise InputError("package_changed", problems, file=str(path), count=len(problems))
    return Received(manifest, digest, text)


def _manifest(archive: zipfile.ZipFile, path: Path) -> tuple[str, Manifest]:
    found = [info for info in archive.infolist() if info.filename == MANIFEST]
    if len(found) != 1 or found[0].file_size > LARGEST_MANIFEST:
        raise InputError("package_without_manifest", file=str(path))
    raw = archive.read(found[0])
    try:
        head = msgspec.json.decode(raw)
        if isinstance(head, dict) and head.get("kind") != HANDOFF:
            raise InputError("package_of_another_kind", file=str(path))
        if isinstance(head, dict) and head.get("format") != FORMAT:
            raise InputError("package_format_other", file=str(path), format=head.get("format"))
        return raw.decode(), msgspec.convert(head, Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise InputError("package_without_manifest", file=str(path)) from fault


def _problems(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> Iterator[Problem]:
    """Yield the parts that are missing, too many, or not as they were when they were sent."""
    told = {part.path: part for part in manifest.parts}
    there: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in there or (info.filename != MANIFEST and info.filename not in told):
            yield _problem(path, info.filename, "package_part_added")
        there[info.filename] = info
    for name, part in told.items():
        if name not in there:
            yield _problem(path, name, "package_part_missing")
        elif there[name].file_size != part.size or _digest(archive, there[name]) != part.sha256:
            yield _problem(path, name, "package_part_changed")


def _digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """Return the hash of a part, of at most as many bytes as it says it has."""
    found, left = hashlib.sha256(), info.file_size
    try:
        with archive.open(info) as opened:
            while left > 0 and (chunk := _read(opened, left)):
                found.update(chunk)
                left -= len(chunk)
    except zipfile.BadZipFile:
        return ""
    return found.hexdigest()


def _read(opened: IO[bytes], left: int) -> bytes:
    return opened.read(min(CHUNK, left))


def _problem(path: Path, part: str, code: str) -> Problem:
    facts = {"part": part}
    return Problem(file=str(path), line=1, column=1, path="", code=code, facts=facts)
