"""Laws of counting anew, over random calendars, lengths and notices."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.calendar.calendar import Calendar
from engine.calendar.lengths import Length
from engine.calendar.notices import Arrangement, Notice
from engine.calendar.profile import CountingProfile
from engine.definition.deadlines import Deadline
from engine.kernel.case import Clock
from engine.kernel.clocks import begin, extend
from engine.kernel.due import Rules, When
from engine.kernel.recount import recounted
from tests.calendar.china import calendar
from tests.calendar.strategies import DATED
from tests.model.autumn import LADDER
from tests.model.build import deadline

KNOWN = calendar().known_at(dt.date(2019, 12, 31))
PROFILE = CountingProfile(name="civil_code")
STARTS = st.dates(dt.date(2019, 11, 1), dt.date(2020, 12, 1))
CHANGES = st.lists(st.dates(dt.date(2019, 12, 1), dt.date(2020, 12, 31)), unique=True, min_size=1)
AT = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


def after(days: list[dt.date]) -> Calendar:
    """Return the calendar with days turned: what worked rests, what rested works."""
    holidays = tuple(
        Arrangement(name="x", first=day)
        if KNOWN.is_working(day)
        else Arrangement(name="x", works=(day,))
        for day in days
    )
    notice = Notice(
        id="x", for_year=2020, amends="china-2020", published=dt.date(2020, 1, 1), holidays=holidays
    )
    return Calendar(replace(KNOWN.data, notices=(*KNOWN.data.notices, notice)))


def begun(rules: Rules, start: dt.date) -> Clock:
    return begin(rules, {}, When(start, rules.calendar.opening(start)))


def rule(within: Length, **how: bool) -> Deadline:
    made = deadline("plan", "event:go", "1d", warn=["3wd"], overdue=LADDER)
    return replace(made, within=within, **how)


@settings(max_examples=150, deadline=None)
@given(within=DATED, start=STARTS, days=CHANGES)
def test_where_earlier_days_are_followed_counting_anew_is_counting_afresh(
    within: Length, start: dt.date, days: list[dt.date]
) -> None:
    made = rule(within, follow_earlier=True)
    old, new = Rules(made, KNOWN, PROFILE), Rules(made, after(days), PROFILE)
    clock = begun(old, start)
    found = recounted(new, clock, AT).after or clock
    afresh = begun(new, start)
    plain = {"recounted_at": None, "revision": ""}
    assert replace(found, **plain) == replace(afresh, **plain)


@settings(max_examples=150, deadline=None)
@given(within=DATED, start=STARTS, days=CHANGES, follows=st.booleans())
def test_counting_anew_twice_is_counting_anew_once_and_never_earlier_unasked(
    within: Length, start: dt.date, days: list[dt.date], follows: bool
) -> None:
    made = rule(within, follow_earlier=follows)
    old, new = Rules(made, KNOWN, PROFILE), Rules(made, after(days), PROFILE)
    clock = begun(old, start)
    once = recounted(new, clock, AT).after or clock
    assert recounted(new, once, AT).after is None
    assert once.due_at is not None
    assert clock.due_at is not None
    assert follows or once.due_at >= clock.due_at


@settings(max_examples=60, deadline=None)
@given(within=DATED, start=STARTS, days=CHANGES, more=st.integers(1, 30))
def test_a_day_that_was_granted_stays_whatever_a_notice_says(
    within: Length, start: dt.date, days: list[dt.date], more: int
) -> None:
    made = rule(within, follow_earlier=True)
    old, new = Rules(made, KNOWN, PROFILE), Rules(made, after(days), PROFILE)
    clock = begun(old, start)
    assert clock.due_on is not None
    granted = clock.due_on + dt.timedelta(days=more)
    longer = extend(old, clock, granted, When(start, KNOWN.opening(start)))
    assert (recounted(new, longer, AT).after or longer).due_on == granted
