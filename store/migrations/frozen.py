"""SQL files of a revision: written once, never touched again."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "versions"
SEPARATOR = "\n-- next\n"


def frozen(revision: str, dialect: str) -> list[str]:
    """Return the statements that a revision runs on a dialect."""
    text = (_FOLDER / f"{revision}.{dialect}.sql").read_text(encoding="utf-8")
    return [statement.strip() for statement in text.split(SEPARATOR)]
