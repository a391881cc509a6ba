"""SQL files of a revision: composed until it is released, never touched again."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "versions"
SEPARATOR = "\n-- next\n"


def revision_file(revision: str, dialect: str) -> Path:
    """Return where the statements of a revision for a dialect are kept."""
    return _FOLDER / f"{revision}.{dialect}.sql"


def frozen(revision: str, dialect: str) -> list[str]:
    """Return the statements that a revision runs on a dialect."""
    text = revision_file(revision, dialect).read_text(encoding="utf-8")
    return [statement.strip() for statement in text.split(SEPARATOR) if statement.strip()]
