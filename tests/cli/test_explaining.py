"""Why one may act, what comes by itself, and a case over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from cli.tables import width
from tests.cli.conftest import NUMBER, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

OFFICE = "jiangsu_patrol_office"


def verdicts(answer: dict[str, Any]) -> dict[str, Any]:
    return {one.get("field", one["kind"]): one["met"] for one in answer["conditions"]}


def test_each_condition_of_an_event_has_its_verdict(sandbox: Patrol) -> None:
    number = opened(sandbox)
    ask = ("case", "explain", number, "--event", "enter", "--at", "2019-07-26")
    mine = sandbox.done(*ask, "--as", OFFICE)
    assert mine["may"] is None
    assert verdicts(mine)["person"] is True
    assert verdicts(mine)["team_leader"] is None
    others = sandbox.done(*ask, "--as", "yancheng_clerk")
    assert others["may"] is False
    assert verdicts(others)["person"] is False
    refused = sandbox.refused(
        "case", "act", number, "enter", "--as", "yancheng_clerk", "--at", "2019-07-26"
    )
    assert refused["code"] == "not_permitted"


def test_an_event_of_another_state_names_the_way_there(sandbox: Patrol) -> None:
    number = opened(sandbox)
    told = sandbox.done("case", "explain", number, "--event", "submit_report")
    state = told["conditions"][0]
    assert (state["kind"], state["met"]) == ("state", False)
    assert state["way"][0] == "enter"
    assert "(enter)" in sandbox("case", "explain", number, "--event", "submit_report").out


def test_what_would_happen_is_what_a_sweep_does(sandbox: Patrol) -> None:
    number = opened(sandbox)
    ahead = sandbox.done("case", "explain", number, "--until", "2019-08-20", "--at", "2019-07-26")
    before = sandbox.done("case", "history", number)
    assert len(before) == 1
    sandbox.done("sweep", "--at", "2019-08-21T00:00")
    done = sandbox.done("case", "history", number)[1:]
    assert [(one["at"], one["event"]) for one in ahead["steps"]] == [
        (one["occurred_at"], one["event"]) for one in done
    ]
    assert len(done) == 4


@pytest.mark.parametrize(
    ("day", "code"), [("2019-07-01", "until_in_past"), ("2099-01-01", "until_too_far")]
)
def test_the_past_and_the_far_future_are_not_foretold(sandbox: Patrol, day: str, code: str) -> None:
    number = opened(sandbox)
    ask = ("case", "explain", number, "--until", day, "--at", "2019-07-26")
    assert sandbox.refused(*ask)["code"] == code


def test_one_thing_is_explained_at_a_time(demo: Patrol) -> None:
    ask = ("case", "explain", NUMBER, "plan", "--until", "2099-01-01")
    assert demo.refused(*ask)["code"] == "explain_one_thing"
    assert demo.refused("case", "explain", NUMBER, "--event", "x")["code"] == "event_unknown"


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_timeline_keeps_to_the_columns_of_the_screen(
    demo: Patrol, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = demo("case", "timeline", NUMBER, PATROL_LANG=language).out.splitlines()[1:]
    assert max(map(width, lines)) <= columns
    assert sum("!" in line and "|" in line for line in lines) >= 1
    assert "\x1b" not in "".join(lines)


def test_a_timeline_of_a_past_day_ends_there(demo: Patrol) -> None:
    then = demo.done("case", "timeline", NUMBER, "--as-of", "2019-12-01")
    assert then["states"][-1] == {"state": "planning", "from": "2019-10-10", "to": None}
    plan = next(one for one in then["deadlines"] if one["deadline"] == "plan")
    assert (plan["to"], plan["status"], plan["due_on"]) == (None, "running", "2019-11-20")


def test_a_drawing_is_sound_in_both_languages_and_never_replaces_a_file(demo: Patrol) -> None:
    file = demo.database.parent / "line.svg"
    demo.done("case", "timeline", NUMBER, "--svg", str(file))
    texts = [one.text for one in ElementTree.parse(file).iter() if one.tag.endswith("text")]
    assert {"整改方案", "Rectification plan", "2019-11-20  逾期完成"} <= set(texts)
    again = demo.refused("case", "timeline", NUMBER, "--svg", str(file))
    assert again["code"] == "file_exists"


def test_a_soft_limit_is_never_said_to_be_overdue(demo: Patrol) -> None:
    told = demo.done("case", "explain", NUMBER, "stay")
    (stay,) = told["deadlines"]
    assert "urges" in stay["explanation"][-1] or "overdue" not in " ".join(stay["explanation"])
