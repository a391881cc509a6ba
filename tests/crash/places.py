"""Fresh copies of a prepared office, as many as processes are to die in."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from tests.channels.servers import BadServer
from tests.crash.works import Place

if TYPE_CHECKING:
    from pathlib import Path

_COUNT = itertools.count(1)


class Templates(NamedTuple):
    """Offices to be copied: one as it is opened, one in which everything was swept."""

    fresh: str
    swept: str


class Copies:
    """Makes places to work at, each with a database, a folder and a server of its own."""

    def __init__(self, templates: Templates, folder: Path, server: BadServer) -> None:
        self._templates = templates
        self._folder = folder
        self.server = server

    def place(self, *, swept: bool) -> Place:
        """Return a fresh place; what the server received before is forgotten."""
        number = next(_COUNT)
        folder = self._folder / f"drop_{number}"
        self.server.received.clear()
        template = self._templates.swept if swept else self._templates.fresh
        copy = _file if template.startswith("sqlite") else _database
        return Place(copy(template, self._folder, number), folder, self.server.url)

    def forget(self, place: Place) -> None:
        """Take a place away."""
        shutil.rmtree(place.folder, ignore_errors=True)
        if place.url.startswith("sqlite"):
            for end in ("", "-wal", "-shm"):
                self._folder.joinpath(place.url.rpartition("/")[2] + end).unlink(missing_ok=True)
            return
        name = place.url.partition("?")[0].rpartition("/")[2]
        with _maintaining(place.url) as connection:
            connection.execute(f"DROP DATABASE {name} (FORCE)")


def _file(template: str, folder: Path, number: int) -> str:
    made = folder / f"place_{number}.db"
    shutil.copyfile(template.removeprefix("sqlite:///"), made)
    return f"sqlite:///{made}"


def _database(template: str, _: Path, number: int) -> str:
    before, after = template.split("?")
    server, source = before.rsplit("/", 1)
    name = f"{source}_{number}"
    with _maintaining(template) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
    return f"{server}/{name}?{after}"


def _maintaining(url: str) -> psycopg.Connection[tuple[object, ...]]:
    before, after = url.replace("+psycopg", "").split("?")
    server = before.rpartition("/")[0]
    return psycopg.connect(f"{server}/postgres?{after}", autocommit=True)
