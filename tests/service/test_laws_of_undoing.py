"""Laws of corrections, over the random definitions and histories that the slow model is held to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.kernel.case import Case, Entry
from engine.kernel.correction import correctable, undone_of
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor, Correction
from engine.kernel.history import broken_links, unseal
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.service.correcting import correct_act
from engine.service.engine import Outcome
from engine.service.sweep import sweep
from tests.fakes.memory_store import MemoryStore
from tests.model.both import CALENDAR, SLOW
from tests.model.histories import told
from tests.model.kernel_adapter import ServiceRun
from tests.model.world import Act
from tests.profiles import seeds, so_many

CORRECTOR = Actor(person="anna", permits=OF_A_SANDBOX)


class Office:
    """A plan at work, whose acts can be corrected."""

    def __init__(self, seed: int) -> None:
        self.store = MemoryStore()
        self.plan = told(seed, SLOW)
        self.run = ServiceRun(self.plan, CALENDAR, self.store)

    def case(self, case_id: str) -> Case:
        with self.store.unit() as unit:
            return unit.case(case_id)

    def history(self, case_id: str) -> list[Entry]:
        return [unseal(row.text, {}) for row in self.store.reader.history(case_id)]

    def correct(self, case_id: str, seq: int) -> Outcome | Refusal:
        asked = Correction(seq=seq, actor=CORRECTOR, reason="law")
        return correct_act(self.run.engine, case_id, asked, recalls=True)

    def correct_last(self, case_id: str) -> Outcome | Refusal | None:
        last = correctable(self.history(case_id))
        return None if last is None else self.correct(case_id, last.seq)

    def everybody(self) -> list[str]:
        return [one for root in self.run.roots.values() for one in self.run.descendants(root)]

    def settled(self, until: dt.datetime) -> None:
        self.run.clock.at = until
        sweep(self.run.engine)  # A correction may leave clocks that start each other for ever.


def bare(case: Case) -> Case:
    """Return a case but for history, terms, generations, and clocks that never should have been."""
    clocks = tuple(
        replace(
            clock, term=1, generation=1, taken=tuple(replace(one, seq=0) for one in clock.taken)
        )
        for clock in case.clocks
        if not clock.undone
    )
    parent = case.parent and replace(case.parent, seq=0)
    return replace(case, clocks=clocks, parent=parent, origin=None, seq=0, head="")


def standing(history: list[Entry]) -> list[Any]:
    """Return what a history tells of that no correction has undone."""
    undone = undone_of(history)
    return [
        (one.kind, one.event, one.source, one.target, one.occurred_at)
        for one in history
        if one.kind != "corrected" and one.seq not in undone
    ]


@so_many(20)
@given(seed=seeds)
def test_an_act_corrected_at_once_and_taken_again_is_as_if_it_had_been_taken_once(
    seed: int,
) -> None:
    twice, once = Office(seed), Office(seed)
    for operation in twice.plan.operations:
        if not isinstance(operation, Act):
            assert twice.run.do(operation) == once.run.do(operation)
            continue
        twice.settled(operation.at)
        once.settled(operation.at)
        case_id = twice.run.found(operation.case)
        before = twice.case(case_id) if case_id else None
        assert twice.run.do(operation) == once.run.do(operation)
        if case_id is None or before is None or len(twice.everybody()) > len(twice.run.roots):
            continue
        last = correctable(twice.history(case_id))
        if last is None or last.seq <= before.seq or last.kind != "act":
            continue
        found = twice.correct(case_id, last.seq)
        assert isinstance(found, Outcome), found
        assert bare(twice.case(case_id)) == bare(before)
        assert twice.run.do(operation)
        assert bare(twice.case(case_id)) == bare(once.case(case_id))
    twice.settled(twice.plan.until)
    once.settled(once.plan.until)
    for case_id in twice.everybody():
        assert bare(twice.case(case_id)) == bare(once.case(case_id))
        assert standing(twice.history(case_id)) == standing(once.history(case_id))


@so_many(20)
@given(seed=seeds)
def test_an_act_corrected_at_once_leaves_its_whole_family_as_it_was(seed: int) -> None:
    office = Office(seed)
    for operation in office.plan.operations:
        office.settled(operation.at)
        before = {one: office.case(one) for one in office.everybody()}
        done = office.run.do(operation)
        case_id = office.run.found(operation.case) if isinstance(operation, Act) else None
        if not done or case_id is None:
            continue
        last = correctable(office.history(case_id))
        if last is None or last.seq <= before[case_id].seq:
            continue
        if isinstance(office.correct(case_id, last.seq), Outcome):
            for one, kept in before.items():
                assert bare(office.case(one)) == bare(kept)
            for born in set(office.everybody()) - set(before):
                assert office.case(born).void


@so_many(20)
@given(seed=seeds, days=st.integers(0, 12), hours=st.integers(1, 40))
def test_however_late_a_correction_is_the_rhythm_of_the_sweep_never_shows(
    seed: int, days: int, hours: int
) -> None:
    often, never = Office(seed), Office(seed)
    for office in (often, never):
        for operation in office.plan.operations:
            office.run.do(operation)
    at = often.plan.operations[-1].at
    end = at + dt.timedelta(days=days)
    while (at := at + dt.timedelta(hours=hours)) < end:
        often.settled(at)
    for case_id in often.everybody():
        answers = []
        for office in (often, never):
            office.run.clock.at = end
            answers.append(type(office.correct_last(case_id)))
        assert answers[0] == answers[1]
    for office in (often, never):
        office.settled(office.plan.until + dt.timedelta(days=12))
    told_twice = [[told_of(office, one) for one in office.everybody()] for office in (often, never)]
    assert told_twice[0] == told_twice[1]


def told_of(office: Office, case_id: str) -> list[Any]:
    return [
        (one.seq, one.kind, one.event, one.source, one.target, one.occurred_at)
        for one in office.history(case_id)
    ]


@so_many(20)
@given(seed=seeds, days=st.integers(0, 12))
def test_corrections_act_by_act_leave_histories_that_fold_into_their_cases(
    seed: int, days: int
) -> None:
    office = Office(seed)
    for operation in office.plan.operations:
        office.run.do(operation)
    office.settled(office.plan.operations[-1].at + dt.timedelta(days=days))
    for case_id in office.everybody():
        while isinstance(office.correct_last(case_id), Outcome):
            pass
    office.settled(office.plan.until + dt.timedelta(days=12))
    for case_id in office.everybody():
        kept = office.case(case_id)
        assert replace(replay(office.history(case_id)), head=kept.head) == kept
        rows = office.store.reader.history(case_id)
        assert broken_links((row.text, row.hash, row.previous) for row in rows) == []
