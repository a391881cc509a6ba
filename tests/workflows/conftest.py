"""A sandbox with everything that ships, as fresh as a copied file."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runtime.clock import FixedClock
from runtime.founding import found_sandbox
from runtime.wiring import open_office
from tests.workflows.player import Player

if TYPE_CHECKING:
    from collections.abc import Iterator

THE_BEGINNING = dt.datetime(2019, 7, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded sandbox that nobody has worked in."""
    file = tmp_path_factory.mktemp("founded") / "patrol.db"
    found_sandbox(f"sqlite:///{file}", THE_BEGINNING, bare=False)
    return file


@pytest.fixture
def player(founded: Path, tmp_path: Path) -> Iterator[Player]:
    """A player on a sandbox of its own."""
    file = tmp_path / "patrol.db"
    shutil.copyfile(founded, file)
    clock = FixedClock(THE_BEGINNING)
    office = open_office(f"sqlite:///{file}", clock)
    yield Player(office.engine, office.reader, clock)
    office.close()
