"""The slow model against what semantics and the Jiangsu rules say, computed by hand."""

from __future__ import annotations

from tests.model.autumn import LADDER, act, after, clock, gone, lines, one_clock
from tests.model.build import day


def test_the_plan_of_jiangsu_is_warned_of_and_escalated_at_the_days_of_the_rule() -> None:
    plan = one_clock(within="30wd", warn=("3wd", "1wd"), overdue=LADDER)
    outcome = after(plan, *gone("2019-10-10"), until="2019-12-31 00:00")
    assert clock(outcome).due_on == day("2019-11-20")
    assert lines(outcome) == [
        ("plan:warn:3wd", "2019-11-15 09:00"),
        ("plan:warn:1wd", "2019-11-19 09:00"),
        ("plan:late", "2019-11-21 00:00"),
        ("plan:letter", "2019-11-26 00:00"),
        ("plan:interview", "2019-12-05 00:00"),
        ("plan:handoff", "2019-12-19 00:00"),
    ]


def test_the_dates_of_the_first_batch_follow_from_the_notices() -> None:
    for begun, within, due in (
        ("2019-08-30", "10wd", "2019-09-16"),
        ("2019-09-20", "10wd", "2019-10-10"),
        ("2019-10-10", "6m", "2020-04-10"),
    ):
        outcome = after(one_clock(within=within), *gone(begun), until=f"{begun} 12:00")
        assert clock(outcome).due_on == day(due)


def test_a_warning_that_would_fall_before_the_start_is_skipped() -> None:
    plan = one_clock(within="2wd", warn=("3wd", "1wd"))
    outcome = after(plan, *gone("2019-11-18"), until="2019-11-30 00:00")
    assert lines(outcome) == [("plan:warn:1wd", "2019-11-19 09:00")]


def test_a_named_date_does_not_roll_and_a_length_does() -> None:
    named = after(
        one_clock(field="by"), *gone("2019-11-01", by=day("2019-11-10")), until="2019-11-02 00:00"
    )
    counted = after(one_clock(within="9d"), *gone("2019-11-01"), until="2019-11-02 00:00")
    soft = after(one_clock(within="9d", soft=True), *gone("2019-11-01"), until="2019-11-02 00:00")
    assert [clock(each).due_on for each in (named, counted, soft)] == [
        day("2019-11-10"),
        day("2019-11-11"),
        day("2019-11-10"),
    ]


def test_the_starting_day_counts_where_the_rule_says_so() -> None:
    for how, due in (("excluded", "2019-09-11"), ("included", "2019-09-10")):
        plan = one_clock(within="30d", first_day=how)
        outcome = after(plan, *gone("2019-08-12"), until="2019-08-13 00:00")
        assert clock(outcome).due_on == day(due)


def test_a_deadline_past_at_its_start_counts_its_ladder_from_the_start() -> None:
    plan = one_clock(field="by", overdue=LADDER[:2])
    outcome = after(plan, *gone("2019-08-30", by=day("2019-08-20")), until="2019-09-06 00:00")
    assert lines(outcome) == [
        ("plan:late", "2019-08-30 10:00"),
        ("plan:letter", "2019-09-05 00:00"),
    ]


def test_a_clock_is_met_on_its_due_day_and_met_late_the_day_after() -> None:
    for on, status in (("2019-11-20", "met"), ("2019-11-21", "met_late")):
        outcome = after(
            one_clock(within="30wd"),
            *gone("2019-10-10"),
            act(f"{on} 00:00", "hand_in", on=day(on)),
            until="2019-12-01 00:00",
        )
        assert clock(outcome).status == status


def test_later_steps_lapse_once_a_clock_is_stopped() -> None:
    outcome = after(
        one_clock(within="30wd", overdue=LADDER),
        *gone("2019-10-10"),
        act("2019-11-22 10:00", "hand_in", on=day("2019-11-22")),
        until="2019-12-31 00:00",
    )
    assert lines(outcome) == [("plan:late", "2019-11-21 00:00")]


def test_a_late_entry_withdraws_the_steps_that_should_not_have_been() -> None:
    outcome = after(
        one_clock(within="30wd", overdue=LADDER),
        *gone("2019-10-10"),
        act("2019-11-27 10:00", "hand_in", on=day("2019-11-20")),
        until="2019-12-31 00:00",
    )
    assert clock(outcome).status == "met"
    assert lines(outcome, "withdrawn") == [
        ("plan:late", "2019-11-20 23:59"),
        ("plan:letter", "2019-11-20 23:59"),
    ]


def test_a_dated_act_is_neither_in_the_future_nor_before_the_event_before_it() -> None:
    plan = one_clock(within="30wd")
    for on in ("2019-10-12", "2019-10-09"):
        outcome = after(
            plan,
            *gone("2019-10-10"),
            act("2019-10-11 10:00", "hand_in", on=day(on)),
            until="2019-10-20 00:00",
        )
        assert outcome.done == (True, True, False)


def test_a_void_case_cancels_its_clocks() -> None:
    outcome = after(
        one_clock(within="30wd"),
        *gone("2019-10-10"),
        act("2019-10-11 10:00", "annul"),
        until="2019-10-20 00:00",
    )
    assert clock(outcome).status == "cancelled"
