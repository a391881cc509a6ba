"""Arguments that are no text, or dates beyond what a calendar can count."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import NUMBER

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

#: What a byte that is no UTF-8 becomes among a program's arguments.
NO_TEXT = os.fsdecode(b"\xff")


@pytest.mark.parametrize(
    "line",
    [
        ["case", "show", NO_TEXT],
        ["case", "list", f"--text={NO_TEXT}"],
        ["--config", NO_TEXT, "case", "list"],
        [NO_TEXT],
        ["period", "add", "2019-08-30", "\ud800 days"],
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_argument_that_is_no_text_is_refused_at_the_front_door(
    demo: Patrol, line: list[str], language: str
) -> None:
    answer = demo(*line, PATROL_LANG=language)
    assert (answer.code, answer.out) == (2, "")
    assert "UTF-8" in answer.err
    assert "\\ud" in answer.err


def test_text_that_cannot_be_written_inside_an_argument_is_refused(demo: Patrol) -> None:
    told = demo.refused(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--at", "2019-07-24",
        "--set", "target=yancheng", "--set", "kind=special", "--set", "planned_entry=2019-08-05",
        "--set", 'trigger=["\\ud800"]',
    )  # fmt: skip
    assert (told["code"], told["exit"]) == ("fields_wrong", 1)


def test_text_that_cannot_be_written_inside_a_file_is_a_fault_of_the_file(demo: Patrol) -> None:
    (demo.database.parent / "values.json").write_text('{"trigger": "\\ud800"}')
    told = demo.refused(
        "case", "open", "patrol", "--as", "jiangsu_patrol_office", "--values", "values.json"
    )
    assert (told["code"], told["exit"]) == ("values_not_json", 3)


@pytest.mark.parametrize(
    "line",
    [
        ["case", "list", "--due-before", "0001-01-01"],
        ["period", "add", "9999-12-31T23:59:59Z", "10 days"],
        ["case", "show", NUMBER, "--at", "0001-01-01T00:00:00+14:00"],
        ["overdue", "--at", "0001-01-01T00:00:00+14:00"],
        ["doctor", "--at", "9999-12-31T23:59:59Z"],
        ["stats", "--workflow", "patrol", "--at", "9999-12-31T23:59:59Z"],
        ["stats", "--workflow", "patrol", "--at", "0001-01-01T00:00:00+14:00"],
    ],
)
def test_a_date_beyond_the_calendar_is_refused(demo: Patrol, line: list[str]) -> None:
    told = demo.refused(*line)
    assert (told["code"], told["exit"]) == ("date_out_of_range", 2)


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("command", [["case", "show", NUMBER], ["overdue"], ["doctor"]])
def test_the_edges_of_the_calendar_are_nothing_unforeseen(
    demo: Patrol, command: list[str], at: str
) -> None:
    answer = demo(*command, "--at", at)
    assert answer.code in (0, 1, 2)
    assert "unforeseen" not in answer.err


def test_a_story_that_never_began_says_so(patrol: Patrol) -> None:
    told = patrol.refused("demo", "--enter", "1990-01-01")
    assert (told["code"], told["exit"]) == ("demo_case_missing", 1)
    assert "1990-01-01" in told["message"]
    assert "--enter" in told["hint"]


@pytest.mark.parametrize("enter", ["0001-01-01", "9999-12-31"])
def test_a_story_cannot_begin_outside_the_calendar(patrol: Patrol, enter: str) -> None:
    told = patrol.refused("demo", "--enter", enter)
    assert (told["code"], told["exit"]) == ("date_out_of_range", 2)
