"""The two databases as benches see them: one made, a copy of it, connected to and played on."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench import files, server
from bench.replay import play_postgresql, play_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from bench.replay import Call
    from bench.world import Connection


class Host(NamedTuple):
    """A kind of database, and a place where databases of it are made."""

    name: str
    create: Callable[[str], str]
    copy: Callable[[str, str], str]
    connect: Callable[[str], Connection]
    play: Callable[[Any, Sequence[Call]], None]
    #: What keeps the planner's figures as they would be in a database that grew slowly.
    settle: str


@contextmanager
def sqlite() -> Iterator[Host]:
    """Make SQLite files in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:

        def path(url: str) -> Path:
            """Return the file of a URL."""
            return Path(url.removeprefix("sqlite:///"))

        def copy(url: str, name: str) -> str:
            """Copy a database under a name; return the URL of the copy."""
            return files.url(files.copies(path(url), name)[0])

        yield Host(
            name="SQLite",
            create=lambda name: files.url(Path(folder) / f"{name}.db"),
            copy=copy,
            connect=lambda url: files.connect(path(url)),
            play=play_sqlite,
            settle="PRAGMA optimize",
        )


@contextmanager
def postgresql() -> Iterator[Host]:
    """Run a PostgreSQL server that is gone afterwards."""
    with server.running() as databases:

        def copy(url: str, name: str) -> str:
            """Copy a database under a name; return the URL of the copy."""
            return databases.copies(url.partition("?")[0].rpartition("/")[2], name)[0]

        yield Host(
            name="PostgreSQL",
            create=databases.create,
            copy=copy,
            connect=server.connect,
            play=play_postgresql,
            settle="VACUUM ANALYZE",
        )
