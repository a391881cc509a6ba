"""What is owed before a holiday follows the holiday where a notice moves it."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.kernel.events import CalendarChange
from engine.service.following import Progress
from engine.service.recomputing import FollowReport, follow_changes
from tests.duties.desk import Desk
from tests.service.office import china

EVE = (
    "eve: {title: 节前检查, every: holiday, by: the day before, while: running, owed_by: clerk, "
    "proof: {note: text}}"
)


class Book:
    """How far the cases of a desk have followed: not at all, then wholly."""

    def progress(self, change: int) -> Progress:
        return Progress()

    def finish(self, change: int, now: dt.datetime) -> None:
        return


def desk(known: str) -> Desk:
    """Return a desk whose calendar is as it was known on a day."""
    return Desk(EVE, calendar=china().known_at(dt.date.fromisoformat(known)))


def learn(office: Desk, on: str) -> FollowReport:
    """Take in the notices known on a day, and let every case follow."""
    before, after = office.library.days, china().known_at(dt.date.fromisoformat(on))
    office.at(f"{on} 09:00")
    change = CalendarChange(
        id=1, calendar="china", before=before.revision, after=after.revision,
        notices=("notice",), at=office.clock.now(),
    )  # fmt: skip
    office.library.revisions = {before.revision: before, after.revision: after}
    office.library.days = after
    office.library.unfollowed.append(change)
    office.begin_anew()
    (report,) = follow_changes(office.engine, Book())
    office.library.unfollowed.clear()
    return report


@pytest.mark.parametrize(
    ("started", "notice", "before", "after"),
    [
        # 元旦放假安排出来以前，检查已经布置。 New Year was called for before its notice.
        ("2018-10-10", "2018-12-07", "2018-12-31", "2018-12-29"),
        ("2022-10-10", "2022-12-09", "2022-12-31", "2022-12-30"),
        ("2023-10-10", "2023-11-01", "2023-12-31", "2023-12-29"),
    ],
)
def test_a_holiday_that_a_notice_begins_earlier_takes_its_eve_along(
    started: str, notice: str, before: str, after: str
) -> None:
    office = desk(started)
    (case,) = office.owed(office.started(f"{started} 09:00"), "eve")
    (clock,) = case.clocks
    assert (str(clock.due_on), clock.provisional) == (before, True)
    assert learn(office, notice).failed == ()
    (clock,) = office.case(case.id).clocks
    assert (str(clock.due_on), clock.provisional) == (after, False)
    moved = [one.said for one in office.history(case.id) if one.kind == "recomputed"]
    assert [(one["from"], one["to"]) for one in moved] == [(before, after)]
    assert office.replayed(case.id).clocks == office.case(case.id).clocks


def test_it_is_missed_when_the_holiday_has_begun_and_the_next_one_is_owed_once() -> None:
    office = desk("2018-10-10")
    year = office.started("2018-10-10 09:00")
    learn(office, "2018-12-07")
    office.sweep("2019-01-02 09:00")
    found = office.owed(year, "eve")
    assert [(one.state, str(one.clocks[0].due_on)) for one in found] == [
        ("missed", "2018-12-29"), ("owing", "2019-02-03"),
    ]  # fmt: skip


def test_the_eve_of_a_holiday_whose_notice_is_out_is_certain_from_the_first() -> None:
    office = desk("2019-09-20")
    (case,) = office.owed(office.started("2019-09-20 09:00"), "eve")
    (clock,) = case.clocks
    assert (str(clock.due_on), clock.provisional) == ("2019-09-30", False)
