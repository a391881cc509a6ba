"""Playing a definition without a database: nobody acts, or everybody waits to the last day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

import pytest

from runtime.publishing import shipped_workflows
from runtime.shipped import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

PLANNED = "planned_entry=2026-12-01"
START = ("--start", "2026-11-23")


def _played(patrol: Patrol, course: str, *more: str) -> dict[str, Any]:
    told = patrol.done("workflow", "simulate", "patrol", *START, "--course", course, *more)
    assert [each["course"] for each in told["courses"]] == [course]
    found: dict[str, Any] = told["courses"][0]
    return found


def test_where_nobody_acts_the_ladder_is_climbed_and_the_case_stays(patrol: Patrol) -> None:
    told = _played(patrol, "nobody", "--set", PLANNED)
    steps = [(one["on"], one["what"]) for one in told["happenings"] if one["kind"] == "step"]
    assert ("2026-11-26", "entry:warn:3wd") in steps
    assert ("2026-12-01", "entry:late") in steps or ("2026-12-02", "entry:late") in steps
    assert [one["state"] for one in told["cases"]] == ["preparing"]


def test_where_all_wait_to_the_last_day_each_act_is_on_its_due_day(patrol: Patrol) -> None:
    told = _played(patrol, "last-day", "--set", PLANNED)
    acts = {one["what"]: one["on"] for one in told["happenings"] if one["kind"] == "act"}
    dues = {(one["what"], one["on"]) for one in told["happenings"] if one["kind"] == "due"}
    assert acts["enter"] == "2026-12-01"
    assert ("entry", acts["enter"]) in dues
    assert ("stay", acts["leave"]) in dues
    assert ("report", acts["submit_report"]) in dues
    late = [one for one in told["happenings"] if one["what"].endswith(":late")]
    assert not any(one["workflow"] == "patrol" and one["what"] == "report:late" for one in late)


def test_beyond_what_is_published_dates_are_provisional_and_a_warning_says_so(
    patrol: Patrol,
) -> None:
    told = patrol.done(
        "workflow", "simulate", "patrol", "--start", "2040-11-23", "--course", "nobody",
        "--until", "2041-02-01",
    )["courses"][0]  # fmt: skip
    assert told["provisional"]
    assert told["warning"]
    assert any(one["provisional"] for one in told["happenings"])


def test_the_course_is_drawn_as_well(patrol: Patrol, tmp_path: Path) -> None:
    file = tmp_path / "course.svg"
    screen = patrol("workflow", "simulate", "patrol", *START, "--svg", str(file))
    assert screen.code == 0
    assert "If nobody did anything" in screen.out
    assert "If everybody waited to the last day" in screen.out
    assert Xml.fromstring(file.read_text(encoding="utf-8")).get("role") == "img"


@pytest.mark.parametrize("name", shipped_workflows())
def test_every_shipped_definition_is_played_or_told_why_not(patrol: Patrol, name: str) -> None:
    answer = patrol("workflow", "simulate", name, *START, "--until", "2027-03-01", "--json")
    assert answer.code in (0, 1)
    if answer.code:
        assert patrol.refused("workflow", "simulate", name, *START)["code"] == "simulate_not_opened"


def test_why_nobody_can_open_the_case_is_told_in_words(patrol: Patrol) -> None:
    answer = patrol("workflow", "simulate", "patrol", *START, "--set", "colour=red")
    assert answer.code == 1
    assert "Nobody of the sample organisations can open patrol." in answer.err
    assert "colour" in answer.err
    assert "fields_wrong" not in answer.err


def test_a_scenario_is_played_by_the_version_that_the_database_holds(sandbox: Patrol) -> None:
    text = (FOLDER / "campaign" / "workflow.yaml").read_text(encoding="utf-8")
    newer = text.replace("version: 1\n", "version: 2\n", 1)
    before, found, after = newer.partition("  sector_report:\n")
    assert found
    file = sandbox.database.parent / "newer.yaml"
    file.write_text(f"{before}  report_of_sector:\n{after}", encoding="utf-8")
    sandbox.done("workflow", "publish", str(file), "--yes")
    follow = ("workflow", "simulate", "campaign", *START, "--scenario", "launched")
    answer = sandbox(*follow)
    assert answer.code == 3
    assert "scenarios.yaml" in answer.err
    older = ("workflow", "simulate", "campaign@1", *follow[3:])
    assert sandbox.done(*older)["version"] == 1


def test_an_end_before_the_start_is_refused(patrol: Patrol) -> None:
    refused = patrol.refused("workflow", "simulate", "patrol", *START, "--until", "2026-01-01")
    assert refused["code"] == "simulate_until"


def test_people_act_as_a_scenario_says_from_another_day_on(patrol: Patrol) -> None:
    told = patrol.done("workflow", "simulate", "patrol", *START, "--scenario", "on_site")
    [course] = told["courses"]
    assert course["course"] == "scenario"
    acts = [(one["on"], one["what"]) for one in course["happenings"] if one["kind"] == "act"]
    # In the scenario a day, and eleven days, after the case is opened.
    assert acts == [("2026-11-24", "staff"), ("2026-12-04", "enter")]
    dues = [(one["what"], one["on"]) for one in course["happenings"] if one["kind"] == "due"]
    assert ("entry", "2026-12-04") in dues
    assert [each["state"] for each in course["cases"]] == ["on_site"]
    assert course["failed"] == []


def test_a_scenario_goes_on_from_those_before_it_and_is_told_on_the_screen(patrol: Patrol) -> None:
    given = ("workflow", "simulate", "patrol", *START, "--scenario", "accepted", "--lang", "zh")
    screen = patrol(*given).out
    assert screen.startswith("各人按情景所写办理（2026-11-23至2027-11-23）：")
    assert "办结" in screen


def test_a_scenario_is_simulated_alone_and_must_be_there(patrol: Patrol) -> None:
    given = ("workflow", "simulate", "patrol", *START, "--scenario")
    told = patrol.refused(*given, "on_site", "--course", "nobody")
    assert (told["code"], told["exit"]) == ("simulate_scenario_alone", 2)
    assert patrol.refused(*given, "nowhere")["code"] == "scenario_unknown"


@pytest.mark.parametrize("start", ["2031-09-29", "2105-02-10", "2999-12-20"])
def test_beyond_the_law_based_range_dates_are_counted_with_a_warning(
    patrol: Patrol, start: str
) -> None:
    told = patrol.done("workflow", "simulate", "patrol", "--start", start, "--course", "nobody")
    [course] = told["courses"]
    assert course["provisional"]
    assert course["warning"]
    assert course["failed"] == []
    assert any(one["what"] == "entry:nag" for one in course["happenings"])


def test_a_definition_is_played_among_the_people_of_its_scenarios(patrol: Patrol) -> None:
    told = patrol.done("workflow", "simulate", "embedded_oversight", *START, "--course", "nobody")
    (course,) = told["courses"]
    assert {case["state"] for case in course["cases"]} == {"planned"}


def test_what_a_duty_owes_is_told_by_its_title(patrol: Patrol) -> None:
    scenario = ("--scenario", "daily", "--until", "2026-11-30")
    screen = patrol("workflow", "simulate", "campaign", *START, *scenario)
    assert screen.code == 0
    assert "Report every day" in screen.out


def test_rows_that_are_asked_for_are_made_up_cell_by_cell(patrol: Patrol) -> None:
    given = ("workflow", "simulate", "closed_loop", *START, "--course", "last-day", "--lang", "zh")
    assert "公布责任清单 -> 闭环运行" in patrol(*given).out
