from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import NUMBER, on_site, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

CASE_KEYS = {
    "number", "workflow", "version", "seq", "state", "stage", "organisation", "parent", "opened_at",
    "closed_at", "fields", "deadlines", "children",
}  # fmt: skip
CLOCK_KEYS = {
    "name", "status", "due_on", "due_at", "provisional", "overdue_working_days", "next_step",
    "next_at", "held_on", "held_by", "days_left", "working_days_left",
}  # fmt: skip


def clock(case: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in case["deadlines"] if one["name"] == name)
    return found


def test_a_case_has_the_keys_that_programs_rely_on(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    case = sandbox.done("case", "show", number, "--at", "2019-08-06")["case"]
    assert set(case) == CASE_KEYS
    assert all(set(one) == CLOCK_KEYS for one in case["deadlines"])
    assert (case["number"], case["workflow"], case["version"]) == (NUMBER, "patrol", 1)
    assert (case["state"], case["stage"], case["organisation"]) == (
        "on_site", "on_site", "yancheng",
    )  # fmt: skip
    assert case["opened_at"] == "2019-07-24T01:00:00Z"
    assert clock(case, "stay")["due_on"] == "2019-09-04"


def test_acting_answers_with_the_case_and_what_it_added(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    done = sandbox.done(
        "case", "act", number, "leave", "--as", "team1_leader", "--at", "2019-08-30T17:00",
        "--set", "left_on=2019-08-30",
    )  # fmt: skip
    assert done["case"]["state"] == "reporting"
    assert clock(done["case"], "report")["due_on"] == "2019-09-16"
    assert clock(done["case"], "report")["due_at"] == "2019-09-16T16:00:00Z"
    (entry,) = done["entries"]
    assert (entry["event"], entry["from"], entry["to"]) == ("leave", "on_site", "reporting")
    assert entry["actor"] == "team1_leader"


def test_what_was_due_before_an_act_is_told_apart(sandbox: Patrol) -> None:
    number = opened(sandbox)
    done = sandbox.done(
        "case", "act", number, "staff", "--as", "jiangsu_patrol_office", "--at", "2019-08-05",
        "--set", "team_leader=team1_leader", "--set", "members=team1_member1",
    )  # fmt: skip
    assert [entry["event"] for entry in done["settled"]] == ["entry:warn:3wd"]


def test_a_case_is_found_however_its_number_is_typed(sandbox: Patrol) -> None:
    opened(sandbox)
    for number in (NUMBER, "巡(2019)1号", "巡[2019]1号", " 巡【2019】 １号 "):
        assert sandbox.done("case", "show", number)["case"]["number"] == NUMBER


def test_an_overdue_deadline_tells_by_how_many_working_days(sandbox: Patrol) -> None:
    number = opened(sandbox)
    sandbox.done("sweep", "--at", "2019-08-09")
    case = sandbox.done("case", "show", number, "--at", "2019-08-09")["case"]
    assert clock(case, "entry")["overdue_working_days"] == 4
    (late,) = sandbox.done("overdue", "--at", "2019-08-09")
    assert (late["case"], late["deadline"], late["overdue_working_days"]) == (NUMBER, "entry", 4)
    assert late["step"] == "late"
    assert sandbox.done("overdue", "--at", "2019-08-05T23:59:59") == []


def test_history_is_a_chain_from_the_opening_on(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    rows = sandbox.done("case", "history", number)
    keys = {"seq", "event", "from", "to", "actor", "occurred_at", "recorded_at", "data", "hash",
            "previous"}  # fmt: skip
    assert all(keys <= set(row) for row in rows)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert rows[0]["event"] == "open"
    lines = sandbox("case", "history", number, "--json-lines").out.splitlines()
    assert [json.loads(line) for line in lines] == rows


def test_a_refusal_says_what_is_possible_and_changes_nothing(sandbox: Patrol) -> None:
    number = opened(sandbox)
    before = sandbox.done("case", "show", number)
    told = sandbox.refused("case", "act", number, "leave", "--as", "team1_leader")
    assert (told["exit"], told["code"]) == (1, "event_not_from_here")
    assert "enter" in told["hint"]
    assert sandbox.done("case", "show", number) == before


def test_every_wrong_field_is_told_at_once(sandbox: Patrol) -> None:
    told = sandbox.refused(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office",
        "--set", "target=atlantis", "--set", "planned_entry=soon", "--set", "colour=red",
    )  # fmt: skip
    assert {(one["code"], one["field"]) for one in told["problems"]} >= {
        ("value_not_an_organisation", "target"), ("value_not_date", "planned_entry"),
        ("field_unknown", "colour"), ("field_missing", "kind"),
    }  # fmt: skip
    chinese = sandbox("case", "open", "patrol", "--as", "jiangsu_patrol_office", "--lang", "zh")
    assert "缺少“被巡查地区或单位”（target）" in chinese.err


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["case", "show", "nowhere"], "case_unknown", 1),
        (["case", "history", "nowhere"], "case_unknown", 1),
        (["case", "explain", "nowhere"], "case_unknown", 1),
        (["case", "act", NUMBER, "fly", "--as", "team1_leader"], "event_unknown", 1),
        (["case", "act", NUMBER, "enter"], "actor_missing", 2),
        (["case", "act", NUMBER, "enter", "--as", "nobody"], "person_unknown", 1),
        (["case", "act", NUMBER, "enter", "--as", "team1_leader", "--set", "x"],
         "set_unreadable", 2),
        (["case", "act", NUMBER, "enter", "--as", "jiangsu_approver", "--at", "2019-08-05"],
         "not_permitted", 1),
        (["case", "open", "patroll", "--as", "team1_leader"], "workflow_unknown", 1),
        (["case", "open", "patrol", "--as", "team1_leader"], "may_not_open", 1),
        (["case", "open", "four_lists", "--as", "team1_leader"], "opened_by_others_alone", 1),
        (["case", "list", "--workflow", "patroll"], "workflow_unknown", 1),
        (["case", "list", "--state", "on_sight"], "state_unknown_close", 1),
        (["case", "list", "--org", "atlantis"], "organisation_unknown", 1),
        (["case", "list", "--limit", "none"], "number_unreadable", 2),
        (["case", "explain", NUMBER, "lunch"], "deadline_unknown", 1),
        (["case", "explain", NUMBER, "report"], "deadline_not_started", 1),
        (["case", "extend", NUMBER, "lunch", "--to", "2019-09-01", "--reason", "x", "--as",
          "team1_leader"], "deadline_unknown", 1),
        (["case", "extend", NUMBER, "entry", "--to", "never", "--reason", "x", "--as",
          "team1_leader"], "date_unreadable", 2),
        (["case", "suspend", NUMBER, "entry", "--as", "team1_leader"],
         "deadline_not_suspendable", 1),
        (["stats", "--workflow", "patroll"], "workflow_unknown", 1),
        (["stats", "--workflow", "interview"], "no_governing_deadline", 1),
        (["stats", "--workflow", "patrol", "--by", "targit"], "stats_field_unknown", 1),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused_by_kind(
    sandbox: Patrol, arguments: list[str], code: str, exit_code: int
) -> None:
    opened(sandbox)
    told = sandbox.refused(*arguments)
    assert (told["code"], told["exit"]) == (code, exit_code)
    for language in ("zh", "en"):
        answer = sandbox(*arguments, "--lang", language)
        assert answer.code == exit_code
        assert answer.out == ""
        assert answer.err.count("\n") >= 2
        assert "{" not in answer.err


def test_lists_are_narrowed_and_one_object_a_line(sandbox: Patrol) -> None:
    opened(sandbox)
    opened(sandbox, "2019-07-25")
    everything = sandbox.done("case", "list")
    assert [line["number"] for line in everything] == ["巡〔2019〕2号", NUMBER]
    assert sandbox.done("case", "list", "--state", "closed") == []
    assert sandbox.done("case", "list", "--closed") == []
    assert len(sandbox.done("case", "list", "--open", "--workflow", "patrol")) == 2
    assert len(sandbox.done("case", "list", "--stage", "preparation")) == 2
    assert len(sandbox.done("case", "list", "--org", "jiangsu")) == 2
    assert sandbox.done("case", "list", "--org", "nanjing") == []
    assert len(sandbox.done("case", "list", "--text", "2号")) == 1
    assert len(sandbox.done("case", "list", "--due-before", "2019-08-06")) == 2
    assert sandbox.done("case", "list", "--due-before", "2019-08-05") == []
    assert len(sandbox.done("case", "list", "--overdue", "--at", "2019-08-06")) == 2
    assert len(sandbox.done("case", "list", "--limit", "1")) == 1
    assert len(sandbox("case", "list", "--json-lines").out.splitlines()) == 2


def test_a_secret_case_is_hidden_from_all_but_its_roles(demo: Patrol) -> None:
    def secret(*viewer: str) -> list[str]:
        lines = demo.done("case", "list", "--workflow", "discipline_handoff", *viewer)
        return [line["number"] for line in lines]

    assert secret() == []
    assert secret("--as", "yancheng_clerk") == []
    (first, *_) = secret("--as", "jiangsu_patrol_clues")
    assert demo.refused("case", "show", first)["code"] == "case_unknown"
    assert demo.refused("case", "history", first)["code"] == "case_unknown"
    shown = demo.done("case", "show", first, "--as", "jiangsu_patrol_clues")
    assert shown["case"]["workflow"] == "discipline_handoff"
    parent = demo.done("case", "show", NUMBER)["case"]
    assert first not in [child["number"] for child in parent["children"]]


def test_field_values_come_from_a_file_and_options_win(sandbox: Patrol) -> None:
    folder = sandbox.database.parent
    (folder / "case.yaml").write_text("target: nanjing\nkind: comprehensive\n")
    (folder / "case.json").write_text('{"planned_entry": "2019-08-05"}')
    told = sandbox.refused(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--values", "case.json"
    )
    assert {one["field"] for one in told["problems"]} == {"target", "kind"}
    case = sandbox.done(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--at", "2019-07-24",
        "--values", "case.yaml", "--set", "planned_entry=2019-08-05", "--set", "target=yancheng",
    )["case"]  # fmt: skip
    assert case["organisation"] == "yancheng"
    (folder / "bad.json").write_text("[1")
    answer = sandbox.refused(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--values", "bad.json"
    )
    assert (answer["code"], answer["exit"]) == ("values_not_json", 3)


def test_a_child_is_opened_below_its_parent(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    found = sandbox.done(
        "case", "act", number, "find", "--as", "team1_member1", "--at", "2019-08-06",
        "--set", "unit=yancheng_builders", "--set", "category=hazard",
        "--set", "description=脚手架",
    )  # fmt: skip
    (child,) = found["case"]["children"]
    assert (child["workflow"], child["field"]) == ("rectification", "problems")
    shown = sandbox.done("case", "show", child["number"])["case"]
    assert shown["parent"] == number
    assert child["number"] in found["touched"]


def test_a_sweep_tells_what_it_did(sandbox: Patrol) -> None:
    opened(sandbox)
    report = sandbox.done("sweep", "--at", "2019-08-06T00:00")
    assert {"cases", "steps", "started_at", "lag_seconds"} <= set(report)
    assert (report["cases"], report["steps"]) == (1, 2)
    assert sandbox.done("sweep", "--at", "2019-08-06T00:00")["steps"] == 0


def test_every_screen_of_a_sandbox_says_that_it_is_one(demo: Patrol) -> None:
    for command in (
        ["case", "list"], ["case", "show", NUMBER], ["case", "history", NUMBER],
        ["case", "explain", NUMBER], ["overdue"], ["stats", "--workflow", "patrol"],
        ["workflow", "list"], ["workflow", "show", "patrol"], ["org", "list"], ["doctor"],
        ["sweep"],
    ):  # fmt: skip
        assert demo(*command).out.startswith("[SANDBOX]"), command
        assert demo(*command, "--lang", "zh").out.startswith("【沙箱】"), command
        assert "SANDBOX" not in demo(*command, "--json").out


def test_a_field_set_twice_is_refused(sandbox: Patrol) -> None:
    number = opened(sandbox)
    twice = ("--as", "jiangsu_patrol_office", "--set", "a=1", "--set", " a =2")
    for line in (("act", number, "staff"), ("open", "patrol")):
        told = sandbox.refused("case", *line, *twice)
        assert (told["code"], told["exit"]) == ("set_twice", 2)


def test_what_an_event_asks_for_a_child_is_listed_with_it(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    told = sandbox.done("case", "explain", number, "--at", "2019-08-06")["possible"]
    asks = {each["event"]: each["asks"] for each in told}
    assert asks["find"] == ["unit", "category", "description"]
    asked = "--set unit=… --set category=… --set description=…"
    assert asked in sandbox("case", "explain", number, "--at", "2019-08-06").out
    shown = sandbox("workflow", "show", "patrol", "--outline").out
    assert asked in shown
    assert "--set subject_unit=… --set summary=…" in shown
