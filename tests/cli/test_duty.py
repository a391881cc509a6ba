"""Duties at the command line: a county's year, on the example that ships."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

YEAR = "履职〔2019〕1号"
CHAIR, HEAD = "xiangshui_committee_chair", "xiangshui_principal"
VALUES = (
    "county=xiangshui", "regulators=yancheng_emergency", "firms=xiangshui_chemicals,zone_market",
    "ends_on=2019-12-31",
)  # fmt: skip


def at(day: str) -> tuple[str, str]:
    return ("--at", day)


@pytest.fixture
def county(sandbox: Patrol) -> Patrol:
    """A county's year that was started, with a visit, a meeting, and a sweep in April."""
    sets = [part for value in VALUES for part in ("--set", value)]
    sandbox.done("case", "open", "county_year", "--as", "jiangsu_patrol_office", *sets,
                 *at("2019-01-02"))  # fmt: skip
    sandbox.done("case", "act", YEAR, "start", "--as", "xiangshui_committee_office",
                 *at("2019-01-03"))  # fmt: skip
    sandbox.done("sweep", *at("2019-01-08"))
    went = ("--set", "visited_on=2019-01-09", "--set", "mode=unannounced")
    sandbox.done(
        "case", "act", "县督查〔2019〕1号", "visit", "--as", CHAIR, *went, *at("2019-01-09")
    )
    sandbox.done("case", "act", "履职议〔2019〕1号", "record", "--as", HEAD, "--set",
                 "minutes=纪要.docx", *at("2019-01-10"))  # fmt: skip
    sandbox.done("sweep", *at("2019-04-20"))
    return sandbox


def listed(patrol: Patrol, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = patrol.done("duty", "list", *more, *at("2019-04-20"))
    return found


def test_duties_are_listed_by_period_with_what_is_done(county: Patrol) -> None:
    (meeting,) = listed(county, "--workflow", "county_year", "--duty", "meeting")
    assert meeting == {
        "number": "履职议〔2019〕1号",
        "case": YEAR,
        "workflow": "county_year",
        "duty": "meeting",
        "owner": "principal@xiangshui",
        "unit": "xiangshui",
        "item": None,
        "starts_on": "2019-01-03",
        "ends_on": "2019-12-31",
        "due_on": "2019-12-31",
        "status": "owing",
        "done": 1,
        "needed": 4,
    }


def test_what_was_missed_is_listed_alone(county: Patrol) -> None:
    found = listed(county, "--missed", "--owner", "chair@xiangshui_committee")
    assert {one["status"] for one in found} == {"missed"}
    assert len(found) == 13
    assert listed(county, "--missed", "--owner", "xiangshui_committee") == found


def test_the_figures_count_what_is_owed_and_done_by_owner(county: Patrol) -> None:
    by_owner = {one["group"]: one for one in listed(county, "--by", "owner")}
    assert by_owner["chair@xiangshui_committee"] == {
        "group": "chair@xiangshui_committee",
        "owed": 15,
        "done": 1,
        "done_late": 0,
        "missed": 13,
        "overdue": 0,
        "owing": 1,
        "done_rate": 6.67,
    }
    figures = county.done("stats", "--workflow", "county_year.random", "--by", "owner",
                          *at("2019-04-20"))  # fmt: skip
    assert [(one["group"], one["opened"], one["closed"]) for one in figures] == [
        ("chair@xiangshui_committee", 15, 1)
    ]


def test_a_past_day_is_listed_as_it_was(county: Patrol) -> None:
    found = listed(county, "--as-of", "2019-01-20", "--duty", "random", "--workflow", "county_year")
    assert [(one["status"], one["done"]) for one in found] == [("done", None), ("owing", None)]


def test_a_draw_is_done_again_and_agrees(county: Patrol) -> None:
    draw = county.done("duty", "show", "履职抽查〔2019〕2号", *at("2019-04-20"))["draw"]
    assert draw["agrees"]
    assert draw["again"] == draw["drawn"]
    assert draw["candidates"] == ["xiangshui_chemicals", "zone_market"]
    assert draw["drawn"] != draw["drawn_before"]


def test_what_counted_is_shown(county: Patrol) -> None:
    shown = county.done("duty", "show", "履职抽查〔2019〕1号", *at("2019-04-20"))
    assert shown["counted"] == [
        {"case": "县督查〔2019〕1号", "seq": 2, "on": "2019-01-09", "amount": 1}
    ]
    assert shown["state"] == "done"


def test_the_screens_speak_both_languages(county: Patrol) -> None:
    number = "履职抽查〔2019〕1号"
    for words in (("duty", "list"), ("duty", "list", "--by", "unit"), ("duty", "show", number),
                  ("duty", "list", "--by", "duty"), ("duty", "list", "--by", "period"),
                  ("case", "show", YEAR), ("case", "explain", YEAR, "random")):  # fmt: skip
        english = county(*words, *at("2019-04-20"))
        chinese = county(*words, *at("2019-04-20"), PATROL_LANG="zh")
        assert (english.code, chinese.code) == (0, 0)
        assert not re.search(r"\b(label|duty_status|step)_[a-z]", english.out + chinese.out)
    assert "未履职" in chinese.out or "开立截至" in chinese.out


def test_a_case_that_is_no_duty_is_refused(county: Patrol) -> None:
    assert county.refused("duty", "show", YEAR)["code"] == "duty_not_a_duty"
    refused = county.refused("duty", "list", "--workflow", "county_year", "--duty", "nothing")
    assert refused["code"] == "duty_unknown"
    assert county.refused("duty", "list", "--workflow", "nothing")["code"] == "workflow_unknown"


def test_whoever_owes_a_duty_finds_it_in_the_inbox(county: Patrol) -> None:
    waiting = county.done("inbox", "--as", HEAD, *at("2019-04-20"))
    assert "履职议〔2019〕1号" in {one["case"] for one in waiting}


def test_on_a_database_of_real_cases_whoever_logs_in_may_look(desks: Desks) -> None:
    assert desks.of(HEAD).done("duty", "list") == []
    assert desks.nobody().refused("duty", "list")["code"] == "login_missing"
