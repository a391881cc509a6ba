"""What holds for every calendar, day and length."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.calendar.calendar import Calendar
from engine.calendar.counting import (
    count,
    counted_back,
    moved,
    offset_after,
    remaining,
    resume,
    rolled,
    warning_at,
)
from engine.calendar.explanation import explain
from engine.calendar.lengths import Length
from tests.calendar.china import ONE_DAY, calendar, profile
from tests.calendar.strategies import AMOUNTS, CALENDARS, DATED, DAYS, FAR_DAYS, ROLLS

CHINA = calendar()
CIVIL = profile()


@given(CALENDARS, FAR_DAYS, st.integers(1, 60))
def test_a_working_day_sum_is_what_walking_day_by_day_gives(
    calendar: Calendar, start: dt.date, amount: int
) -> None:
    day, left = start, amount
    while left:
        day += ONE_DAY
        left -= calendar.is_working(day)
    assert calendar.working_day_after(start, amount) == day


@given(CALENDARS, FAR_DAYS, st.integers(1, 60))
def test_a_working_day_difference_back_is_what_walking_back_gives(
    calendar: Calendar, start: dt.date, amount: int
) -> None:
    day, left = start, amount
    while left:
        day -= ONE_DAY
        left -= calendar.is_working(day)
    assert calendar.working_day_before(start, amount) == day


@given(CALENDARS, FAR_DAYS, st.integers(0, 200))
def test_the_days_between_are_counted_as_walking_counts_them(
    calendar: Calendar, start: dt.date, span: int
) -> None:
    days = [start + ONE_DAY * n for n in range(1, span + 1)]
    end = start + ONE_DAY * span
    expected = sum(calendar.is_working(day) for day in days)
    assert calendar.working_days_between(start, end) == expected
    assert calendar.working_days_between(end, start) == -expected


@given(CALENDARS, FAR_DAYS, AMOUNTS)
def test_adding_and_then_counting_between_gives_back_the_length(
    calendar: Calendar, start: dt.date, amount: int
) -> None:
    end = calendar.working_day_after(start, amount)
    assert calendar.is_working(end)
    assert calendar.working_days_between(start, end) == amount


@given(CALENDARS, FAR_DAYS, AMOUNTS)
def test_going_back_and_then_forward_returns_to_a_working_day(
    calendar: Calendar, start: dt.date, amount: int
) -> None:
    assume(calendar.is_working(start))
    assert calendar.working_day_after(calendar.working_day_before(start, amount), amount) == start
    assert calendar.working_day_before(calendar.working_day_after(start, amount), amount) == start


@given(CALENDARS, DAYS, st.integers(0, 40), DATED, ROLLS)
def test_a_later_start_never_ends_earlier(
    calendar: Calendar, start: dt.date, later: int, length: Length, roll: str
) -> None:
    ends = [
        count(calendar, CIVIL, day, length, roll=roll).due_on  # type: ignore[arg-type]
        for day in (start, start + ONE_DAY * later)
    ]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] <= ends[1]


@given(CALENDARS, DAYS, DATED, st.integers(0, 10), ROLLS)
def test_a_longer_period_never_ends_earlier(
    calendar: Calendar, start: dt.date, length: Length, more: int, roll: str
) -> None:
    longer = Length(length.amount + more, length.unit)
    short, long = (count(calendar, CIVIL, start, each, roll=roll) for each in (length, longer))  # type: ignore[arg-type]
    assert short.due_at is not None
    assert long.due_at is not None
    assert short.due_at <= long.due_at


@given(CALENDARS, FAR_DAYS, ROLLS)
def test_rolling_twice_is_rolling_once(calendar: Calendar, day: dt.date, roll: str) -> None:
    once = rolled(calendar, day, roll)
    assert rolled(calendar, once, roll) == once
    assert roll == "none" or calendar.is_working(once)


@given(CALENDARS)
def test_as_known_when_every_notice_was_out_the_calendar_is_itself(calendar: Calendar) -> None:
    assert calendar.known_at(dt.date(2100, 1, 1)) == calendar
    assert calendar.known_at(dt.date(2100, 1, 1)).revision == calendar.revision


@given(st.dates(dt.date(2003, 1, 1), dt.date(2027, 1, 1)), DAYS)
def test_what_was_published_as_known_once_only_an_amendment_moves(
    known_at: dt.date, day: dt.date
) -> None:
    known = CHINA.known_at(known_at)
    amended = {
        each
        for notice in CHINA.data.notices
        if notice.amends is not None
        for holiday in notice.holidays
        for each in (*holiday.days_off(), *holiday.works)
    }
    if known.is_published(day, day) and day not in amended:
        assert known.is_working(day) == CHINA.is_working(day)


@given(CALENDARS)
def test_a_calendar_reads_back_what_it_writes(calendar: Calendar) -> None:
    again = Calendar.from_data(calendar.to_data())
    assert again == calendar
    assert again.revision == calendar.revision


@given(CALENDARS, FAR_DAYS)
def test_days_follow_each_other_without_gap(calendar: Calendar, day: dt.date) -> None:
    assert calendar.end_of(day) == calendar.start_of(day + ONE_DAY)
    assert calendar.local_date(calendar.start_of(day)) == day
    assert calendar.local_date(calendar.end_of(day) - dt.timedelta(microseconds=1)) == day
    assert calendar.start_of(day) < calendar.opening(day) < calendar.closing(day)


@given(CALENDARS, DAYS, DATED)
def test_an_offset_has_run_out_when_its_last_day_has(
    calendar: Calendar, day: dt.date, length: Length
) -> None:
    at = offset_after(calendar, day, length)
    last = calendar.local_date(at - dt.timedelta(microseconds=1))
    assert calendar.end_of(last) == at
    assert last == moved(calendar, day, length)


@given(CALENDARS, DAYS, AMOUNTS)
def test_a_warning_in_working_days_leaves_that_many_of_them(
    calendar: Calendar, due_on: dt.date, amount: int
) -> None:
    assume(calendar.is_working(due_on))
    at = warning_at(calendar, due_on, Length(amount, "working_days"))
    assert calendar.working_days_between(calendar.local_date(at), due_on) == amount


@given(CALENDARS, DAYS, AMOUNTS, st.integers(0, 100), st.integers(1, 100))
def test_a_held_clock_gets_back_exactly_what_was_left(
    calendar: Calendar, start: dt.date, amount: int, held_after: int, resumed_after: int
) -> None:
    due_on = calendar.working_day_after(start, amount)
    held = start + ONE_DAY * held_after
    assume(held < due_on)
    left = remaining(calendar, held, due_on, working=True)
    on = held + ONE_DAY * resumed_after
    resumed = resume(calendar, CIVIL, on, left, working=True)
    assert resumed.due_on is not None
    assert remaining(calendar, on, resumed.due_on, working=True) == left
    assert resumed.due_on >= due_on


@given(DAYS, DATED, ROLLS, st.sampled_from(["excluded", "included"]))
def test_an_explanation_explains_what_was_counted(
    start: dt.date, length: Length, roll: str, first_day: str
) -> None:
    rules = {"roll": roll, "first_day": first_day}
    told = explain(CHINA, CIVIL, start, length, **rules)  # type: ignore[arg-type]
    assert told.counted == count(CHINA, CIVIL, start, length, **rules)  # type: ignore[arg-type]
    numbers = [day.number for day in told.days if day.role == "counted"]
    assert numbers == list(range(1, len(numbers) + 1))
    if length.unit == "working_days":
        assert len(numbers) == length.amount
    assert not [line for each in ("zh", "en") for line in told.lines(each) if "{" in line]


@given(DAYS, DATED)
def test_a_published_date_does_not_move_when_the_next_notice_comes_out(
    start: dt.date, length: Length
) -> None:
    # Nothing but a notice for a year that is not out yet is added.
    arranged = sorted(CHINA.arranged_years)
    before = _without(arranged[-1])
    then, now = (count(each, CIVIL, start, length) for each in (before, CHINA))
    if then.published:
        assert then.due_on == now.due_on


def _without(year: int) -> Calendar:
    data = CHINA.to_data()
    data["notices"] = [each for each in data["notices"] if each["for_year"] != year]
    return Calendar.from_data(data)


@given(CALENDARS, DAYS, DATED)
def test_counting_back_is_never_after_the_end(
    calendar: Calendar, end: dt.date, length: Length
) -> None:
    counted = counted_back(calendar, CIVIL, end, length)
    assert counted.due_on is not None
    assert counted.due_on <= end
