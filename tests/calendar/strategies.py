"""Calendars, profiles and dates that hypothesis draws."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from engine.calendar.calendar import Calendar
from engine.calendar.lengths import Length
from tests.calendar.china import calendar

DAYS = st.dates(dt.date(1999, 1, 1), dt.date(2047, 12, 31))
FAR_DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
AMOUNTS = st.integers(1, 400)
ROLLS = st.sampled_from(["next", "previous", "none"])
DATED = st.builds(
    Length, st.integers(0, 60), st.sampled_from(["days", "working_days", "weeks", "months"])
)


@st.composite
def notices(draw: st.DrawFn, year: int) -> dict[str, Any]:
    """Draw a yearly notice whose days off and working days do not contradict each other."""
    first, last = dt.date(year - 1, 12, 1), dt.date(year, 12, 31)
    spoken_of = draw(st.lists(st.dates(first, last), unique=True, max_size=30))
    holidays = [
        {"name": "节", "works": [day]} if day.weekday() > 4 and draw(st.booleans())
        else {"name": "节", "from": day}
        for day in spoken_of
    ]  # fmt: skip
    published = draw(st.none() | st.dates(dt.date(year - 1, 10, 1), dt.date(year - 1, 12, 31)))
    return {"id": f"n{year}", "for_year": year, "published": published, "holidays": holidays}


@st.composite
def small_calendars(draw: st.DrawFn) -> Calendar:
    """Draw a calendar with a few years of notices and any working week."""
    years = draw(st.lists(st.integers(2003, 2040), unique=True, max_size=4))
    weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    week = draw(st.lists(st.sampled_from(weekdays), unique=True, min_size=1, max_size=7))
    return Calendar.from_data(
        {
            "calendar": "drawn",
            "zone": draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"])),
            "week": week,
            "awaits_notices": draw(st.booleans()),
            "notices": [draw(notices(year)) for year in sorted(years)],
        }
    )


CALENDARS = st.just(calendar()) | st.just(calendar("new_york")) | small_calendars()
