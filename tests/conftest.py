"""What several kinds of tests need: fresh databases of both kinds."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COUNT = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server; the URL of its maintenance database."""
    from tests.postgresql_server import server

    with server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A database with the whole schema, which others are copied from."""
    from store.migrate import upgrade

    name = "patrol_template"
    upgrade(_made(postgresql_server, name, "template1"))
    return name


@pytest.fixture
def new_postgresql(postgresql_server: str, postgresql_template: str) -> Callable[[], str]:
    """Make fresh PostgreSQL databases with the whole schema."""
    return lambda: _made(postgresql_server, f"test_{next(_COUNT)}", postgresql_template)


@pytest.fixture
def postgresql_url(new_postgresql: Callable[[], str]) -> str:
    """A fresh PostgreSQL database with the whole schema."""
    return new_postgresql()


@pytest.fixture
def new_empty_postgresql(postgresql_server: str) -> Callable[[], str]:
    """Make fresh PostgreSQL databases without any table."""
    return lambda: _made(postgresql_server, f"test_{next(_COUNT)}", "template1")


@pytest.fixture
def empty_postgresql_url(new_empty_postgresql: Callable[[], str]) -> str:
    """A fresh PostgreSQL database without any table."""
    return new_empty_postgresql()


def _made(server: str, name: str, template: str) -> str:
    import psycopg

    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole schema, which others are copied from."""
    from store.migrate import upgrade

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the whole schema."""
    path = tmp_path / "patrol.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"
