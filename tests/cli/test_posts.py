from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from runtime.clock import SystemClock

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

WORKFLOW = """\
workflow: petition
version: 1
title: {zh: 信访, en: Petition}
opened_by: {hand: [desk, counter]}
settings: {limit: {type: length, default: 10 days}}
roles:
  desk: {title: {zh: 承办, en: Desk}, office: clerk, at: home}
  counter: {title: {zh: 窗口, en: Counter}, office: intake, at: home}
  handler: {title: {zh: 经办人, en: Handler}, person: case.who}
fields: {who: {type: person, title: {zh: 经办人, en: Handler}}}
states:
  open: {initial: true}
  closed: {final: done}
events:
  assign: {title: {zh: 指定, en: Assign}, from: open, to: stay, by: desk, asks: [who]}
  close: {title: {zh: 办结, en: Close}, from: open, to: closed, by: [desk, counter]}
  settle: {title: {zh: 了结, en: Settle}, from: open, to: closed, by: handler}
deadlines:
  work:
    title: {zh: 办理, en: Work}
    starts: {enter: open}
    within: 10 days
    stops: {leave: open}
    overdue: [{id: late, after: 0 days, every: 5 days, notify: [desk]}]
"""


def _bodies(today: dt.date) -> str:
    day = dt.timedelta(days=1)
    return f"""\
home: north
organisations:
  north: {{name: North, kind: office}}
people:
  both: {{name: Clerk at the counter}}
  one: {{name: Clerk}}
  former: {{name: Former clerk}}
  deputy: {{name: Deputy}}
  keeper: {{name: Keeper}}
posts:
  - {{organisation: north, office: clerk, person: both}}
  - {{organisation: north, office: intake, person: both}}
  - {{organisation: north, office: clerk, person: one}}
  - {{organisation: north, office: clerk, person: former, until: {today - day}}}
  - {{organisation: north, office: porter, person: former}}
  - {{organisation: north, office: intake, person: former, since: {today + 2 * day}}}
delegations:
  - {{person: deputy, stands_in_for: one}}
  - {{person: former, stands_in_for: one, until: {today - day}}}
"""


@pytest.fixture
def north(patrol: Patrol) -> Patrol:
    """A sandbox of an office with clerks of one post, of two, and of none any more."""
    folder = patrol.database.parent
    today = SystemClock().now().astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    (folder / "bodies.yaml").write_text(_bodies(today), encoding="utf-8")
    (folder / "petition.yaml").write_text(WORKFLOW, encoding="utf-8")
    patrol.done("init", "--sandbox", "--bare")
    patrol.done("org", "import", "bodies.yaml")
    patrol.done("workflow", "publish", "petition.yaml")
    return patrol


def opened(north: Patrol, *who: str) -> str:
    case = north.done("case", "open", "petition", "--as", *who)["case"]
    number: str = case["number"]
    return number


def history(north: Patrol, case: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = north.done("case", "history", case, "--as", "one")
    return rows


def test_the_one_post_that_fits_is_recorded_by_itself(north: Patrol) -> None:
    case = opened(north, "one")
    north.done("case", "act", case, "close", "--as", "one")
    assert [row["post"] for row in history(north, case)] == ["clerk@north"] * 2
    assert history(north, case)[0]["data"]["post"] == "clerk@north"
    assert "clerk@north" in north("case", "history", case, "--as", "one").out


def test_of_two_posts_that_fit_one_has_to_be_chosen(north: Patrol) -> None:
    told = north.refused("case", "open", "petition", "--as", "both")
    assert (told["code"], told["exit"]) == ("post_to_choose", 1)
    assert "clerk@north, intake@north" in told["message"]
    assert "--post clerk@north" in told["hint"]
    said = north("case", "open", "petition", "--as", "both", PATROL_LANG="zh").err
    assert said.splitlines() == [
        "both 有几个职务可以办理此事项：clerk@north、intake@north。",
        "  请用 --post 选择一个，例如 --post clerk@north。",
    ]
    case = opened(north, "both", "--post", "intake")
    assert north.refused("case", "act", case, "close", "--as", "both")["code"] == "post_to_choose"
    closed = ["case", "act", case, "close", "--as", "both", "--post", "clerk@north"]
    assert north.done(*closed)["case"]["state"] == "closed"
    first, last = history(north, case)
    assert (first["post"], last["post"]) == ("intake@north", "clerk@north")
    assert last["data"]["role"] == "desk"


def test_a_post_may_be_named_by_a_part_that_only_one_has(north: Patrol) -> None:
    for text, code in (("north", "post_ambiguous"), ("mayor", "post_not_yours")):
        told = north.refused("case", "open", "petition", "--as", "both", "--post", text)
        assert told["code"] == code
        assert "clerk@north, intake@north" in told["message"] + told["hint"]
    assert history(north, opened(north, "both", "--post", "cler"))[0]["post"] == "clerk@north"


def test_a_post_that_may_not_do_this_is_named_with_those_that_may(north: Patrol) -> None:
    case = opened(north, "one")
    told = north.refused("case", "act", case, "assign", "--set", "who=one", "--as", "both",
                         "--post", "intake")  # fmt: skip
    assert told["code"] == "post_does_not_fit"
    assert "clerk@north" in told["hint"]


def test_a_post_that_ended_yesterday_is_named_with_its_end(north: Patrol) -> None:
    told = north.refused("case", "open", "petition", "--as", "former", "--post", "clerk")
    assert told["code"] == "post_ended"
    until = north.done("org", "list", "--people")
    (ended,) = [row["until"] for row in until if row["person"] == "former" and row.get("until")]
    assert ended in told["message"]
    assert "porter@north" in told["hint"]
    said = north("case", "open", "petition", "--as", "former", "--post", "clerk", PATROL_LANG="zh")
    assert said.err.splitlines() == [
        f"former 的职务 clerk@north 任期已于 {ended} 结束。", "  现任职务：porter@north。",
    ]  # fmt: skip
    told = north.refused("case", "open", "petition", "--as", "former", "--post", "intake")
    assert told["code"] == "post_not_begun"


def test_who_is_named_in_the_case_acts_in_their_only_post(north: Patrol) -> None:
    case = opened(north, "one")
    north.done("case", "act", case, "assign", "--set", "who=former", "--as", "one")
    north.done("case", "act", case, "settle", "--as", "former")
    assert history(north, case)[-1]["post"] == "porter@north"


def test_a_delegate_acts_for_whom_they_stand_in(north: Patrol) -> None:
    assert north.refused("case", "open", "petition", "--as", "deputy")["code"] == "may_not_open"
    case = opened(north, "deputy", "--for", "one")
    north.done("case", "act", case, "close", "--as", "deputy", "--for", "one")
    for row in history(north, case):
        assert (row["actor"], row["principal"], row["post"]) == ("deputy", "one", "clerk@north")
    assert "Deputy (deputy) for Clerk (one)" in north("case", "history", case, "--as", "one").out


def test_a_delegate_looks_for_whom_they_stand_in(north: Patrol) -> None:
    case = opened(north, "one")
    assert north.done("inbox", "--as", "deputy") == []
    (matter,) = north.done("inbox", "--as", "deputy", "--for", "one")
    assert (matter["case"], matter["events"]) == (
        case,
        north.done("inbox", "--as", "one")[0]["events"],
    )
    assert north.refused("inbox", "--as", "former", "--for", "one")["code"] == "not_a_delegate"
    explained = ("case", "explain", case, "--event", "close", "--as", "deputy")
    assert not north.done(*explained)["may"]
    assert north.done(*explained, "--for", "one")["may"]


@pytest.mark.parametrize("who", ["former", "both", "keeper"])
def test_nobody_else_acts_for_them(north: Patrol, who: str) -> None:
    case = opened(north, "one")
    for command in (
        ["case", "open", "petition"], ["case", "act", case, "close"],
        ["case", "suspend", case, "work"],
    ):  # fmt: skip
        told = north.refused(*command, "--as", who, "--for", "one")
        assert told["code"] == "not_a_delegate"
    assert north.refused("case", "open", "petition", "--as", who, "--for", "x")["code"] == (
        "person_unknown"
    )


def test_an_entry_without_a_post_reads_as_it_was_written() -> None:
    from engine.kernel.case import Entry
    from engine.kernel.history import seal

    at = dt.datetime(2019, 8, 5, tzinfo=dt.UTC)
    entry = Entry(
        case="c", seq=1, kind="act", event="close", source="open", target="closed", actor="one",
        occurred_on=at.date(), occurred_at=at, recorded_at=at,
    )  # fmt: skip
    assert "post" not in json.loads(seal(entry, "0", lambda: "").text)
