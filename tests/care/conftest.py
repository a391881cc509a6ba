"""A database with a whole story in it, of each kind, and a backup of it."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from cli.main import run
from store.care.backup import back_up
from store.care.restore import restore
from store.location import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = dt.datetime(2019, 11, 20, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file in which the demonstration was played."""
    folder = tmp_path_factory.mktemp("story")
    environ = {"PATROL_DATABASE": f"sqlite:///{folder / 'story.db'}", "HOME": str(folder)}
    assert run(["demo", "--json"], environ) == 0
    return folder / "story.db"


@pytest.fixture(scope="session")
def archive(story: Path) -> Path:
    """A backup of that file."""
    target = story.with_name("story.zip")
    back_up(locate(f"sqlite:///{story}"), target, NOW)
    return target


@pytest.fixture
def sqlite_story(story: Path, tmp_path: Path) -> str:
    """A copy of that file."""
    shutil.copy(story, tmp_path / "story.db")
    return f"sqlite:///{tmp_path / 'story.db'}"


@pytest.fixture
def postgresql_story(archive: Path, new_empty_postgresql: Callable[[], str]) -> str:
    """The same story on a server."""
    url = new_empty_postgresql()
    restore(locate(url), archive)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest) -> str:
    """The story on each kind of database in turn."""
    url: str = request.getfixturevalue(f"{request.param}_story")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(
    request: pytest.FixtureRequest, tmp_path: Path, new_empty_postgresql: Callable[[], str]
) -> str:
    """Where nothing is yet: a file that is not there, a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.db'}"
    return new_empty_postgresql()


@pytest.fixture
def raw() -> Iterator[Callable[[str], Any]]:
    """Open plain connections of the driver, as anybody may open one."""
    opened: list[Any] = []

    def opening(url: str) -> Any:
        if url.startswith("sqlite"):
            file = url.removeprefix("sqlite:///")
            opened.append(sqlite3.connect(file, isolation_level=None))
        else:
            opened.append(psycopg.connect(url.replace("+psycopg", ""), autocommit=True))
        return opened[-1]

    yield opening
    for each in opened:
        each.close()
