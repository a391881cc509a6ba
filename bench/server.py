"""A PostgreSQL server for benches: durable, on a socket of its own, gone afterwards."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.numeric import Int8Dumper

from tests.postgresql_server import server

if TYPE_CHECKING:
    from collections.abc import Iterator


class Databases:
    """The databases of one server."""

    def __init__(self, maintenance: str) -> None:
        self._maintenance = maintenance

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database like another and return its URL."""
        with connect(self._maintenance) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._maintenance.replace("/postgres?", f"/{name}?")

    def copies(self, of: str, *names: str) -> list[str]:
        """Return the URLs of copies of a database that nobody has open."""
        with connect(self._maintenance) as connection:
            connection.execute("CHECKPOINT")
        return [self.create(name, of) for name in names]


@contextmanager
def running() -> Iterator[Databases]:
    """Run a server for as long as the block lasts."""
    with server(durable=True) as maintenance:
        yield Databases(maintenance)


def connect(url: str) -> psycopg.Connection[Any]:
    """Connect as our store does: transactions begun by hand, whole numbers sent as one kind."""
    connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    connection.adapters.register_dumper(int, Int8Dumper)
    return connection
