"""The vectors of the law and of our rulings, each as it stands in the books."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.calendar.counting import (
    count,
    count_back,
    count_hours,
    counted_back,
    monthly_by,
    named_date,
    offset_after,
    remaining,
    resume,
    rolled,
    warning_at,
)
from engine.errors import UsageError
from tests.calendar.china import calendar, day, length, local, profile

CHINA = calendar()
CIVIL = profile()

PERIODS = [
    ("2019-08-30", "10 working days", "2019-09-16", "published"),
    ("2019-09-20", "10 working days", "2019-10-10", "published"),
    ("2019-10-10", "30 working days", "2019-11-20", "published"),
    ("2019-10-10", "half a year", "2020-04-10", "published"),
    ("2019-08-31", "half a year", "2020-03-02", "published"),
    ("2025-12-31", "1 working day", "2026-01-04", "published"),
    ("2026-02-06", "10 working days", "2026-02-27", "published"),
    ("2026-02-13", "10 working days", "2026-03-05", "published"),
    ("2026-02-17", "1 working day", "2026-02-24", "published"),
    ("2026-09-15", "30 working days", "2026-11-02", "published"),
    ("2026-10-03", "10 working days", "2026-10-20", "published"),
    ("2026-09-24", "10 days", "2026-10-08", "published"),
    ("2026-01-31", "1 month", "2026-02-28", "published"),
    ("2026-02-28", "1 month", "2026-03-30", "published"),
    ("2025-08-31", "6 months", "2026-02-28", "published"),
    ("2020-08-31", "6 months", "2021-03-01", "published"),
    ("2018-11-30", "21 working days", "2018-12-29", "published"),
    ("2026-08-31", "half a year", "2027-03-01", "provisional"),
    ("2026-12-31", "1 working day", "2027-01-04", "provisional"),
    ("2024-02-29", "1 year", "2025-02-28", "published"),
    ("2019-11-22", "1 week", "2019-11-29", "published"),
    ("2019-09-24", "1 week", "2019-10-08", "published"),
    ("2026-11-27", "1 working day", "2026-11-30", "published"),
    ("2026-11-27", "2 working days", "2026-12-01", "provisional"),
    ("2026-11-30", "30 days", "2026-12-30", "provisional"),
]


@pytest.mark.parametrize(("start", "text", "due_on", "status"), PERIODS)
def test_a_period_ends_as_the_civil_code_counts_it(
    start: str, text: str, due_on: str, status: str
) -> None:
    counted = count(CHINA, CIVIL, day(start), length(text))
    assert (str(counted.due_on), counted.status) == (due_on, status)
    assert counted.due_at == local(due_on) + dt.timedelta(days=1)
    assert counted.revision == CHINA.revision


def test_the_starting_day_may_be_counted() -> None:
    def due(profile_name: str, first_day: str) -> str:
        start, stay = day("2019-08-12"), length("30 days")
        counted = count(CHINA, profile(profile_name), start, stay, first_day=first_day)  # type: ignore[arg-type]
        return str(counted.due_on)

    assert due("civil_code", "excluded") == "2019-09-11"
    assert due("civil_code", "included") == "2019-09-10"
    assert due("first_day_counts", "excluded") == "2019-09-10"


def test_a_day_has_ended_at_24_00_or_when_the_office_closes() -> None:
    ends = [
        count(CHINA, profile(name), day("2019-08-30"), length("10 working days")).due_at
        for name in ("civil_code", "office_hours")
    ]
    assert ends == [local("2019-09-17T00:00"), local("2019-09-16T17:30")]


@pytest.mark.parametrize(
    ("roll", "due_on"), [(None, "2026-10-08"), ("none", "2026-10-04"), ("previous", "2026-09-30")]
)
def test_a_deadline_may_switch_rolling_off_or_turn_it(roll: str | None, due_on: str) -> None:
    counted = count(CHINA, CIVIL, day("2026-09-24"), length("10 days"), roll=roll)  # type: ignore[arg-type]
    assert (str(counted.due_on), str(counted.nominal_on)) == (due_on, "2026-10-04")


def test_a_date_that_nothing_can_move_is_published_however_far_it_lies() -> None:
    plain = profile("calendar_days_no_roll")
    assert count(CHINA, plain, day("2026-11-30"), length("5 years")).published
    assert not count(CHINA, CIVIL, day("2026-11-30"), length("5 years")).published


def test_promptly_has_no_date() -> None:
    counted = count(CHINA, CIVIL, day("2019-08-30"), length("及时"))
    assert (counted.due_on, counted.due_at, counted.published) == (None, None, True)


def test_hours_run_from_their_instant_over_days_of_rest() -> None:
    counted = count_hours(CHINA, local("2019-10-04T22:30"), length("2 hours"))
    assert counted.due_at == local("2019-10-05T00:30")
    assert (str(counted.start), str(counted.due_on)) == ("2019-10-04", "2019-10-05")


def test_hours_that_end_at_midnight_are_due_on_the_day_that_ends() -> None:
    counted = count_hours(CHINA, local("2019-10-04T22:00"), length("2 hours"))
    assert str(counted.due_on) == "2019-10-04"


@pytest.mark.parametrize(
    ("text", "code"), [("2 hours", "length_needs_an_instant"), ("5 days", "date_out_of_range")]
)
def test_what_cannot_be_counted_is_refused(text: str, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        count(CHINA, CIVIL, dt.date.max, length(text))
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["99999 years", "999999 months"])
def test_a_period_beyond_the_years_there_are_is_refused(text: str) -> None:
    for count_it in (count, counted_back):
        with pytest.raises(UsageError, match="years 1 to 9999"):
            count_it(CHINA, CIVIL, day("2019-08-30"), length(text))


@pytest.mark.parametrize("text", ["1 working day", "1 day", "1 week", "1 month", "1 year"])
def test_the_last_and_the_first_day_there_are_end_every_period(text: str) -> None:
    counts_first = profile("first_day_counts")
    for refused in (
        lambda: count(CHINA, CIVIL, dt.date.max, length(text)),
        lambda: counted_back(CHINA, CIVIL, dt.date.min, length(text)),
        lambda: count(CHINA, counts_first, dt.date.min, length(text)),
        lambda: offset_after(CHINA, dt.date.max, length(text)),
        lambda: warning_at(CHINA, dt.date.min, length(text)),
        lambda: monthly_by(CHINA, CIVIL, dt.date.max, 30),
    ):
        with pytest.raises(UsageError, match="years 1 to 9999"):
            refused()


def test_hours_beyond_the_last_instant_are_refused() -> None:
    with pytest.raises(UsageError, match="years 1 to 9999"):
        count_hours(CHINA, dt.datetime.max.replace(tzinfo=dt.UTC), length("1 hour"))


def test_counting_back_does_not_count_the_day_of_expiry() -> None:
    assert count_back(CHINA, CIVIL, day("2026-03-20"), length("20 working days")) == day(
        "2026-02-14"
    )
    assert counted_back(CHINA, CIVIL, day("2026-03-20"), length("20 working days")).published
    assert not counted_back(CHINA, CIVIL, day("2027-01-06"), length("2 working days")).published
    assert count_back(CHINA, CIVIL, day("2026-03-31"), length("1 month")) == day("2026-02-28")


MONTHLY = [
    ("2018-10-08", 28, "previous", "2018-10-26"),
    ("2018-10-08", 28, "next", "2018-10-29"),
    ("2018-10-08", 28, "none", "2018-10-28"),
    ("2018-10-26", 28, "previous", "2018-10-26"),
    ("2018-10-27", 28, "previous", "2018-11-28"),
    ("2018-10-28", 28, "next", "2018-10-29"),
    ("2018-10-29", 28, "next", "2018-11-28"),
    ("2018-12-29", 28, "previous", "2019-01-28"),
    ("2019-02-01", 31, "none", "2019-02-28"),
    ("2020-02-01", 30, "none", "2020-02-29"),
]


@pytest.mark.parametrize(("start", "on_day", "roll", "due_on"), MONTHLY)
def test_by_a_day_of_each_month_means_the_next_one_that_can_still_be_met(
    start: str, on_day: int, roll: str, due_on: str
) -> None:
    assert str(monthly_by(CHINA, CIVIL, day(start), on_day, roll).due_on) == due_on


@pytest.mark.parametrize(
    ("roll", "due_on"), [("none", "2018-10-28"), ("next", "2018-10-29"), ("previous", "2018-10-26")]
)
def test_a_named_date_rolls_only_as_its_rule_says(roll: str, due_on: str) -> None:
    counted = named_date(CHINA, CIVIL, day("2018-10-08"), day("2018-10-28"), roll)  # type: ignore[arg-type]
    assert str(counted.due_on) == due_on
    assert rolled(CHINA, day("2018-10-28"), roll) == counted.due_on


def test_warnings_come_at_opening_time_of_working_days_before_the_due_day() -> None:
    due = day("2019-11-20")
    assert warning_at(CHINA, due, length("3 working days")) == local("2019-11-15T09:00")
    assert warning_at(CHINA, due, length("1 working day")) == local("2019-11-19T09:00")
    assert warning_at(CHINA, due, length("3 days")) == local("2019-11-17T09:00")
    assert warning_at(CHINA, due, length("1 month")) == local("2019-10-20T09:00")
    assert warning_at(CHINA, due, length("2 hours")) == local("2019-11-20T22:00")


LADDER = [
    ("2019-11-20", "0 days", "2019-11-21"),
    ("2019-11-20", "3 working days", "2019-11-26"),
    ("2019-11-20", "10 working days", "2019-12-05"),
    ("2019-11-20", "20 working days", "2019-12-19"),
    ("2019-08-30", "3 working days", "2019-09-05"),
    ("2019-11-20", "3 days", "2019-11-24"),
    ("2019-11-20", "1 week", "2019-11-28"),
]


@pytest.mark.parametrize(("base", "text", "at"), LADDER)
def test_a_step_takes_effect_when_its_days_have_run_out(base: str, text: str, at: str) -> None:
    assert offset_after(CHINA, day(base), length(text)) == local(f"{at}T00:00")


def test_a_claim_that_is_undone_gets_back_the_days_that_were_left() -> None:
    # Due 2019-10-31, claimed 10-25, failed 11-04 (semantics 10).
    due, claimed, failed = day("2019-10-31"), day("2019-10-25"), day("2019-11-04")
    assert CHINA.working_days_between(due, failed) == 2
    left = remaining(CHINA, claimed, due, working=True)
    assert str(resume(CHINA, CIVIL, failed, left, working=True).due_on) == "2019-11-08"
    restarted = count(CHINA, CIVIL, failed, length("15 working days"))
    assert str(restarted.due_on) == "2019-11-25"
    left = remaining(CHINA, claimed, due, working=False)
    named = resume(CHINA, CIVIL, failed, left, working=False, roll="none")
    assert str(named.due_on) == "2019-11-10"
    assert str(resume(CHINA, CIVIL, failed, left, working=False).due_on) == "2019-11-11"


def test_the_day_of_suspension_is_used_and_the_day_of_resumption_is_not_counted() -> None:
    due = count(CHINA, CIVIL, day("2019-10-10"), length("30 working days")).due_on
    assert due is not None
    left = remaining(CHINA, day("2019-10-25"), due, working=True)
    assert left == 18
    assert str(resume(CHINA, CIVIL, day("2019-11-15"), left, working=True).due_on) == "2019-12-11"


def test_resuming_never_counts_the_first_day_even_where_periods_do() -> None:
    counts_first = profile("first_day_counts")
    assert str(resume(CHINA, counts_first, day("2019-11-15"), 1, working=True).due_on) == (
        "2019-11-18"
    )
