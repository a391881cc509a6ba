"""How often anybody sweeps is invisible: children, new holders of posts, notices, late steps."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from engine.service.sweep import sweep
from tests.fakes.memory_store import MemoryStore
from tests.model.both import CALENDAR
from tests.model.kernel_adapter import ServiceRun
from tests.model.world import Appoint, Notice, Plan, Sweep
from tests.simulation.world import simulate

WORLDS = 16
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
#: What depends on when somebody looked, and may.
OF_RECORDING = ("recorded_at", "number")


class Run(ServiceRun):
    """A plan at work, whose histories can be compared whatever the ids are."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, CALENDAR, MemoryStore())

    def swept(self, until: dt.datetime) -> None:
        """Sweep at an instant."""
        self.clock.at = until
        assert not sweep(self.engine).failed

    def due(self) -> dt.datetime | None:
        """Return when the next step of any case is due."""
        cases = self.store.state.cases.values()
        return min((case.next_due_at for case in cases if case.next_due_at), default=None)

    def told(self) -> dict[str, Any]:
        """Return every history and message by label, but for what depends on recording."""
        names = {case_id: label for root in self.roots
                 for label, case_id in self.family(root).items()}  # fmt: skip
        found = {label: [self.plain(row.text, names) for row in self.history(case_id)]
                 for case_id, label in names.items()}  # fmt: skip
        messages = [self.neutral(f"{one.key} {one.about} {one.roles} {one.occurred_at}", names)
                    for one in self.store.state.outbox.values()]  # fmt: skip
        return {**found, "messages": sorted(messages)}

    def plain(self, text: str, names: dict[str, str]) -> Any:
        return without(json.loads(self.neutral(text, names)))

    def neutral(self, text: str, names: dict[str, str]) -> str:
        for case_id, label in names.items():
            text = text.replace(case_id, label)
        return text


def without(value: Any) -> Any:
    """Return data without what depends on when it was recorded."""
    if isinstance(value, dict):
        return {key: without(each) for key, each in value.items() if key not in OF_RECORDING}
    return [without(each) for each in value] if isinstance(value, list) else value


@lru_cache
def plan_of(seed: int) -> Plan:
    """Return what happened in a simulated world, without its sweeps."""
    plan = simulate(seed).plan()
    acts = tuple(each for each in plan.operations if not isinstance(each, Sweep))
    return replace(plan, operations=acts)


def every(span: dt.timedelta | None, plan: Plan) -> Run:
    """Return a run swept so often, beside the last time; None: only that once."""
    run = Run(plan)
    now = plan.operations[0].at
    for operation in (*plan.operations, Sweep(at=plan.until)):
        while span is not None and now < operation.at:
            run.swept(now)
            now += span
        run.do(operation)
    return run


def at_every_step(plan: Plan) -> Run:
    """Return a run swept at the instant of every step, and just before and after it."""
    run = Run(plan)
    for operation in (*plan.operations, Sweep(at=plan.until)):
        while (due := run.due()) is not None and due < operation.at:
            for moment in (due - MINUTE, due, due + MINUTE):
                run.swept(min(moment, operation.at))
        run.do(operation)
    return run


@pytest.mark.parametrize("seed", range(WORLDS))
def test_sweeping_at_every_step_hourly_or_once_gives_equal_histories(seed: int) -> None:
    plan = plan_of(seed)
    once = every(None, plan).told()
    assert at_every_step(plan).told() == once
    assert every(HOUR, plan).told() == once


def test_sweeping_every_minute_gives_the_histories_of_sweeping_once() -> None:
    plan = plan_of(1)
    until = plan.operations[0].at + dt.timedelta(days=9)
    begin = tuple(each for each in plan.operations if each.at < until)
    plan = replace(plan, operations=begin, until=until)
    assert every(MINUTE, plan).told() == every(None, plan).told()


def test_the_compared_worlds_have_children_new_holders_notices_and_steps_that_wait() -> None:
    plans = [plan_of(seed) for seed in range(WORLDS)]
    kinds = {type(each) for plan in plans for each in plan.operations}
    assert {Appoint, Notice} <= kinds
    runs = [every(None, plan) for plan in plans]
    assert sum(len(run.store.state.cases) - len(run.roots) for run in runs) > 10
    waits = [one.confirm_late for run in runs for one in run.store.state.outbox.values()]
    assert {True, False} <= set(waits)
