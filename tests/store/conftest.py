"""The three stores that must behave alike, and the two that are databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from store.database import open_store
from tests.fakes.memory_store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.database import DatabaseStore

_URLS = {"sqlite": "sqlite_url", "postgresql": "postgresql_url"}


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each store in turn, empty."""
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = open_store(request.getfixturevalue(_URLS[request.param]))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn."""
    url: str = request.getfixturevalue(_URLS[request.param])
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[DatabaseStore]:
    """An open store on a database of each kind in turn."""
    opened = open_store(database_url)
    yield opened
    opened.close()
