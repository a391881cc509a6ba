"""Everything that a database holds, to be compared."""

from __future__ import annotations

from typing import Any

from store.care.examination import flaws_of_all
from store.care.snapshot import snapshot
from store.location import locate


def contents(url: str) -> dict[str, list[Any]]:
    """Return the rows of every table in an order of their own; when it was backed up left out."""
    with snapshot(locate(url)) as taken:
        found = {}
        for table in taken.tables():
            columns = sorted(taken.columns(table))
            rows = [tuple(row) for some in taken.rows(table, columns) for row in some]
            found[table] = sorted((row for row in rows if "last_backup_at" not in row), key=repr)
        return found


def codes(url: str) -> set[str]:
    """Return the codes of what an examination finds wrong."""
    with snapshot(locate(url)) as taken:
        return {flaw.code for flaw in flaws_of_all(taken)}
