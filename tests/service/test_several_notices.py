"""Several notices that not every case has followed yet: each counts once, in order."""

from __future__ import annotations

from engine.service.recomputing import follow_changes
from tests.model.autumn import LADDER, one_clock
from tests.model.build import day
from tests.service.calendar_office import CalendarOffice, MemoryBook, changed
from tests.service.office import local_text


def announce(office: CalendarOffice, number: int, rest: str) -> None:
    """Turn a day into a day of rest, on the morning of the number-th of November 2019."""
    on = f"2019-11-0{number}"
    calendar = changed(
        office.library.days, id=f"n{number}", for_year=2019, amends="china-2019", published=on,
        holidays=[{"name": "x", "from": rest}],
    )  # fmt: skip
    office.at(f"{on} 09:00").announce(calendar)


def test_what_began_under_the_later_notice_is_not_counted_back_by_the_earlier_one() -> None:
    office = CalendarOffice(one_clock(within="5wd", overdue=LADDER), known="2019-12-31")
    announce(office, 1, rest="2019-11-12")
    announce(office, 2, rest="2019-11-15")
    case = office.at("2019-11-11 09:00").open()
    office.does(case, "go", on=day("2019-11-11"))
    due = office.clock_of(case).due_on
    assert due == day("2019-11-20")
    office.at("2019-11-22 09:00").sweep()
    office.does(case, "hand_in", on=day("2019-11-21"))
    assert office.recomputed(case) == []
    assert office.clock_of(case).due_on == due


def test_what_ran_before_follows_both_and_once_each() -> None:
    office = CalendarOffice(one_clock(within="5wd", overdue=LADDER), known="2019-12-31")
    case = office.at("2019-10-31 09:00").open()
    office.does(case, "go", on=day("2019-10-31"))
    announce(office, 1, rest="2019-11-05")
    announce(office, 2, rest="2019-11-08")
    for moment in ("2019-11-04 09:00", "2019-11-10 00:00", "2019-11-12 09:00"):
        office.at(moment).sweep()
    follow_changes(office.engine, MemoryBook(office))
    assert [(entry.said["from"], entry.said["to"]) for entry in office.recomputed(case)] == [
        ("2019-11-07", "2019-11-08"), ("2019-11-08", "2019-11-11"),
    ]  # fmt: skip


def test_what_is_entered_late_knows_every_notice_and_is_counted_once() -> None:
    plan = one_clock(within="9wd", warn=("8wd", "6wd"), overdue=LADDER)
    office = CalendarOffice(plan, known="2019-12-31")
    case = office.at("2019-10-31 09:00").open()
    announce(office, 6, rest="2019-11-12")
    office.at("2019-11-07 09:00").does(case, "go", on=day("2019-10-31"))
    assert office.clock_of(case).due_on == day("2019-11-14")
    office.at("2019-11-08 09:00").sweep()
    follow_changes(office.engine, MemoryBook(office))
    assert office.recomputed(case) == []
    steps = [entry for entry in office.history(case) if entry.kind == "step"]
    assert [(entry.event, local_text(entry.occurred_at)) for entry in steps] == [
        ("plan:warn:8wd", "2019-11-01 09:00"), ("plan:warn:6wd", "2019-11-05 09:00"),
    ]  # fmt: skip
