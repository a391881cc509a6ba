"""What a case's screen says of other cases, of what comes next, and of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import Patrol, on_site, opened

if TYPE_CHECKING:
    from pathlib import Path

CLERK = ("--as", "jiangsu_patrol_clerk")
MEMBER = ("--as", "team1_member1")
FOUND = ("--set", "unit=xiangshui_chemicals", "--set", "category=hazard")


def test_cases_in_a_field_are_typed_and_shown_by_number(demo: Patrol) -> None:
    case = demo.done(
        "case", "open", "handoff", "--set", "to_unit=nanjing", "--set", "kind=problems",
        "--set", "items=改〔2019〕7号、改(2019)3", *CLERK,
    )["case"]  # fmt: skip
    assert len(case["fields"]["items"]) == 2
    assert not any("改" in one for one in case["fields"]["items"])
    assert "改〔2019〕7号, 改〔2019〕3号" in demo("case", "show", case["number"]).out


def test_a_case_that_nobody_knows_is_not_kept_in_a_field(demo: Patrol) -> None:
    told = demo.refused(
        "case", "open", "handoff", "--set", "to_unit=nanjing", "--set", "kind=problems",
        "--set", "items=改〔1999〕7号", *CLERK,
    )  # fmt: skip
    assert (told["code"], told["exit"]) == ("case_unknown", 1)


def test_a_void_case_is_called_void_in_lists_and_below_its_parent(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    found = sandbox.done(
        "case", "act", number, "find", *FOUND, "--set", "description=leak", *MEMBER,
        "--at", "2019-08-06",
    )  # fmt: skip
    (child,) = found["case"]["children"]
    sandbox.done(
        "case", "annul", child["number"], "--reason", "mistaken", "--yes", *MEMBER,
        "--at", "2019-08-07",
    )  # fmt: skip
    listed = sandbox("case", "list", "--workflow", "rectification").out
    assert "void" in listed
    assert "Registered" not in listed
    assert "void" in sandbox("case", "show", number).out.partition("Children")[2]


def test_the_next_step_of_a_deadline_is_told_in_words(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    shown = sandbox("case", "show", number, "--at", "2019-08-06", PATROL_LANG="zh").out
    assert "下一步 提前5天提醒：" in shown
    leave = ("leave", "--set", "left_on=2019-08-30", "--as", "team1_leader", "--at", "2019-09-12")
    sandbox.done("case", "act", number, *leave)
    late = sandbox("case", "show", number, "--at", "2019-09-12").out
    assert "next warning 3 working days ahead: " in late or "next overdue, notify " in late


def test_the_files_of_a_case_are_named_with_it(sandbox: Patrol, tmp_path: Path) -> None:
    number = opened(sandbox)
    assert "attachments" not in sandbox.done("case", "show", number)["case"]
    file = tmp_path / "notes.txt"
    file.write_text("a note", encoding="utf-8")
    sandbox.done("case", "attach", number, str(file), "--as", "jiangsu_patrol_office")
    assert "Attachments" in (shown := sandbox("case", "show", number).out)
    assert "notes.txt" in shown
    assert sandbox.done("case", "show", number)["case"]["attachments"] == ["notes.txt"]
