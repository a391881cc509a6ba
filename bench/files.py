"""SQLite files for benches: one made, copies for each way of working on it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

_PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")


def url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path}"


def connect(path: Path) -> sqlite3.Connection:
    """Open a file as our store does: durable, transactions begun by hand."""
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def copies(path: Path, *names: str) -> list[Path]:
    """Return copies of a file that nobody has open."""
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made = [path.with_name(f"{name}.db") for name in names]
    for copy in made:
        shutil.copyfile(path, copy)
    return made
