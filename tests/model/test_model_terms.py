"""Terms of a clock in the slow model: claims undone, suspensions, extensions, repetitions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from engine.definition.workflow import TakeEvent, Workflow
from tests.model.autumn import LADDER, act, after, clock, gone, lines, one_clock, start
from tests.model.build import day, deadline, event, local, step, workflow
from tests.model.world import Operation, Sweep


def undone(how: str, within: str | None = "15wd", **more: Any) -> Workflow:
    return one_clock(
        within=within,
        undone=("event:fail", how),
        overdue=LADDER,
        events=(event("fail", "going", None),),
        **more,
    )


def claimed(begun: str, **values: Any) -> tuple[Operation, ...]:
    return (
        *gone(begun, **values),
        act("2019-10-25 10:00", "hand_in", on=day("2019-10-25")),
        act("2019-11-04 10:00", "fail"),
    )


def test_an_undone_claim_continues_resumes_or_restarts() -> None:
    begun = "2019-10-11"
    for how, within, due, term in (
        ("continue", "15wd", "2019-10-31", 1),
        ("resume", "15wd", "2019-11-08", 2),
        ("restart", "15wd", "2019-11-25", 2),
    ):
        outcome = after(undone(how, within), *claimed(begun), until="2019-11-04 12:00")
        assert (clock(outcome).due_on, clock(outcome).term) == (day(due), term)
        assert clock(outcome).status == "running"


def test_a_named_date_resumes_in_calendar_days_and_does_not_roll() -> None:
    plan = undone("resume", None, field="by")
    outcome = after(plan, *claimed("2019-10-11", by=day("2019-10-31")), until="2019-11-05 00:00")
    assert clock(outcome).due_on == day("2019-11-10")


def test_with_continue_the_steps_of_the_meantime_are_taken_at_the_undoing() -> None:
    outcome = after(undone("continue"), *claimed("2019-10-11"), until="2019-11-06 00:00")
    assert lines(outcome) == [
        ("plan:late", "2019-11-04 10:00"),
        ("plan:letter", "2019-11-06 00:00"),
    ]


def test_a_late_claim_undone_keeps_its_due_date_and_its_steps() -> None:
    outcome = after(
        undone("restart"),
        *gone("2019-10-11"),
        act("2019-11-01 10:00", "hand_in", on=day("2019-11-01")),
        act("2019-11-07 10:00", "fail"),
        until="2019-11-08 00:00",
    )
    assert (clock(outcome).due_on, clock(outcome).term) == (day("2019-10-31"), 1)
    assert lines(outcome) == [
        ("plan:late", "2019-11-01 00:00"),
        ("plan:letter", "2019-11-07 10:00"),
    ]


def test_a_start_that_recurs_keeps_or_restarts_and_opens_a_generation_after_an_end() -> None:
    for again, seen in (
        ("keep", [("met", 1), ("running", 2)]),
        ("restart", [("superseded", 1), ("met", 2), ("running", 3)]),
    ):
        plan = workflow(
            "w",
            "open",
            [event("go", "open", None), event("hand_in", "open", None)],
            [deadline("plan", "event:go", "30wd", stops="event:hand_in", again=again)],
        )
        outcome = after(
            plan,
            start("2019-10-10 08:00"),
            act("2019-10-10 10:00", "go"),
            act("2019-10-14 10:00", "go"),
            act("2019-10-15 10:00", "hand_in"),
            act("2019-10-16 10:00", "go"),
            until="2019-10-17 00:00",
        )
        assert [(each.status, each.generation) for each in outcome.cases["a"].clocks] == seen


def test_a_suspension_keeps_what_is_left_and_its_last_day_is_not_counted() -> None:
    plan = one_clock(
        within="30wd",
        suspended=("event:hold", "event:free"),
        warn=("3wd",),
        events=(event("hold", "going", None), event("free", "going", None)),
    )
    held = (*gone("2019-10-10"), act("2019-10-25 10:00", "hold"))
    outcome = after(plan, *held, act("2019-11-15 10:00", "free"), until="2019-11-20 00:00")
    assert (clock(outcome).due_on, clock(outcome).term) == (day("2019-12-11"), 2)
    same = after(plan, *held, act("2019-10-25 16:00", "free"), until="2019-10-26 00:00")
    assert (clock(same).due_on, clock(same).term) == (day("2019-11-20"), 1)


def test_an_overdue_clock_cannot_be_suspended() -> None:
    plan = one_clock(
        within="1wd",
        suspended=("event:hold", "event:free"),
        events=(event("hold", "going", None), event("free", "going", None)),
    )
    outcome = after(
        plan, *gone("2019-10-10"), act("2019-10-25 10:00", "hold"), until="2019-11-20 00:00"
    )
    assert clock(outcome).status == "running"


def test_promptly_has_no_due_day_and_is_reminded_of_at_opening_time() -> None:
    plan = one_clock(within="promptly", remind="10wd")
    outcome = after(plan, *gone("2019-10-10"), until="2019-11-10 00:00")
    assert clock(outcome).due_on is None
    assert lines(outcome) == [
        ("plan:remind#1", "2019-10-23 09:00"),
        ("plan:remind#2", "2019-11-06 09:00"),
    ]


def test_a_repeated_step_is_numbered_from_its_second_time() -> None:
    plan = one_clock(within="30wd", overdue=(step("nag", "3wd", "2wd"),))
    outcome = after(plan, *gone("2019-10-10"), until="2019-12-01 00:00")
    assert lines(outcome) == [
        ("plan:nag", "2019-11-26 00:00"),
        ("plan:nag#2", "2019-11-28 00:00"),
        ("plan:nag#3", "2019-11-30 00:00"),
    ]


def test_a_step_whose_guard_is_false_is_passed_over_without_a_line() -> None:
    plan = one_clock(within="30wd", overdue=(step("late", "0d", when="case.n > 3"), LADDER[1]))
    outcome = after(plan, *gone("2019-10-10", n=3), until="2019-12-01 00:00")
    assert lines(outcome) == [("plan:letter", "2019-11-26 00:00")]


def test_a_clock_that_its_own_ladder_ends_is_missed() -> None:
    plan = one_clock(
        within="30wd",
        overdue=(step("raise", "0d", verb=TakeEvent(event="raise")),),
        events=(event("raise", "going", "done", by="engine"),),
    )
    outcome = after(plan, *gone("2019-10-10"), until="2019-12-01 00:00")
    assert (clock(outcome).status, outcome.cases["a"].state) == ("missed", "done")
    assert clock(outcome).ended_on == day("2019-11-21")


def test_a_refused_event_of_a_ladder_leaves_its_step_taken() -> None:
    plan = one_clock(
        within="30wd",
        overdue=(step("raise", "0d", verb=TakeEvent(event="raise")),),
        events=(event("raise", "going", "done", by="engine", when="case.n > 3"),),
    )
    outcome = after(plan, *gone("2019-10-10", n=1), until="2019-12-01 00:00")
    assert lines(outcome) == [("plan:raise", "2019-11-21 00:00")]
    assert clock(outcome).status == "running"


def test_an_overdue_step_is_settled_before_an_act_of_the_same_instant() -> None:
    plan = one_clock(within="30wd", overdue=LADDER)
    outcome = after(
        plan,
        *gone("2019-10-10"),
        act("2019-11-21 00:00", "hand_in", on=day("2019-11-21")),
        until="2019-12-01 00:00",
    )
    assert [line.name for line in outcome.cases["a"].lines][-2:] == ["plan:late", "hand_in"]


def test_sweeping_more_often_changes_nothing() -> None:
    plan = one_clock(within="30wd", warn=("3wd",), overdue=LADDER, remind="2d")
    once = after(plan, *gone("2019-10-10"), until="2019-12-31 00:00")
    sweeps = [Sweep(at=local("2019-10-11 00:00") + dt.timedelta(hours=17 * n)) for n in range(100)]
    often = after(plan, *gone("2019-10-10"), *sweeps, until="2019-12-31 00:00")
    assert often.cases == once.cases


def test_a_late_entry_withdraws_each_repetition_after_its_legal_day() -> None:
    plan = one_clock(within="5wd", overdue=(step("nag", "0d", "2d"),))
    outcome = after(
        plan,
        *gone("2019-10-14"),
        act("2019-10-28 10:00", "hand_in", on=day("2019-10-22")),
        until="2019-11-03 00:00",
    )
    repeated = ["plan:nag#2", "plan:nag#3", "plan:nag#4"]
    assert [name for name, _ in lines(outcome)] == ["plan:nag", *repeated]
    assert [name for name, _ in lines(outcome, "withdrawn")] == repeated


def test_a_late_entry_that_voids_a_case_withdraws_its_steps_as_well() -> None:
    plan = one_clock(
        within="5wd",
        overdue=LADDER[:1],
        events=(event("strike", "going", "void", asks=("on",), dated="on"),),
    )
    outcome = after(
        plan,
        *gone("2019-10-14"),
        act("2019-10-28 10:00", "strike", on=day("2019-10-17")),
        until="2019-11-03 00:00",
    )
    assert clock(outcome).status == "cancelled"
    assert [name for name, _ in lines(outcome, "withdrawn")] == ["plan:late"]


def test_a_held_clock_is_met_in_time_whenever_it_is_stopped() -> None:
    plan = one_clock(
        within="5wd",
        suspended=("event:hold", "event:free"),
        undone=("event:fail", "resume"),
        events=(
            event("hold", "going", None),
            event("free", "going", None),
            event("fail", "going", None),
        ),
    )
    held = (
        *gone("2019-10-14"),
        act("2019-10-16 10:00", "hold"),
        act("2019-10-28 10:00", "hand_in", on=day("2019-10-28")),
    )
    assert clock(after(plan, *held, until="2019-10-29 00:00")).status == "met"
    failed = after(plan, *held, act("2019-10-30 10:00", "fail"), until="2019-11-01 00:00")
    assert clock(failed).due_on == day("2019-11-04")


def test_two_triggers_of_one_act_start_a_clock_once() -> None:
    plan = workflow(
        "w",
        "open",
        [event("go", "open", "open")],
        [deadline("plan", "event:go enter:open", "30wd", stops="event:x", again="restart")],
    )
    outcome = after(
        plan, start("2019-10-10 08:00"), act("2019-10-11 10:00", "go"), until="2019-10-17 00:00"
    )
    assert [each.status for each in outcome.cases["a"].clocks] == ["superseded", "running"]


def test_promptly_undone_is_reminded_of_afresh() -> None:
    plan = one_clock(
        within="promptly",
        remind="2wd",
        undone=("event:fail", "resume"),
        events=(event("fail", "going", None),),
    )
    outcome = after(
        plan,
        *gone("2019-10-14"),
        act("2019-10-15 10:00", "hand_in", on=day("2019-10-15")),
        act("2019-10-24 10:00", "fail"),
        until="2019-10-29 00:00",
    )
    assert clock(outcome).term == 2
    assert lines(outcome) == [("plan:remind#1", "2019-10-28 09:00")]
