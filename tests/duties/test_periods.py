"""Periods follow each other without a gap, whatever they are made of."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar.periods import Every, Period, following, next_period
from tests.service.office import china

DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2026, 12, 31))
RECURRING = [one for one in get_args(Every) if one != "whole"]


def period(every: Every, day: str) -> tuple[str, str]:
    found = next_period(china(), every, dt.date.fromisoformat(day))
    assert found is not None
    return found.starts.isoformat(), found.ends.isoformat()


@pytest.mark.parametrize(
    ("every", "day", "starts", "ends"),
    [
        ("day", "2019-10-01", "2019-10-01", "2019-10-01"),
        ("working_day", "2019-10-01", "2019-10-08", "2019-10-08"),
        ("working_day", "2019-10-12", "2019-10-12", "2019-10-12"),
        ("week", "2019-10-06", "2019-09-30", "2019-10-06"),
        ("month", "2020-02-10", "2020-02-01", "2020-02-29"),
        ("quarter", "2019-11-30", "2019-10-01", "2019-12-31"),
        ("year", "2019-11-30", "2019-01-01", "2019-12-31"),
        ("holiday", "2019-09-20", "2019-09-16", "2019-10-07"),
    ],
)
def test_a_period_is_the_one_that_a_day_lies_in(
    every: Every, day: str, starts: str, ends: str
) -> None:
    assert period(every, day) == (starts, ends)


def test_a_holiday_turns_on_its_first_day_off() -> None:
    found = next_period(china(), "holiday", dt.date(2019, 9, 20))
    assert found == Period(dt.date(2019, 9, 16), dt.date(2019, 10, 7), dt.date(2019, 10, 1))


@given(every=st.sampled_from(RECURRING), day=DAYS)
def test_every_day_lies_in_the_next_period_or_rests_before_it(every: Every, day: dt.date) -> None:
    found = next_period(china(), every, day)
    assert found is not None
    assert found.starts <= found.turn <= found.ends
    assert day <= found.ends
    if every != "working_day":
        assert found.starts <= day


@given(every=st.sampled_from(RECURRING), day=DAYS)
def test_periods_follow_each_other_without_gap_or_overlap(every: Every, day: dt.date) -> None:
    first = next_period(china(), every, day)
    assert first is not None
    second = following(china(), every, first.ends)
    assert second is not None
    if every == "working_day":
        assert second.starts == china().working_day_after(first.ends, 1)
    else:
        assert second.starts == first.ends + dt.timedelta(days=1)


def test_the_whole_is_followed_by_nothing() -> None:
    assert following(china(), "whole", dt.date(2019, 1, 1)) is None


def test_a_holiday_that_a_notice_made_longer_is_not_the_next_one() -> None:
    # It was opened as ending on 10-06; the notice says 10-07.
    found = following(china(), "holiday", dt.date(2019, 10, 6))
    assert found is not None
    assert found.turn == dt.date(2020, 1, 1)
