"""The kernel and its service do what the slow model says, over random definitions and histories."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.kernel.history import broken_links, unseal
from engine.kernel.replay import replay
from tests.fakes.memory_store import MemoryStore
from tests.model.both import CALENDAR, SLOW, by_the_model, by_the_service, differ
from tests.model.histories import told
from tests.model.kernel_adapter import ServiceRun
from tests.model.shrinking import smallest, told_difference, told_plan
from tests.model.world import Sweep
from tests.profiles import seeds, so_many

if TYPE_CHECKING:
    from tests.model.world import Plan


@so_many(150)
@given(seed=seeds)
def test_the_service_says_of_every_plan_what_the_model_says(seed: int) -> None:
    parting = parted(told(seed, SLOW))
    assert parting is None, parting


def parted(plan: Plan) -> str | None:
    """Return the smallest plan by which they part and how they do, or None where they agree."""
    if not differ(plan):
        return None
    plan = smallest(plan, differ)
    return f"{told_plan(plan)}\n\n{told_difference(by_the_model(plan), by_the_service(plan))}"


@so_many(30)
@given(seed=seeds, hours=st.integers(1, 60))
def test_how_often_the_service_sweeps_never_changes_a_history(seed: int, hours: int) -> None:
    plan = told(seed, SLOW)
    begin = plan.operations[0].at
    span = dt.timedelta(hours=hours)
    sweeps = [Sweep(at=begin + span * n) for n in range(1, (plan.until - begin) // span)]
    often = sorted([*plan.operations, *sweeps], key=lambda each: each.at)
    found = by_the_service(dataclasses.replace(plan, operations=tuple(often)))
    assert found.cases == by_the_service(plan).cases


@so_many(30)
@given(seed=seeds)
def test_a_history_replayed_gives_the_case_and_every_link_of_its_chain_holds(seed: int) -> None:
    store = MemoryStore()
    service = ServiceRun(told(seed, SLOW), CALENDAR, store)
    service.outcome()
    for root in service.roots.values():
        for case_id in service.descendants(root):
            rows = store.reader.history(case_id)
            with store.unit() as unit:
                kept = unit.case(case_id)
            assert broken_links((row.text, row.hash, row.previous) for row in rows) == []
            entries = [unseal(row.text, {}) for row in rows]
            assert replace(replay(entries), head=kept.head) == kept
