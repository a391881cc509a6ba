"""Backups, examinations and seals, as screens and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import speak
from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from store.care.archive import Manifest
    from store.care.flaws import Flaw
    from store.care.seals import SealHeader, SinceSeal


def _manifest_data(made: Manifest) -> dict[str, Any]:
    return {
        "made_at": made.made_at,
        "schema": made.schema,
        "sandbox": made.sandbox,
        "rows": made.rows,
        "cases": made.heads.cases,
        "entries": made.heads.entries,
        "attachments": len(made.attachments),
        "digest": made.heads.digest,
    }


def backup_data(made: Manifest, file: str) -> dict[str, Any]:
    """Return a backup as programs read it; `digest` stands for all histories."""
    return {"file": file, **_manifest_data(made)}


def backup_screen(session: Session, made: Manifest, file: str) -> Iterator[str]:
    """Tell what was backed up."""
    yield session.says("backup_made", file=file)
    yield from _manifest_screen(session, made)


def restore_data(found: Manifest, database: str) -> dict[str, Any]:
    """Return a restored database as programs read it."""
    return {"database": database, **_manifest_data(found)}


def restore_screen(session: Session, found: Manifest, database: str) -> Iterator[str]:
    """Tell what was brought back."""
    yield session.says("backup_restored", database=database)
    yield from _manifest_screen(session, found)
    yield session.says("backup_restored_next")


def _manifest_screen(session: Session, made: Manifest) -> Iterator[str]:
    facts = _manifest_data(made) | {"made_at": session.local(made.made_at)}
    yield session.says("backup_holds", **facts)
    yield session.says("backup_digest", digest=made.heads.digest)


def flaws_data(session: Session, flaws: Sequence[Flaw]) -> dict[str, Any]:
    """Return an examination as programs read it."""
    return {"ok": not flaws, "flaws": [_flaw_data(session, flaw) for flaw in flaws]}


def _flaw_data(session: Session, flaw: Flaw) -> dict[str, Any]:
    text = speak(flaw.code, flaw.facts, session.language)
    return {"code": flaw.code, "message": text.message, "hint": text.hint, "facts": flaw.facts}


def flaws_screen(session: Session, flaws: Sequence[Flaw], sound: str) -> Iterator[str]:
    """Name each thing that is wrong, and at the end what to do; or say that all is well."""
    if not flaws:
        yield session.says(sound)
        return
    hints = []
    for flaw in flaws:
        text = speak(flaw.code, flaw.facts, session.language)
        yield one_line(text.message)
        hints += [text.hint] if text.hint and text.hint not in hints else []
    yield ""
    yield session.says("check_flaws", count=len(flaws))
    yield from (f"  {one_line(hint)}" for hint in hints)


def since_data(session: Session, since: SinceSeal) -> dict[str, Any]:
    """Return what became of sealed histories as programs read it."""
    return {
        "sealed_at": since.header.sealed_at,
        "digest": since.header.digest,
        "same": since.same,
        "grown": since.grown,
        "opened": since.opened,
        **flaws_data(session, since.flaws),
    }


def since_screen(session: Session, since: SinceSeal) -> Iterator[str]:
    """Tell what became of sealed histories."""
    at = session.local(since.header.sealed_at)
    yield session.says("audit_since", at=at, cases=since.header.cases)
    yield session.says("backup_digest", digest=since.header.digest)
    counts = {"same": since.same, "grown": since.grown, "opened": since.opened}
    yield session.says("audit_since_counts", **counts)
    yield from flaws_screen(session, since.flaws, "audit_seal_holds")


def seal_data(made: SealHeader, database: str, file: str | None) -> dict[str, Any]:
    """Return a seal as programs read it."""
    return {
        "database": database,
        "file": file,
        "sealed_at": made.sealed_at,
        "cases": made.cases,
        "entries": made.entries,
        "digest": made.digest,
    }


def seal_screen(session: Session, made: SealHeader, file: str | None) -> Iterator[str]:
    """Show a digest and how to keep it."""
    at = session.local(made.sealed_at)
    yield session.says("seal_made", at=at, cases=made.cases, entries=made.entries)
    yield session.says("backup_digest", digest=made.digest)
    yield session.says("seal_kept" if file else "seal_keep", file=file or "")
