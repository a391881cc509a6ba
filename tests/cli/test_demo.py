from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cli.conftest import NUMBER, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def instants(patrol: Patrol, number: str) -> dict[str, str]:
    rows = patrol.done("case", "history", number)
    return {row["event"]: row["occurred_at"] for row in rows}


def test_the_first_batch_of_2019_falls_on_its_real_dates(demo: Patrol) -> None:
    case = demo.done("case", "show", NUMBER)["case"]
    due = {clock["name"]: (clock["due_on"], clock["status"]) for clock in case["deadlines"]}
    assert case["state"] == "closed"
    assert due["report"] == ("2019-09-16", "met")
    assert due["feedback"] == ("2019-10-10", "met")
    assert due["plan"] == ("2019-11-20", "met_late")
    assert due["result"] == ("2020-04-10", "met")


def test_the_plan_that_does_not_come_climbs_its_ladder(demo: Patrol) -> None:
    at = instants(demo, NUMBER)
    assert at["plan:warn:3wd"] == "2019-11-15T01:00:00Z"
    assert at["plan:warn:1wd"] == "2019-11-19T01:00:00Z"
    assert [at[name] for name in at if name.startswith("plan:") and "warn" not in name] == [
        "2019-11-20T16:00:00Z", "2019-11-25T16:00:00Z", "2019-12-04T16:00:00Z",
        "2019-12-18T16:00:00Z",
    ]  # fmt: skip


def test_the_story_has_everything_that_a_patrol_has(demo: Patrol) -> None:
    lines = demo.done("case", "list", "--as", "jiangsu_patrol_clues")
    kinds = [line["workflow"] for line in lines]
    assert kinds.count("rectification") >= 12
    assert {"extension", "look_back", "interview", "handoff", "discipline_handoff",
            "listed_supervision", "production_stop"} <= set(kinds)  # fmt: skip
    assert demo.done("overdue") == []


def test_the_telling_is_the_same_in_both_languages(patrol: Patrol) -> None:
    chinese = patrol("demo", "--lang", "zh")
    english = patrol("demo", "--lang", "en")
    assert chinese.code == english.code == 0
    line = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}  (\S+)", re.MULTILINE)
    assert line.findall(chinese.out) == line.findall(english.out)
    assert "督办函" in chinese.out
    assert "supervision letter" in english.out.lower()


def test_another_entry_moves_everything_by_the_same_working_days(patrol: Patrol) -> None:
    told = patrol.done("demo", "--enter", "2025-08-04")
    due = {each["name"]: each["due_on"] for each in told["deadlines"]}
    assert due["entry"] == "2025-08-04"
    assert due["report"] == patrol.done("period", "add", "2025-08-29", "10 working days")["due_on"]
    assert all(each["state"] for each in told["cases"])
    assert "2019" not in "".join(each["number"] for each in told["cases"])


def test_other_notices_move_the_dates(patrol: Patrol) -> None:
    (patrol.database.parent / "plain.yaml").write_text(
        "calendar: plain\nzone: Asia/Shanghai\nweek: [mon, tue, wed, thu, fri]\n"
    )
    told = patrol.done("demo", "--calendar", "plain.yaml")
    due = {each["name"]: each["due_on"] for each in told["deadlines"]}
    assert due["feedback"] == "2019-10-04"


def test_the_demonstration_replaces_its_own_database_only(sandbox: Patrol) -> None:
    opened(sandbox)
    told = sandbox.refused("demo")
    assert (told["code"], told["exit"]) == ("demo_database_in_use", 1)
    assert len(sandbox.done("case", "list")) == 1


def test_a_demonstration_can_be_told_again(demo: Patrol) -> None:
    before = demo.done("case", "list")
    assert demo("demo").code == 0
    assert [line["number"] for line in demo.done("case", "list")] == [
        line["number"] for line in before
    ]
