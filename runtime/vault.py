"""The files of cases beside the database, each under the hash of its bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from engine.errors import PatrolError, UsageError
from runtime.filetypes import kind_of
from store.care.files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.kernel.case import Attachment
    from runtime.settings import Settings
    from store.location import Location

INCOMING = "incoming"
CHUNK = 1 << 20
MEGABYTE = 1_000_000


class Staged(NamedTuple):
    """A copy of a file on its way in; `type` is None for what is not known."""

    path: Path
    sha256: str
    size: int
    type: str | None


class Vault:
    """A folder of files by hash. A file is there whole before anything speaks of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the file of a hash lies."""
        return self.folder / sha256[:2] / sha256[2:]

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """Give a place to copy files to; what was not kept is gone at the end."""
        staging = Staging(self)
        try:
            yield staging
        finally:
            staging.clear()

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every file that is kept, in order."""
        for part in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from (part.name + each.name for each in sorted(part.iterdir()))

    def left_behind(self) -> list[Path]:
        """Return the copies that a broken-off attaching left on their way in."""
        return sorted((self.folder / INCOMING).glob("*"))

    def fault(self, file: Attachment) -> str | None:
        """Return the code of what is wrong with a file's bytes, or None."""
        try:
            with self.path(file.sha256).open("rb") as opened:
                return None if _hash(opened) == file.sha256 else "attachment_changed"
        except OSError:
            return "attachment_missing"

    def copy(self, file: Attachment, target: IO[bytes]) -> None:
        """Write a file's bytes out, checked; raise PatrolError where they are not as they were."""
        found = hashlib.sha256()
        path = self.path(file.sha256)
        try:
            with path.open("rb") as opened:
                while part := opened.read(CHUNK):
                    found.update(part)
                    target.write(part)
        except FileNotFoundError as fault:
            raise self._broken("attachment_missing", file) from fault
        if found.hexdigest() != file.sha256:
            raise self._broken("attachment_changed", file)

    def _broken(self, code: str, file: Attachment) -> PatrolError:
        return PatrolError(code, name=file.name, file=str(self.path(file.sha256)))


class Staging:
    """Copies of files, hashed as they come in."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._copies: list[Path] = []

    def take_in(self, source: Path, limit: int) -> Staged:
        """Copy a file of at most `limit` bytes; raise UsageError where it cannot be."""
        folder = self._vault.folder / INCOMING
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            facts = {"folder": str(self._vault.folder), "detail": fault.strerror or str(fault)}
            raise UsageError("attachments_folder_unusable", **facts) from fault
        copy = folder / secrets.token_hex(16)
        self._copies.append(copy)
        found, size = hashlib.sha256(), 0
        with source.open("rb") as opened, copy.open("xb") as written:
            while part := opened.read(CHUNK):
                size += len(part)
                if size > limit:
                    most = limit // MEGABYTE
                    raise UsageError("attachment_too_large", file=source.name, limit=most)
                found.update(part)
                written.write(part)
            written.flush()
            os.fsync(written.fileno())
        return Staged(copy, found.hexdigest(), size, kind_of(copy))

    def keep(self, staged: Staged) -> None:
        """Put a copy in its place; one that lies there already is replaced by the same bytes."""
        target = self._vault.path(staged.sha256)
        target.parent.mkdir(exist_ok=True)
        staged.path.replace(target)
        sync_folder(target.parent)
        sync_folder(self._vault.folder)

    def clear(self) -> None:
        """Remove the copies that were not kept."""
        for copy in self._copies:
            copy.unlink(missing_ok=True)


def _hash(opened: IO[bytes]) -> str:
    return hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]


def vault_of(location: Location, settings: Settings) -> Vault:
    """Return the vault beside a database; raise UsageError where a server's has no folder set."""
    named = settings["attachments"].value
    if named:
        return Vault(Path(named))
    if location.path is None:
        raise UsageError("attachments_folder_unset", database=location.shown)
    return Vault(location.path.with_name(f"{location.path.name}.attachments"))
