"""Cases that go on under another version, as both databases keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.service.engine import Outcome
from store.care.examination import flaws_of_all
from store.care.snapshot import snapshot
from tests.fakes.memory_store import MemoryStore
from tests.migration.chances import Moving

if TYPE_CHECKING:
    from store.database import DatabaseStore


@pytest.mark.parametrize("seed", [1, 7, 10, 19])
def test_a_random_migration_ends_alike_in_every_store_and_leaves_a_sound_database(
    database: DatabaseStore, seed: int
) -> None:
    kept, reference = Moving(seed, database), Moving(seed, MemoryStore())
    done = 0
    for moving in (kept, reference):
        moving.later(60)
        plans = moving.plans()
        found = [moving.migrate(case_id, plans) for case_id in moving.cases()]
        done += sum(isinstance(one, Outcome) for one in found)
        moving.settled()
    assert kept.cases() == reference.cases()
    assert [kept.case(one) for one in kept.cases()] == [
        reference.case(one) for one in reference.cases()
    ]
    with snapshot(database.location) as taken:
        assert list(flaws_of_all(taken)) == []
    assert done >= 4
