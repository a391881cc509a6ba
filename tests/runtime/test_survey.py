"""Figures by a survey: what cases that look alike add is found once, and comes to the same."""

from __future__ import annotations

import datetime as dt
from itertools import count
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
            "open", "open", "begin", "begin", "hand_in", "hand_in", "break_up", "whisper", "end",
            "drop", "annul", "correct", "correct", "reassign", "sweep",
        ]),
        st.integers(0, 5),
        st.sampled_from([1, 7, 30, 100]),
        st.integers(0, 6),
    ),
    min_size=3,
    max_size=25,
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
    max_examples=25, deadline=None,
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
