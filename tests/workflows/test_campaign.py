"""The whole window of Heze's campaign: who is late or missing is found, named, and nobody else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from engine.kernel.drawing import draw
from tests.workflows.heze import ABSENT, COUNTIES, DEPARTMENTS, IDLE, LATE, VACANT, Campaign

if TYPE_CHECKING:
    from engine.kernel.case import Case


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """The campaign after its window."""
    return Campaign().play()


def _owners(cases: list[Case], state: str) -> Counter[str]:
    return Counter(case.fields["owner"] for case in cases if case.state == state)


def test_the_campaign_ends_with_its_window_and_takes_its_lists_with_it(campaign: Campaign) -> None:
    assert campaign.case().state == "summing_up"
    history = campaign.stage.history(campaign.id)
    ended = [entry.occurred_at for entry in history if entry.event == "end"]
    assert ended == [dt.datetime(2018, 12, 31, 16, tzinfo=dt.UTC)]
    assert {case.state for case in campaign.cases("four_lists")} == {"closed"}


def test_whoever_does_nothing_misses_every_week_and_every_day(campaign: Campaign) -> None:
    assert _owners(campaign.owed("study"), "missed")[f"principal@{IDLE}"] == 11
    assert _owners(campaign.owed("push"), "missed")[f"safety_deputy@{IDLE}"] == 11
    assert _owners(campaign.owed("daily"), "missed") == {IDLE: 82}


def test_whoever_comes_late_has_done_it_late(campaign: Campaign) -> None:
    late = [case for case in campaign.owed("study") if case.fields["unit"] == LATE]
    statuses = Counter(clock.status for case in late for clock in case.clocks)
    # What is left of the last week ends with the campaign; nobody did that of the week before.
    assert statuses == {"met_late": 10, "missed": 1, "cancelled": 1}
    others = [case for case in campaign.owed("study") if case.fields["unit"] not in (LATE, IDLE)]
    assert {clock.status for case in others for clock in case.clocks} == {"met", "cancelled"}


def test_only_those_who_are_missing_are_named_and_talked_to(campaign: Campaign) -> None:
    named = [names for duty in ("study", "push") for names in campaign.named(duty)]
    assert Counter(unit for names in named for unit in names) == {IDLE: 22, LATE: 2}
    assert Counter(case.fields["unit"] for case in campaign.cases("interview")) == {
        IDLE: 22, LATE: 2
    }  # fmt: skip


def test_one_circular_names_all_who_are_late_with_a_duty_in_a_period(campaign: Campaign) -> None:
    assert [len(campaign.named(duty)) for duty in ("study", "push")] == [11, 11]
    assert campaign.named("study").count([IDLE, LATE]) == 1
    assert campaign.named("daily") == [[IDLE]] * 82


def test_lists_that_are_late_are_named_unit_and_person(campaign: Campaign) -> None:
    lists = {case.fields["unit"]: case for case in campaign.cases("four_lists")}
    assert campaign.named("build_lists") == [[IDLE]]
    built = {unit: case.clock("build") for unit, case in lists.items()}
    assert {unit for unit, clock in built.items() if clock and clock.status == "met_late"} == {IDLE}


def test_a_vacant_post_owes_what_nobody_does_until_it_is_filled(campaign: Campaign) -> None:
    weeks = [case for case in campaign.cases("four_lists.weekly") if case.fields["unit"] == VACANT]
    missed = [case.fields["starts_on"] for case in weeks if case.state == "missed"]
    assert missed == ["2018-11-26", "2018-12-03"]
    assert {case.state for case in weeks if case.fields["starts_on"] not in missed} <= {
        "done", "dropped"
    }  # fmt: skip


def test_each_county_was_inspected_twice_and_each_department_once(campaign: Campaign) -> None:
    assert {case.fields["item"]: case.state for case in campaign.owed("county_visits")} == (
        dict.fromkeys(COUNTIES, "done")
    )
    assert {case.fields["item"]: case.state for case in campaign.owed("department_visits")} == (
        dict.fromkeys(DEPARTMENTS, "done")
    )
    kinds = Counter(
        (case.fields["kind"], case.fields["unit"]) for case in campaign.cases("supervision_visit")
    )
    assert {unit: kinds["inspectorate", unit] for unit in DEPARTMENTS} == (
        dict.fromkeys(DEPARTMENTS, 1)
    )


def test_the_task_list_goes_with_every_visit(campaign: Campaign) -> None:
    tasks = campaign.case().fields["tasks"]
    assert tasks == [{"item": "四个清单", "basis": "HZ-10"}]
    assert all(case.fields["tasks"] == tasks for case in campaign.cases("supervision_visit"))


def test_two_teams_never_go_to_the_same_county_in_one_week(campaign: Campaign) -> None:
    weeks: dict[str, list[str]] = {}
    for case in campaign.owed("team_county"):
        weeks.setdefault(case.fields["ends_on"], []).extend(case.fields["drawn"])
    assert len(weeks) == 12
    assert all(len(set(drawn)) == len(drawn) == 2 for drawn in weeks.values())


def test_the_team_that_stayed_at_home_missed_the_weeks_of_november(campaign: Campaign) -> None:
    missed = [case for case in campaign.owed("team_county") if case.state == "missed"]
    assert {case.fields["owner"] for case in missed} == {ABSENT}
    assert [case.fields["starts_on"] for case in missed] == [
        "2018-10-29", "2018-11-05", "2018-11-12", "2018-11-19", "2018-11-26"
    ]  # fmt: skip


def test_every_draw_can_be_done_again(campaign: Campaign) -> None:
    for case in campaign.owed("team_county"):
        fields = case.fields
        again = draw(
            fields["draw_seed"], fields["drawn_from"], fields.get("drawn_before", []), 1,
            no_repeat="round", apart=fields.get("drawn_apart", []),
        )  # fmt: skip
        assert list(again) == fields["drawn"]


def test_sector_reports_are_due_by_the_28th_before_a_sunday_by_the_26th(campaign: Campaign) -> None:
    reports = campaign.owed("sector_report")
    due = {clock.due_on for case in reports for clock in case.clocks}
    assert due == {dt.date(2018, 10, 26), dt.date(2018, 11, 28), dt.date(2018, 12, 28)}
    late = [case for case in reports for clock in case.clocks if clock.status == "met_late"]
    assert [(case.fields["unit"], case.fields["starts_on"]) for case in late] == [
        (LATE, "2018-11-01")
    ]


def test_every_week_but_the_forgotten_one_has_a_brief_and_every_month_a_bulletin(
    campaign: Campaign,
) -> None:
    forgotten = [case for case in campaign.owed("brief") if case.state == "missed"]
    assert [case.fields["starts_on"] for case in forgotten] == ["2018-10-29"]
    done = [case for case in campaign.owed("brief") if case.state == "done"]
    assert [len(campaign.stage.papers(case.id)) for case in done] == [1] * 10
    assert [case.state for case in campaign.owed("bulletin")] == ["done"] * 3


def test_a_brief_goes_up_to_the_committee_and_out_to_counties_and_members(
    campaign: Campaign,
) -> None:
    (paper,) = campaign.stage.papers(campaign.owed("brief")[0].id)
    assert paper.document == "weekly_brief"
    assert paper.copies["report"] == ("chair", "deputies")
    assert paper.copies["send"] == (
        "county_secretary", "county_head", "county_deputy", "department_head"
    )  # fmt: skip
