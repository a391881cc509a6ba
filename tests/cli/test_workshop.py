"""Definitions, organisations and the database on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runtime.shipped import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

SHIPPED = [str(file) for file in sorted(FOLDER.glob("*/workflow.yaml"))]
PATROL = FOLDER / "patrol" / "workflow.yaml"


def test_the_shipped_definitions_pass_without_a_database(patrol: Patrol) -> None:
    assert patrol.done("workflow", "check", *SHIPPED) == {"ok": True, "problems": []}


def test_one_definition_alone_finds_the_shipped_ones_it_names(patrol: Patrol) -> None:
    assert patrol.done("workflow", "check", str(PATROL))["ok"]


def test_every_problem_of_every_file_is_told_with_its_place(patrol: Patrol) -> None:
    folder = patrol.database.parent
    text = PATROL.read_text(encoding="utf-8")
    (folder / "a.yaml").write_text(text.replace("to: closed", "to: closd", 1))
    (folder / "b.yaml").write_text("workflow: b\nversion: one\n")
    answer = patrol("workflow", "check", "a.yaml", "b.yaml", "--json")
    assert answer.code == 3
    told = answer.json
    assert not told["ok"]
    assert {problem["file"] for problem in told["problems"]} == {"a.yaml", "b.yaml"}
    keys = {"file", "line", "column", "path", "code", "message", "hint"}
    assert all(set(problem) - {"trail"} == keys for problem in told["problems"])
    assert all(problem["line"] >= 1 and problem["column"] >= 1 for problem in told["problems"])
    screen = patrol("workflow", "check", "a.yaml", "b.yaml", "--lang", "zh")
    assert screen.code == 3
    assert "closd" in screen.out
    assert "是不是" in screen.out or "closed" in screen.out


SILENT = """
workflow: quiet
version: 1
title: Quiet
opened_by: {hand: clerk}
roles: {clerk: {title: Clerk, office: clerk, at: home}}
states: {drafted: {initial: true}, sent: {}, closed: {final: done}}
events:
  send: {title: Send, from: drafted, to: sent, by: clerk}
  close: {title: Close, from: sent, to: closed, by: clerk}
deadlines:
  draft:
    {title: Draft, starts: {enter: drafted}, within: promptly, stops: {event: send}, remind: 5 days}
"""


def test_where_a_case_may_rest_unseen_the_way_there_is_told_act_by_act(patrol: Patrol) -> None:
    (patrol.database.parent / "quiet.yaml").write_text(SILENT)
    (told,) = patrol("workflow", "check", "quiet.yaml", "--json").json["problems"]
    assert told["code"] == "definition_rests_unseen"
    nothing: dict[str, list[str]] = {"started": [], "ended": [], "held": [], "lapsed": []}
    assert told["trail"] == [
        {"event": "open", "state": "drafted", **nothing, "started": ["draft"]},
        {"event": "send", "state": "sent", **nothing, "ended": ["draft"]},
    ]
    screen = patrol("workflow", "check", "quiet.yaml", "--lang", "en").out
    assert "    2. send → sent (ends draft)" in screen


def test_missing_files_are_named_all_at_once(patrol: Patrol) -> None:
    assert patrol.refused("workflow", "check", "nowhere.yaml")["exit"] == 2
    told = patrol.refused("workflow", "check", "nowhere.yaml", ".", "gone.yaml")
    assert told["exit"] == 2
    assert [one["file"] for one in told["problems"]] == ["nowhere.yaml", ".", "gone.yaml"]


def test_a_published_text_never_changes(sandbox: Patrol) -> None:
    copy = sandbox.database.parent / "workflow.yaml"
    text = PATROL.read_text(encoding="utf-8")
    copy.write_text(text)
    (same,) = sandbox.done("workflow", "publish", "workflow.yaml")["published"]
    assert not same["new"]
    copy.write_text(text + "# changed\n")
    told = sandbox.refused("workflow", "publish", "workflow.yaml")
    assert (told["code"], told["exit"]) == ("definition_text_changed", 1)
    copy.write_text(text.replace("version: 1", "version: 2", 1))
    (new,) = sandbox.done("workflow", "publish", "workflow.yaml", "--yes")["published"]
    assert (new["version"], new["new"]) == (2, True)
    versions = [
        row["version"] for row in sandbox.done("workflow", "list") if row["workflow"] == "patrol"
    ]
    assert sorted(versions) == [1, 2]


def test_a_definition_with_problems_is_not_published(sandbox: Patrol) -> None:
    (sandbox.database.parent / "b.yaml").write_text("workflow: b\nversion: one\n")
    before = sandbox.done("workflow", "list")
    answer = sandbox("workflow", "publish", "b.yaml", "--json")
    assert answer.code == 3
    assert answer.json["problems"]
    assert sandbox.done("workflow", "list") == before


def test_a_definition_is_shown_and_its_text_as_it_was_published(sandbox: Patrol) -> None:
    assert sandbox.done("workflow", "show", "patrol@1")["name"] == "patrol"
    assert sandbox("workflow", "show", "patrol", "--text").out == PATROL.read_text(encoding="utf-8")
    outline = sandbox("workflow", "show", "patrol", "--outline", "--lang", "zh").out
    assert "整改方案" in outline
    assert "JS-20" in outline
    assert sandbox.refused("workflow", "show", "patrol@9")["code"] == "workflow_version_unknown"
    assert sandbox.refused("workflow", "show", "patrol@x")["exit"] == 2


def test_a_definition_is_read_back_as_a_regulation(sandbox: Patrol) -> None:
    screen = sandbox("workflow", "show", "patrol", "--lang", "zh").out
    assert "第一章　总则" in screen
    assert "第二十八条（巡查工作报告）　“巡查工作报告”应当在10个工作日" in screen
    assert "　　（二）逾期满3个工作日的，向被巡查单位主要负责人制发“督办函”；" in screen
    shown = sandbox("workflow", "show", "patrol", "--lang", "en").out
    assert "“Patrol report” must be completed within 10 working days" in shown


def test_the_schema_needs_no_database(patrol: Patrol) -> None:
    schema = json.loads(patrol("workflow", "schema").out)
    assert schema["type"] == "object"
    assert "deadlines" in schema["properties"]


def test_founding_a_sandbox_twice_changes_nothing(sandbox: Patrol) -> None:
    before = sandbox.done("workflow", "list")
    founded = sandbox.done("init", "--sandbox")
    assert founded["schema"] == "current"
    assert not any(each["new"] for each in founded["workflows"])
    assert sandbox.done("workflow", "list") == before


def test_a_bare_sandbox_is_furnished_by_hand(patrol: Patrol) -> None:
    assert patrol.done("init", "--sandbox", "--bare")["workflows"] == []
    assert patrol.done("workflow", "list") == []
    assert patrol("doctor").code == 1
    file = str(FOLDER / "organisations" / "jiangsu.yaml")
    tried = patrol.done("org", "import", file, "--dry-run")
    assert (tried["imported"], patrol.done("org", "list")) == (False, [])
    assert patrol.done("org", "import", file)["imported"]
    assert not patrol.done("org", "import", file)["imported"]
    few = [str(FOLDER / name / "workflow.yaml") for name in ("discipline_handoff", "interview")]
    patrol.done("workflow", "publish", *few)
    assert patrol("doctor").code == 0


def test_organisations_that_stood_before_may_stand_again(patrol: Patrol) -> None:
    patrol.done("init", "--sandbox", "--bare")
    for name in ("First", "Second", "First", "Second"):
        text = f"home: a\norganisations:\n  a: {{name: {name}, kind: office}}\n"
        (patrol.database.parent / "own.yaml").write_text(text, encoding="utf-8")
        assert patrol.done("org", "import", "own.yaml")["imported"]
        assert not patrol.done("org", "import", "own.yaml")["imported"]
        assert patrol.done("org", "list")[0]["name"]["en"] == name


def test_organisations_are_listed_by_kind_and_area(sandbox: Patrol) -> None:
    organs = sandbox.done("org", "list", "--kind", "discipline_organ", "--under", "yancheng")
    assert "yancheng_discipline" in {each["id"] for each in organs}
    assert all(each["kind"] == "discipline_organ" for each in organs)
    people = sandbox.done("org", "list", "--people", "--kind", "patrol_leading_group")
    assert {"jiangsu_patrol_office"} <= {each["person"] for each in people}


def test_every_fault_of_a_file_of_organisations_is_told(sandbox: Patrol) -> None:
    (sandbox.database.parent / "bodies.yaml").write_text(
        "home: mars\n"
        "organisations:\n  a: {name: A, kind: government, superior: b}\n"
        "people:\n  p: {name: {zh: 甲, en: P}}\n"
        "posts:\n  - {organisation: c, office: clerk, person: q}\n"
    )
    answer = sandbox("org", "import", "bodies.yaml", "--json")
    assert answer.code == 3
    assert [(one["line"], one["path"]) for one in answer.json["problems"]] == [
        (1, "home"), (3, "organisations.a.superior"), (7, "posts[0].organisation"),
        (7, "posts[0].person"),
    ]  # fmt: skip
    for text in ("posts: 3\n", "strange: {}\n", "organisations:\n  a: 7\n",
                 "organisations:\n  a: {name: A, kind: x, colour: red}\n"):  # fmt: skip
        (sandbox.database.parent / "bodies.yaml").write_text(text)
        assert sandbox("org", "import", "bodies.yaml").code == 3


def test_a_missing_database_names_the_command_that_makes_one(patrol: Patrol) -> None:
    for command in (["case", "list"], ["sweep"], ["overdue"], ["workflow", "list"]):
        told = patrol.refused(*command)
        assert (told["code"], told["exit"]) == ("database_missing", 1)
        assert "patrol init --sandbox" in told["hint"]
    assert not patrol.database.exists()


def test_a_file_that_is_no_database_is_said_to_be_none(patrol: Patrol) -> None:
    patrol.database.write_text("only text, and long enough to be looked at as a header" * 20)
    assert patrol("case", "list").code == 1
    assert patrol("init", "--sandbox").code == 1
    assert patrol.database.read_text().startswith("only text")


def test_upgrading_tells_what_it_did(patrol: Patrol) -> None:
    assert patrol.done("db", "upgrade")["schema"] == "created"
    assert patrol.done("db", "upgrade")["schema"] == "current"


def test_messages_become_files_once(demo: Patrol, here: Path) -> None:
    report = demo.done("dispatch", "--to", "out")
    files = list((here / "out").iterdir())
    assert report["sent"] == len(files) > 50
    assert demo.done("dispatch", "--to", "out")["sent"] == 0
    message = json.loads(files[0].read_text(encoding="utf-8"))
    assert {"key", "case", "workflow", "about", "occurred_at", "to"} <= set(message)


def test_a_folder_that_cannot_be_written_delays_the_messages(demo: Patrol, here: Path) -> None:
    (here / "out").write_text("a file stands in the way")
    answer = demo("dispatch", "--to", "out", "--json")
    assert answer.code == 1
    assert answer.json["sent"] == 0
    assert answer.json["delayed"] > 50


def test_the_doctor_names_what_waits_and_the_command_for_it(demo: Patrol) -> None:
    found = demo.done("doctor")
    assert {each["level"] for each in found} == {"ok", "note"}
    waiting = next(each for each in found if each["check"] == "messages")
    assert "patrol dispatch" in waiting["hint"]
