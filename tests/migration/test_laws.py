"""Laws of migrations, over random definitions, histories and plans."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.kernel.case import Case, Clock, Entry
from engine.kernel.effects import Refusal
from engine.kernel.history import broken_links
from engine.kernel.replay import replay
from engine.service.engine import Outcome
from tests.fakes.memory_store import MemoryStore
from tests.migration.chances import Moving
from tests.profiles import seeds, so_many

#: What may stand in the way of a plan that gives every name to itself or to its new one.
HINDRANCES = {
    "migration_case_closed", "migration_clock_held", "migration_clock_granted",
    "migration_rests_unseen", "migration_extension_pending",
}  # fmt: skip


def moved(moving: Moving, plans: dict[str, Any]) -> list[str]:
    """Migrate every case that can go on; each other one must be hindered by what it is."""
    done = []
    for case_id in moving.cases():
        before = moving.case(case_id)
        found = moving.migrate(case_id, plans)
        if isinstance(found, Outcome):
            done.append(case_id)
            continue
        codes = {one["code"] for one in found.facts["problems"]}
        assert codes <= HINDRANCES, found
        assert moving.case(case_id) == before
    return done


def sound(moving: Moving, case_id: str) -> bool:
    """Return whether a case's history adds up to it, and holds together."""
    kept, rows = moving.case(case_id), moving.store.reader.history(case_id)
    told = replace(replay(moving.history(case_id)), head=kept.head)
    return told == kept and broken_links((row.text, row.hash, row.previous) for row in rows) == []


@so_many(15)
@given(seed=seeds, hours=st.integers(0, 400))
def test_a_random_migration_leaves_histories_that_fold_into_their_cases(
    seed: int, hours: int
) -> None:
    moving = Moving(seed, MemoryStore())
    moving.later(hours)
    done = moved(moving, moving.plans())
    moving.settled()
    assert all(moving.case(case_id).version == 2 for case_id in done)
    assert all(sound(moving, case_id) for case_id in moving.cases())


@so_many(15)
@given(seed=seeds, hours=st.integers(0, 400))
def test_no_step_is_taken_twice_or_before_the_migration_and_ladders_keep_their_order(
    seed: int, hours: int
) -> None:
    moving = Moving(seed, MemoryStore())
    at = moving.later(hours)
    plans = moving.plans()
    done = moved(moving, plans)
    moving.settled()
    for case_id in done:
        history = moving.history(case_id)
        place = next(one.seq for one in history if one.kind == "migrated")
        earlier, later = steps(history[:place]), steps(history[place:])
        assert all(one.occurred_at >= at for one in later)
        assert_once(moving, case_id, plans, earlier, later)
        assert_rising(moving, case_id, later)


def steps(history: list[Entry]) -> list[Entry]:
    return [one for one in history if one.kind == "step"]


def named(entries: list[Entry], deadline: str, *which: int) -> set[str]:
    """Return the steps of a deadline's generation, and of its term where one is given."""
    return {
        one.event.partition(":")[2]
        for one in entries
        if one.event.startswith(f"{deadline}:")
        and (one.said["generation"], one.said["term"])[: len(which)] == which
    }


def assert_once(
    moving: Moving, case_id: str, plans: dict[str, Any], earlier: list[Entry], later: list[Entry]
) -> None:
    """What the term of a clock had taken before is not taken by the term that goes on."""
    case = moving.case(case_id)
    entry = next(one for one in moving.history(case_id) if one.kind == "migrated")
    for told in entry.said["deadlines"]:
        name, to = told["deadline"], plans[case.workflow].deadlines[told["deadline"]].to
        moved_clocks = [msgspec.convert(one, Clock) for one in entry.changes["clocks"]]
        # A clock that keeps its name and its date is not told again.
        clocks = (*moved_clocks, *case.clocks)
        clock = next(one for one in clocks if one.name == to and one.status != "superseded")
        known = {one.seq for one in clock.taken}
        before = named([one for one in earlier if one.seq in known], name, told["generation"])
        assert not before & named(later, to, clock.generation, clock.term)


def assert_rising(moving: Moving, case_id: str, later: list[Entry]) -> None:
    """First rungs of a ladder come in its order."""
    workflow = moving.new[moving.case(case_id).workflow]
    reached: dict[tuple[Any, ...], int] = {}
    for one in later:
        name, _, step = one.event.partition(":")
        ladder = [each.id for each in workflow.deadlines[name].overdue]
        if step not in ladder:
            continue
        key = (name, one.said["generation"], one.said["term"])
        assert ladder.index(step) > reached.get(key, -1)
        reached[key] = ladder.index(step)


@so_many(15)
@given(seed=seeds, hours=st.integers(0, 400))
def test_there_and_back_without_counting_anew_keeps_every_date(seed: int, hours: int) -> None:
    moving = Moving(seed, MemoryStore())
    moving.later(hours)
    before: dict[str, Case] = {}
    there, back = moving.plans(keep=True), moving.plans(keep=True, back=True)
    for case_id in moving.cases():
        tried = moving.migrate(case_id, there, dry_run=True)
        if isinstance(tried, Refusal):
            continue
        moving.migrate(case_id, there)
        before[case_id] = moving.case(case_id)
    for case_id, kept in before.items():
        if isinstance(moving.migrate(case_id, back), Refusal):
            continue
        names = {chosen.to: name for name, chosen in there[kept.workflow].deadlines.items()}
        now = moving.case(case_id)
        for clock in kept.clocks:
            if clock.status != "superseded" and not clock.undone:
                again = now.clock(names[clock.name])
                latest = kept.clock(clock.name)
                assert again is not None
                assert latest is not None
                assert dates(again) == dates(latest)
        assert sound(moving, case_id)


def dates(clock: Clock) -> tuple[Any, ...]:
    return (clock.status, clock.started_on, clock.due_on, clock.due_at, clock.ended_on, clock.left)


@so_many(15)
@given(seed=seeds, hours=st.integers(0, 400))
def test_a_dry_run_tells_what_comes_and_keeps_nothing(seed: int, hours: int) -> None:
    moving = Moving(seed, MemoryStore())
    moving.later(hours)
    plans = moving.plans()
    for case_id in moving.cases():
        before = moving.case(case_id)
        tried = moving.migrate(case_id, plans, dry_run=True)
        assert moving.case(case_id) == before
        done = moving.migrate(case_id, plans)
        assert type(done) is type(tried)
        if isinstance(done, Outcome) and isinstance(tried, Outcome):
            assert done.case == tried.case
            assert done.entries == tried.entries
