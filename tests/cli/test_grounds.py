"""Why a deadline falls on its day: what started it, its rule, how it is counted, what moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cli.conftest import NUMBER, opened
from tests.cli.test_notices import CLERK, IMPORT, set_up

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

HELD = """
workflow: permit
version: 1
title: 许可
opened_by: {hand: clerk}
case_number: 许N号
roles: {clerk: {title: 经办人, office: patrol_office, at: home}}
states:
  open: {initial: true}
  closed: {final: done}
events:
  send_out: {title: 送检, from: open, to: stay, by: clerk}
  come_back: {title: 收到检验结果, from: open, to: stay, by: clerk}
  decide: {title: 决定, from: open, to: closed, by: clerk}
deadlines:
  work: {title: 办理, starts: {enter: open}, within: promptly, stops: {leave: open}, remind: 5 days}
  decision:
    title: 决定
    starts: {enter: open}
    within: 10 days
    stops: {leave: open}
    suspended: {from: {event: send_out}, until: {event: come_back}}
    overdue: [{id: late, after: 0 days, every: 5 days, notify: [clerk]}]
"""


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


def test_a_clock_that_is_held_tells_since_when_and_by_what_and_what_the_pause_added(
    sandbox: Patrol, here: Path
) -> None:
    (here / "permit.yaml").write_text(HELD, encoding="utf-8")
    sandbox.done("workflow", "publish", "permit.yaml")
    sandbox.done("case", "open", "permit", "--as", CLERK, "--at", "2019-07-01T10:00")
    ask = ("case", "explain", "许1号", "decision", "--at", "2019-07-20T10:00")
    sandbox.done("case", "act", "许1号", "send_out", "--as", CLERK, "--at", "2019-07-04T10:00")
    [held] = sandbox.done(*ask[:-1], "2019-07-05T10:00")["deadlines"]
    assert held["status"] == "suspended"
    assert [turn["status"] for turn in held["turns"]] == ["running", "suspended"]
    assert held["turns"][-1]["by"]["event"] == "send_out"
    screen = sandbox(*ask[:-1], "2019-07-05T10:00", "--lang", "zh").out
    assert "送检" in screen
    assert "决定：原定2019-07-11，自2019-07-04起中止，剩余7天，届满日随之后移" in screen
    assert (held["held_on"], held["held_by"], held["days_left"]) == ("2019-07-04", "suspension", 7)
    told_everywhere_that_it_is_held(sandbox, "2019-07-05T10:00")
    sandbox.done("case", "act", "许1号", "come_back", "--as", CLERK, "--at", "2019-07-09T10:00")
    [runs] = sandbox.done(*ask[:-1], "2019-07-10T10:00")["deadlines"]
    assert [turn["status"] for turn in runs["turns"]] == ["running", "suspended", "running"]
    assert runs["turns"][0]["due_on"] == "2019-07-11"
    assert runs["due_on"] == "2019-07-16"
    assert (runs["held_on"], runs["held_by"], runs["days_left"]) == (None, None, None)
    assert "收到检验结果" in sandbox(*ask[:-1], "2019-07-10T10:00", "--lang", "zh").out


def told_everywhere_that_it_is_held(sandbox: Patrol, at: str) -> None:
    shown = sandbox.done("case", "show", "许1号", "--at", at)["case"]["deadlines"]
    assert [each["held_on"] for each in shown] == [None, "2019-07-04"]
    (bar,) = [
        each
        for each in sandbox.done("case", "timeline", "许1号", "--at", at)["deadlines"]
        if each["deadline"] == "decision"
    ]
    assert bar["held_on"] == "2019-07-04"
    (matter,) = sandbox.done("inbox", "--as", CLERK, "--at", at)
    assert (matter["deadline"], matter["held"]) == (None, ["decision"])
    for asked in (("case", "show", "许1号"), ("case", "timeline", "许1号"),
                  ("inbox", "--as", CLERK)):  # fmt: skip
        screen = sandbox(*asked, "--at", at, "--lang", "zh").out
        assert "原定2019-07-11" in screen
        assert "自2019-07-04起中止" in screen


def test_a_clock_that_a_notice_moved_names_the_notice_and_both_days(
    sandbox: Patrol, here: Path
) -> None:
    set_up(sandbox, here)
    sandbox.done(*IMPORT)
    ask = ("case", "explain", "信1号", "reply", "--at", "2020-01-28")
    [told] = sandbox.done(*ask)["deadlines"]
    assert [turn["due_on"] for turn in told["turns"]] == ["2020-01-31", "2020-02-03"]
    assert told["turns"][-1]["by"]["kind"] == "recomputed"
    screen = sandbox(*ask, "--lang", "zh").out
    [moved] = [
        line for line in screen.splitlines() if "2020-01-31" in line and "2020-02-03" in line
    ]
    assert "国办发明电〔2020〕1号" in moved
