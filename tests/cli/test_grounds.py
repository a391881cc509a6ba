"""Why a deadline falls on its day: what started it, its rule, how it is counted, what moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cli.conftest import NUMBER, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def explained(demo: Patrol, name: str) -> dict[str, Any]:
    [found] = demo.done("case", "explain", NUMBER, name)["deadlines"]
    told: dict[str, Any] = found
    return told


def test_what_started_a_clock_is_told_with_its_act(demo: Patrol) -> None:
    told = explained(demo, "plan")
    assert told["started_by"]["event"] == "give_feedback"
    assert told["started_on"] == "2019-10-10"
    screen = demo("case", "explain", NUMBER, "plan", "--lang", "zh").out
    assert "起算日：2019-10-10（反馈）" in screen


def test_the_rule_its_profile_and_the_calendar_are_named(demo: Patrol) -> None:
    told = explained(demo, "plan")
    assert told["rule"] == "30 working days"
    assert told["counting"] == "civil_code"
    assert told["calendar"]["name"] == "china"
    assert told["counted_by_revision"] == told["calendar"]["revision"]
    screen = demo("case", "explain", NUMBER, "plan", "--lang", "zh").out
    assert "期限：30个工作日，计算规则：民法典" in screen
    assert f"工作日历：china，版本 {told['calendar']['revision']}" in screen


def test_the_days_are_counted_one_by_one_with_the_notice_behind_each(demo: Patrol) -> None:
    lines = explained(demo, "plan")["explanation"]
    assert sum(" day " in line for line in lines) >= 30
    assert any("国办发明电〔2018〕15号" in line for line in lines)


def test_a_clock_due_on_a_named_date_says_which(sandbox: Patrol) -> None:
    number = opened(sandbox)
    [entry] = sandbox.done("case", "explain", number, "entry")["deadlines"]
    assert entry["rule"] == "the date in “Planned entry”"
    assert entry["started_by"]["kind"] == "opened"
    assert [turn["status"] for turn in entry["turns"]] == ["running"]


def test_each_turn_of_an_extended_clock_is_told_with_what_turned_it(demo: Patrol) -> None:
    told = explained_extended(demo)
    assert len({turn["due_on"] for turn in told["turns"]}) > 1
    assert any(turn["by"]["kind"] == "extended" for turn in told["turns"])
    screen = demo("case", "explain", told["case"], told["name"], "--lang", "zh").out
    assert f"已延期至 {told['extended_to']}" in screen
    assert sum("届满日" in line and "：" in line for line in screen.splitlines()) >= 2


def explained_extended(demo: Patrol) -> dict[str, Any]:
    """Return the explanation of the one deadline of the demonstration that was extended."""
    for row in demo.done("case", "list"):
        for each in demo.done("case", "explain", row["number"])["deadlines"]:
            if each["extended_to"] is not None:
                return {**each, "case": row["number"]}
    raise AssertionError("nothing was extended")
