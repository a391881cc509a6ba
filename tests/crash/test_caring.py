"""Whoever dies while looking after a database leaves it as it was, or done: never between.

`make crash` tries every boundary; here they die at some.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.care.first import make_first
from tests.crash.caring import backed_up, importing, restoring, sandbox_at, short_ledger, upgrading
from tests.crash.works import prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def empty_places(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Callable[[], str]:
    """Make places without anything in them."""
    if kind == "postgresql":
        made: Callable[[], str] = request.getfixturevalue("new_empty_postgresql")
        return made
    numbers = itertools.count(1)
    return lambda: f"sqlite:///{tmp_path / f'place_{next(numbers)}.db'}"


@pytest.mark.parametrize(("kind", "stride"), [("sqlite", 11), ("postgresql", 23)])
def test_an_upgrade_killed_at_any_boundary_leaves_the_old_database_or_the_new_one(
    empty_places: Callable[[], str], stride: int
) -> None:
    assert upgrading(lambda: make_first(empty_places()), stride).undone > 5


@pytest.mark.parametrize(("kind", "stride"), [("sqlite", 47), ("postgresql", 71)])
def test_a_restore_killed_at_any_boundary_leaves_nothing_or_everything(
    empty_places: Callable[[], str], sqlite_url: str, tmp_path: Path, stride: int
) -> None:
    prepare(sqlite_url, swept=True)
    archive = backed_up(sqlite_url, tmp_path)
    assert restoring(empty_places, archive, tmp_path / "back", stride).undone > 5


@pytest.mark.parametrize(("kind", "stride"), [("sqlite", 29), ("postgresql", 11)])
def test_an_import_killed_at_any_boundary_leaves_nothing_of_the_file_or_all_of_it(
    empty_places: Callable[[], str], tmp_path: Path, stride: int
) -> None:
    ledger = short_ledger(tmp_path)
    assert importing(sandbox_at(empty_places()), ledger, stride).undone > 3
