"""Figures by a survey: what cases that look alike add is found once, and comes to the same."""

from __future__ import annotations

import datetime as dt
from itertools import count, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.registers import survey
from runtime.registers.scenes import Eyes
from store.database import open_store
from store.views import Past
from tests.model.build import day, local
from tests.runtime.surveyed import EVER, Period, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.kernel.case import Case
    from engine.kernel.scene import Scene
    from engine.kernel.seen import SeenView
    from store.database import DatabaseStore

START = local("2019-09-02 00:00")
DAY = dt.timedelta(days=1)
_URLS = {"sqlite": "sqlite_url", "postgresql": "postgresql_url"}
_NAMES = (f"w{number}x" for number in count())

things = st.lists(
    st.tuples(
        st.sampled_from([
            "open", "begin", "begin", "begin", "hand_in", "hand_in", "break_up", "whisper",
            "whisper", "end", "drop", "annul", "correct", "correct", "reassign", "sweep",
        ]),
        st.integers(0, 5),
        st.sampled_from([1, 7, 30, 100]),
        st.integers(0, 3),
    ),
    min_size=8,
    max_size=30,
)  # fmt: skip
pasts = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 40), st.integers(0, 60)).map(
        lambda days: Past(before=START + days[0] * DAY, known_at=START + days[1] * DAY)
    ),
)
periods = st.sampled_from([EVER, Period(day("2019-08-30"), day("2019-09-06"))])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[DatabaseStore]:
    """A database of each kind in turn; each world in it has definitions of its own."""
    opened = open_store(request.getfixturevalue(_URLS[request.param]))
    yield opened
    opened.close()


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(happened=things, past=pasts, period=periods, by=st.sampled_from([None, "who", "size"]))
def test_a_survey_counts_what_folding_every_case_counts(
    database: DatabaseStore,
    happened: list[tuple[str, int, int, int]],
    past: Past | None,
    period: Period,
    by: str | None,
) -> None:
    world = World(database, next(_NAMES))
    for value in range(4):
        world.happen("open", 0, 1, value)
    for one in happened:
        world.happen(*one)
    for person in (None, "wang", "li", "zhao"):
        asked = (world.name, person, past, period, by)
        assert world.quick(*asked) == world.slow(*asked)
    parts = (f"{world.name}part", None, past, period, None)
    assert world.quick(*parts) == world.slow(*parts)


def test_cases_alike_are_worked_out_once(
    database: DatabaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(database, next(_NAMES))
    for _ in range(8):
        world.happen("open", 0, 1, 4)
    looked: list[str] = []
    scene = Eyes.scene

    def counted(eyes: Eyes, seen: SeenView, case: Case) -> Scene | None:
        looked.append(case.id)
        return scene(eyes, seen, case)

    monkeypatch.setattr(Eyes, "scene", counted)
    part = f"{world.name}part"
    assert world.quick(part, None, None, EVER, None) == {None: {"all": "0"}}
    for case in world.cases[:8]:
        world.engine.act(case, "break_up", {}, world.actor)
    assert world.quick(part, None, None, EVER, None) == {None: {"all": "8"}}
    assert len(looked) == 1


def test_what_is_remembered_is_bounded_and_counts_the_same(
    database: DatabaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(database, next(_NAMES))
    for value in range(7):
        world.happen("open", 0, 1, value)
    asked = (world.name, None, None, EVER, "size")
    before = world.quick(*asked)
    monkeypatch.setattr(survey, "KEPT", 2)
    monkeypatch.setattr("runtime.registers.moment.BATCH", 3)
    assert world.quick(*asked) == before == world.slow(*asked)


#: Cases that differ in one thing alone: kind, which case, hours later, value.
_APART = {
    "one of two clocks that began together was undone": [
        ("begin", 0, 1, 2), ("begin", 1, 1, 2), ("correct", 1, 1, 0),
    ],
    "one of two that began together is met": [
        ("begin", 0, 1, 2), ("begin", 1, 1, 2), ("hand_in", 1, 1, 0), ("end", 1, 1, 0),
    ],
    "one of two is annulled": [("annul", 1, 1, 0)],
    "one word is whispered of two handlers": [("whisper", 0, 1, 0), ("whisper", 1, 1, 0)],
    "a part of one hangs beside a whispered one": [("break_up", 0, 1, 0), ("whisper", 0, 1, 0)],
    "a word is whispered of one and taken back": [("whisper", 1, 1, 0), ("correct", 1, 100, 0)],
}  # fmt: skip


@pytest.mark.parametrize("story", _APART)
def test_cases_that_differ_in_one_thing_are_told_apart(database: DatabaseStore, story: str) -> None:
    world = World(database, next(_NAMES))
    assert differing(world, story) == []


def test_what_hangs_below_a_secret_case_counts_for_those_alone_who_see_it(
    database: DatabaseStore,
) -> None:
    world = World(database, next(_NAMES), secret=True)
    assert differing(world, "a part of one hangs beside a whispered one") == []
    part = f"{world.name}part"
    seen = {person: world.quick(part, person, None, EVER, None)[None]["all"]
            for person in (None, "li", "zhao")}  # fmt: skip
    assert seen == {None: "0", "li": "2", "zhao": "0"}


def differing(world: World, story: str) -> list[tuple[object, ...]]:
    """Return what the survey and the fold count otherwise, at moments between what happens."""
    for value in (0, 1):
        world.happen("open", 0, 0, value)
    for one in _APART[story]:
        world.happen(*one)
    ends = [START + dt.timedelta(hours=hours) for hours in (10, 12, 200)]
    pasts = [None, *(Past(before=end, known_at=known) for end in ends for known in ends)]
    every = product((world.name, f"{world.name}part"), (None, "wang", "li", "zhao"), pasts)
    asked = [(name, person, past, EVER, None) for name, person, past in every]
    return [one for one in asked if world.quick(*one) != world.slow(*one)]
