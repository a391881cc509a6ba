"""However many schedulers share a database, each step is taken once and none of them starves."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from engine.service import sweep as sweeping
from tests.crash.schedulers import each_once, fair, furnish, share, storm

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 1_000
DEATHS = 5


@pytest.fixture(autouse=True)
def _many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have as many batches as many more steps would make."""
    monkeypatch.setattr(sweeping, "BATCH", 10)


@pytest.mark.parametrize("schedulers", [2, 4])
def test_schedulers_of_one_server_take_each_step_once_and_none_starves(
    new_postgresql: Callable[[], str], schedulers: int
) -> None:
    shares = shared(new_postgresql(), schedulers)
    assert (len(shares), sum(shares)) == (schedulers, STEPS)
    fair(STEPS, shares)


def test_two_schedulers_of_one_file_do_so_too_and_nobody_is_told_that_it_is_locked(
    sqlite_url: str,
) -> None:
    shares = shared(sqlite_url, 2)
    assert (len(shares), sum(shares)) == (2, STEPS)
    fair(STEPS, shares)


def shared(url: str, schedulers: int) -> list[int]:
    """Let schedulers share what is due, each step once; return how many each took."""
    furnish(url, STEPS)
    shares = share(url, schedulers)
    each_once(url, STEPS, shares)
    return shares


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_schedulers_that_die_beside_each_other_lose_nothing_and_take_nothing_twice(
    request: pytest.FixtureRequest, kind: str
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    assert storm(url, STEPS // 2, random.Random(4), DEATHS) > 1
