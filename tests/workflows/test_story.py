"""The main job: a whole patrol of 2019 on the real calendar, through the service and the store."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.workflows.player import Player, moved
from tests.workflows.shipped import FOLDER, plain

if TYPE_CHECKING:
    from engine.kernel.case import Case, Clock

ENTER = dt.date(2019, 8, 5)


def _story() -> dict[str, Any]:
    return plain(FOLDER / "patrol" / "story.yaml")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _clock(case: Case, name: str) -> Clock:
    clock = case.clock(name)
    assert clock is not None
    return clock


def _steps(player: Player, name: str, deadline: str) -> list[tuple[str, str]]:
    """Return the steps that a deadline of a case took, each with its local instant."""
    case = player.case(name)
    rows = player.reader.history(case.id)
    return [
        (row.event.partition(":")[2], row.occurred_at.astimezone(player.zone).isoformat()[:16])
        for row in rows
        if row.kind == "step" and row.event.startswith(f"{deadline}:")
    ]


@pytest.fixture
def told(player: Player) -> Player:
    """The story, told to its end."""
    player.play(_story())
    return player


def test_every_date_of_the_story_is_a_working_day(player: Player) -> None:
    calendar = player.engine.registry.library.calendar("china")
    days = {act["at"][:10] for act in _story()["acts"]}
    assert all(calendar.is_working(_day(day)) for day in days)


def test_a_whole_patrol_runs_on_its_legal_dates(told: Player) -> None:
    patrol = told.case("patrol")
    due = {clock.name: (clock.due_on, clock.status) for clock in patrol.clocks}
    assert due["report"] == (_day("2019-09-16"), "met")
    assert due["feedback"] == (_day("2019-10-10"), "met")
    assert due["plan"] == (_day("2019-11-20"), "met_late")
    assert due["result"] == (_day("2020-04-10"), "met")
    assert patrol.state == "closed"


def test_a_plan_that_does_not_come_climbs_its_ladder_on_the_legal_days(told: Player) -> None:
    assert _steps(told, "patrol", "plan") == [
        ("warn:3wd", "2019-11-15T09:00"),
        ("warn:1wd", "2019-11-19T09:00"),
        ("late", "2019-11-21T00:00"),
        ("letter", "2019-11-26T00:00"),
        ("interview", "2019-12-05T00:00"),
        ("handoff", "2019-12-19T00:00"),
    ]


def test_findings_of_every_class_find_their_way(told: Player) -> None:
    problems = told.children("patrol", "problems")
    assert len(problems) >= 12
    assert {"hazard", "violation", "duty", "safety_problem"} == {
        problem.fields["category"] for problem in problems
    }
    assert told.case("problems_handoff").fields["to_unit"] == "yancheng"  # JS-23
    assert told.case("listing").state == "closed"  # JS-24
    assert told.case("first_clue").fields["receiver"] == "yancheng_discipline"  # JS-25
    assert told.case("late_clue").fields["receiver"] == "jiangsu_discipline"
    assert told.case("result_handoff").fields["to_unit"] == "jiangsu_personnel"  # JS-26
    assert told.case("look_back").state == "closed"  # JS-27
    assert told.case("weak_clue").fields["category"] == "weak_rectification"  # JS-28
    assert told.case("weak_clue").fields["receiver"] == "yancheng_discipline"
    clues = ("first_clue", "late_clue", "weak_clue")
    assert {told.case(clue).state for clue in clues} == {"archived"}


def test_a_failed_recheck_gives_back_the_days_between_claim_and_failure(told: Player) -> None:
    rectify = _clock(told.case("shipyard"), "rectify")
    assert (rectify.term, rectify.due_on, rectify.status) == (2, _day("2020-04-13"), "met")


def test_an_extension_moves_the_due_day_and_opens_a_new_term(told: Player) -> None:
    rectify = _clock(told.case("dual"), "rectify")
    assert (rectify.term, rectify.due_on, rectify.status) == (2, _day("2020-06-10"), "met")


def test_nothing_is_left_open_at_the_end(told: Player) -> None:
    fields = ("problems", "handoffs", "clues", "interviews", "look_backs")
    family = [case for field in fields for case in told.children("patrol", field)]
    assert all(case.closed_at for case in [told.case("patrol"), *family])
    told.wait_until("2021-06-30 10:00")
    assert told.case("patrol").next_due_at is None


@pytest.mark.parametrize("enter", ["2019-03-25", "2021-04-22", "2023-09-25"])
def test_a_story_that_enters_on_another_day_moves_as_a_whole(player: Player, enter: str) -> None:
    calendar = player.engine.registry.library.calendar("china")
    player.play(moved(_story(), calendar, calendar, ENTER, _day(enter)))
    patrol = player.case("patrol")
    assert patrol.state == "closed"
    left, feedback = (_day(patrol.fields[name]) for name in ("left_on", "feedback_on"))
    assert _clock(patrol, "report").due_on == calendar.working_day_after(left, 10)
    assert _clock(patrol, "plan").due_on == calendar.working_day_after(feedback, 30)
    assert [step for step, _ in _steps(player, "patrol", "plan")] == [
        "warn:3wd", "warn:1wd", "late", "letter", "interview", "handoff",
    ]  # fmt: skip
