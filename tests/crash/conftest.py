"""Offices of each kind, ready to be copied for every process that is to die."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.channels.servers import bad_server
from tests.crash.making import postgresql_offices, sqlite_offices
from tests.crash.places import Copies
from tests.crash.works import small_batches

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def offices(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    """Offices of each kind of database in turn."""
    folder = tmp_path_factory.mktemp("offices")
    with bad_server() as server:
        if request.param == "sqlite":
            yield sqlite_offices(folder, server)
        else:
            url = request.getfixturevalue("postgresql_server")
            yield postgresql_offices(url, folder, server)


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    small_batches(monkeypatch)
