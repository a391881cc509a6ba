"""Clocks in the service: ladders that move, nag or never end; holding, releasing, not before."""

from __future__ import annotations

from engine.definition.workflow import (
    TakeEvent,
)
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.service.engine import Outcome
from tests.model.build import day, deadline, event, field, local, step, workflow
from tests.service.office import Office


def test_a_ladder_that_moves_the_state_ends_its_own_clock_as_missed() -> None:
    here = Office(
        workflow(
            "w",
            "open done=done lost=done",
            [event("finish", "open", "done"), event("lose", "open", "lost", by="engine")],
            [deadline("plan", "enter:open", "5wd", stops="leave:open",
                      overdue=(step("lose", "0d", verb=TakeEvent(event="lose")),))],
        )
    )  # fmt: skip
    case = here.at("2019-09-02 09:00").open()
    report = here.at("2019-10-01 09:00").sweep()
    assert (report.cases, report.steps) == (1, 1)
    kept = here.case(case)
    assert (kept.state, kept.closed_on) == ("lost", day("2019-09-10"))
    assert kept.clocks[0].status == "missed"


def test_a_ladder_that_starts_its_own_past_deadline_again_fails_instead_of_going_on_for_ever() -> (
    None
):
    endless = workflow(
        "w",
        "open again done=done",
        [
            event("back", "open again", "again", by="engine"),
            event("finish", "open again", "done"),
        ],
        [deadline("plan", "enter:open enter:again", field="limit", again="restart",
                  overdue=(step("back", "0d", verb=TakeEvent(event="back")),))],
        [field("limit", "date")],
    )  # fmt: skip
    here = Office(endless).at("2019-09-02 09:00")
    case = here.open(limit=day("2019-09-10"))
    report = here.at("2019-09-12 09:00").sweep()
    assert report.failed == (f"{here.case(case).number}: steps_without_end",)
    assert here.events(case, "step") == []


def test_a_clock_that_nags_for_a_century_stays_small_and_forgets_no_nag() -> None:
    here = Office(
        workflow(
            "w",
            "open done=done",
            [event("finish", "open", "done", asks=("on",), dated="on")],
            [deadline("plan", "enter:open", "5wd", stops="event:finish",
                      overdue=(step("nag", "0d", every="5wd"),))],
            [field("on", "date")],
        )
    )  # fmt: skip
    case = here.at("2019-09-02 09:00").open()
    report = here.at("2039-09-02 09:00").sweep()
    assert report.steps > 900
    assert len(here.case(case).clocks[0].taken) == 1
    outcome = here.does(case, "finish", on=day("2019-09-30"))
    withdrawn = [entry.event for entry in outcome.entries if entry.kind == "withdrawn"]
    steps = [entry for entry in here.history(case) if entry.kind == "step"]
    assert [entry.event for entry in steps[:3]] == ["plan:nag", "plan:nag#2", "plan:nag#3"]
    assert withdrawn == [entry.event for entry in steps if entry.occurred_at >= local("2019-10-01")]


def test_only_a_running_deadline_is_suspended_and_only_a_suspended_one_resumed() -> None:
    here = Office(
        workflow(
            "w",
            "open done=done",
            [event(name, "open", None) for name in ("halt", "go_on")]
            + [event("end", "open", "done")],
            [deadline("plan", "enter:open", "30wd", stops="event:end",
                      suspended=("event:halt", "event:go_on"))],
        )
    ).at("2019-10-10 09:00")  # fmt: skip
    case, li = here.open(), Actor(person="li")
    resumed = here.engine.resume(case, "plan", {}, li)
    assert isinstance(resumed, Refusal)
    assert resumed.code == "deadline_not_held"
    assert isinstance(here.at("2019-10-25 09:00").engine.suspend(case, "plan", {}, li), Outcome)
    again = here.engine.suspend(case, "plan", {}, li)
    assert isinstance(again, Refusal)
    assert again.code == "deadline_held_already"
    assert isinstance(here.at("2019-11-15 09:00").engine.resume(case, "plan", {}, li), Outcome)
    clock = here.case(case).clock("plan")
    assert clock is not None
    assert clock.due_on == day("2019-12-11")


def test_counting_begins_no_earlier_than_a_deadline_says() -> None:
    here = Office(
        workflow(
            "w", "open done=done", [event("end", "open", "done")],
            [deadline("plan", "enter:open", "10wd", stops="event:end",
                      not_before=day("2019-12-02"))],
        )
    ).at("2019-10-10 09:00")  # fmt: skip
    clock = here.case(here.open()).clock("plan")
    assert clock is not None
    assert (clock.started_on, clock.due_on) == (day("2019-10-10"), day("2019-12-16"))
