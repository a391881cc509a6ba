"""A database of the first revision of the schema, with a story that its own program wrote."""

from __future__ import annotations

from pathlib import Path

from store.care.archive import open_archive
from store.care.restore import in_order, load
from store.location import locate
from store.migrate import alone_in, bring_to
from store.sessions import SqliteSession

BACKUP = Path(__file__).parent / "data" / "first.zip"


def make_first(url: str) -> str:
    """Fill an empty place with a database of the first revision; return its URL."""
    location = locate(url)
    if location.path is not None:
        SqliteSession(location, create=True).close()
    with BACKUP.open("rb") as opened, alone_in(location) as alone:
        archive = open_archive(BACKUP, opened)
        bring_to(alone, archive.manifest.schema)
        for part in in_order(archive.manifest.tables):
            load(alone.session, part, archive)
    return url
