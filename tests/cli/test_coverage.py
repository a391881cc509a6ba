"""Coverage of a term: class by class, on any day, with a plan for the rest."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.session import Session, Start
from cli.views.coverage import Body, Coverage, batches_of, coverage_screen

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

TERM = "届〔2019〕1号"
OFFICE = "jiangsu_patrol_office"
VALUES = {
    "term_starts": "2019-07-01", "term_ends": "2021-12-31", "cities": "yancheng,taizhou,nanjing",
    "counties": "xiangshui,binhai", "zones": "yancheng_zone", "departments": "jiangsu_emergency",
}  # fmt: skip


@pytest.fixture
def term(sandbox: Patrol) -> Patrol:
    """A term whose first batch has begun: Yancheng was patrolled, Taizhou's team is on site."""

    def act(number: str, event: str, by: str, at: str, **values: str) -> None:
        sets = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
        sandbox.done("case", "act", number, event, "--as", by, "--at", at, *sets)

    sets = [part for name, value in VALUES.items() for part in ("--set", f"{name}={value}")]
    sandbox.done("case", "open", "term_coverage", "--as", OFFICE, "--at", "2019-07-01", *sets)
    act(TERM, "submit", OFFICE, "2019-07-02", scheme="方案.docx")
    act(TERM, "approve", "jiangsu_standing_committee", "2019-07-03", minutes="纪要.pdf")
    act(TERM, "approve", "jiangsu_executive_meeting", "2019-07-04", minutes="纪要.pdf")
    act(TERM, "issue", "jiangsu_general_offices", "2019-07-05", issue_no="1")
    rows = [{"unit": unit, "entry": "2019-08-12"} for unit in ("yancheng", "taizhou")]
    act(TERM, "start_batch", OFFICE, "2019-08-08", batch=json.dumps(rows))
    patrol = "巡〔2019〕1号"
    act(patrol, "staff", OFFICE, "2019-08-09", team_leader="team1_leader", members="team1_member1")
    act(patrol, "enter", "team1_leader", "2019-08-12", entered_on="2019-08-12")
    act(patrol, "leave", "team1_leader", "2019-08-30", left_on="2019-08-30")
    sandbox.done("sweep", "--at", "2019-09-02")
    return sandbox


def shown(patrol: Patrol, *more: str) -> dict[str, Any]:
    (found,) = patrol.done("coverage", *more, "--at", "2019-09-02")
    given: dict[str, Any] = found
    return given


def test_each_class_tells_who_was_covered_who_is_under_way_and_who_is_left(term: Patrol) -> None:
    city, county, zone, department = shown(term)["classes"]
    assert city == {
        "class": "city", "title": "Cities", "total": 3, "covered": ["yancheng"],
        "under_way": ["taizhou"], "uncovered": ["nanjing"],
    }  # fmt: skip
    assert county["uncovered"] == ["xiangshui", "binhai"]
    assert (zone["total"], department["total"]) == (1, 1)


def test_a_past_day_is_told_as_it_was(term: Patrol) -> None:
    city = shown(term, TERM, "--as-of", "2019-08-20")["classes"][0]
    assert (city["covered"], city["under_way"]) == ([], ["yancheng", "taizhou"])
    city = shown(term, TERM, "--as-of", "2019-07-31")["classes"][0]
    assert city["uncovered"] == ["yancheng", "taizhou", "nanjing"]


def test_the_rest_is_planned_in_batches_that_the_term_can_start(term: Patrol) -> None:
    first, second = shown(term, TERM, "--plan", "2")["batches"]
    assert [row["unit"] for row in first] == ["nanjing", "xiangshui", "binhai"]
    assert [row["unit"] for row in second] == ["yancheng_zone", "jiangsu_emergency"]
    term.done("case", "act", TERM, "start_batch", "--as", OFFICE, "--at", "2019-09-03",
              "--set", f"batch={json.dumps(first)}")  # fmt: skip
    assert shown(term, TERM)["classes"][0]["under_way"] == ["taizhou", "nanjing"]


def test_the_screen_speaks_both_languages(term: Patrol) -> None:
    words = ("coverage", "--plan", "2", "--at", "2019-09-02")
    chinese, english = term(*words, PATROL_LANG="zh").out, term(*words).out
    assert "未覆盖的县（市、区）：响水县、滨海县" in chinese
    assert "第1批（2019-09-03起）：南京市、响水县、滨海县" in chinese
    assert not re.search("[一-鿿]", english.replace(TERM, ""))


def test_what_cannot_be_told_is_refused(term: Patrol) -> None:
    assert term.refused("coverage", "巡〔2019〕1号")["code"] == "coverage_of_nothing"
    past = ("--as-of", "2019-08-20", "--plan", "2", "--at", "2019-09-02")
    assert term.refused("coverage", *past)["code"] == "coverage_plan_of_the_past"


def test_an_office_without_a_term_is_told_so(desks: Desks) -> None:
    assert desks.of(OFFICE).done("coverage") == []
    assert desks.nobody().refused("coverage")["code"] == "login_missing"


@given(st.integers(0, 60), st.integers(1, 12), st.integers(0, 1500))
def test_batches_are_even_in_order_and_within_the_term(left: int, count: int, days: int) -> None:
    first = dt.date(2019, 9, 3)
    last = first + dt.timedelta(days=days)
    bodies = [Body(str(at), str(at), "uncovered") for at in range(left)]
    found = batches_of(bodies, count, first, last, lambda day: day)
    assert [body for batch in found for body in batch.bodies] == bodies
    sizes = {len(batch.bodies) for batch in found}
    assert not sizes or max(sizes) - min(sizes) <= 1
    entries = [batch.entry for batch in found]
    assert entries == sorted(entries)
    assert all(first <= entry <= last for entry in entries)


@pytest.mark.parametrize(("ends", "said"), [(dt.date(2021, 12, 31), "ends on"), (None, "no end")])
def test_a_term_is_headed_by_its_last_day_where_it_has_one(ends: dt.date | None, said: str) -> None:
    term = Coverage(case=TERM, title="T", day=dt.date(2019, 9, 2), ends_on=ends, classes=())
    with Session(Start({}, "en"), ("coverage",)) as session:
        head = next(coverage_screen(session, term))
    assert said in head
    assert "None" not in head
