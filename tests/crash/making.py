"""The first offices, from which all others are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from store.migrate import upgrade
from tests.crash.places import Copies, Templates
from tests.crash.works import prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.channels.servers import BadServer


def sqlite_offices(folder: Path, server: BadServer) -> Copies:
    """Make offices in files of a folder."""
    return Copies(_made(lambda name: f"sqlite:///{folder / name}.db"), folder, server)


def postgresql_offices(url: str, folder: Path, server: BadServer) -> Copies:
    """Make offices in databases of a server, of which the maintenance database is given."""
    return Copies(_made(lambda name: new_database(url, name)), folder, server)


def new_database(url: str, name: str) -> str:
    """Make an empty database on a server; return its URL."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
    return url.replace("/postgres?", f"/{name}?")


def _made(new: Callable[[str], str]) -> Templates:
    urls = [new("crash_fresh"), new("crash_swept")]
    for url, swept in zip(urls, (False, True), strict=True):
        upgrade(url)
        prepare(url, swept=swept)
    return Templates(*urls)
