"""Notices of holidays arrive: running deadlines follow, once, and what was taken stands."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace as with_

from engine.kernel.events import Actor
from engine.kernel.replay import replay
from engine.service.engine import Outcome
from tests.model.autumn import LADDER, one_clock
from tests.model.build import day, event
from tests.service.calendar_office import CalendarOffice, changed
from tests.service.office import local_text


def office_of(known: str = "2018-11-30", **how: Any) -> CalendarOffice:
    return CalendarOffice(one_clock(**how), known=known)


def begun(office: CalendarOffice, at: str) -> str:
    case = office.at(f"{at} 08:00").open()
    office.at(f"{at} 10:00").does(case, "go", on=day(at))
    return case


def rings(office: CalendarOffice, case: str) -> str:
    at = office.clock_of(case).next_at
    return local_text(at) if at else ""


def test_a_notice_brings_a_working_saturday_and_an_earlier_day_is_not_imposed() -> None:
    office = office_of(within="21wd", overdue=LADDER)
    case = begun(office, "2018-11-30")
    assert office.clock_of(case).due_on == day("2018-12-31")
    assert office.clock_of(case).provisional
    report = office.at("2018-12-06 12:00").learn("2018-12-06")
    assert (report.moved, report.kept, report.failed) == (1, 1, ())
    clock = office.clock_of(case)
    assert clock.due_on == day("2018-12-31")
    assert not clock.provisional
    (entry,) = office.recomputed(case)
    assert entry.event == "plan:recomputed"
    assert entry.said["notices"] == ["known 2018-12-06"]
    assert entry.said["not_imposed"] == "2018-12-29"


def test_an_earlier_day_is_imposed_where_the_rule_follows_it() -> None:
    office = office_of(within="21wd", overdue=LADDER, follow_earlier=True)
    case = begun(office, "2018-11-30")
    office.at("2018-12-06 12:00").learn("2018-12-06")
    clock = office.clock_of(case)
    assert clock.due_on == day("2018-12-29")
    assert rings(office, case) == "2018-12-30 00:00"
    (entry,) = office.recomputed(case)
    assert (entry.said["from"], entry.said["to"]) == ("2018-12-31", "2018-12-29")


def test_the_extended_spring_festival_of_2020_moves_a_day_due_in_it() -> None:
    office = office_of("2019-12-31", within="11wd", warn=["3wd"], overdue=LADDER)
    case = begun(office, "2020-01-10")
    assert office.clock_of(case).due_on == day("2020-01-31")
    office.at("2020-01-27 15:00").learn("2020-01-27")
    clock = office.clock_of(case)
    assert (clock.due_on, clock.term) == (day("2020-02-03"), 1)
    assert [step.id for step in clock.taken] == ["warn:3wd"]
    assert rings(office, case) == "2020-02-04 00:00"
    office.at("2020-02-05 09:00").sweep()
    assert office.events(case, "step") == ["plan:warn:3wd", "plan:late"]


def test_the_longer_labour_day_of_2019_is_followed_by_ladders_too() -> None:
    office = office_of("2019-01-31", within="10wd", overdue=LADDER)
    case = begun(office, "2019-04-18")
    assert office.clock_of(case).due_on == day("2019-05-03")
    office.at("2019-04-19 12:00").learn("2019-03-22")
    assert office.clock_of(case).due_on == day("2019-05-05")


def test_a_step_taken_before_the_notice_stands_and_is_not_taken_again() -> None:
    office = office_of("2019-12-31", within="11wd", overdue=LADDER)
    case = begun(office, "2020-01-10")
    office.at("2020-02-01 09:00").sweep()
    assert office.events(case, "step") == ["plan:late"]
    office.at("2020-02-01 10:00").learn("2020-01-27")
    assert office.clock_of(case).due_on == day("2020-02-03")
    office.at("2020-02-20 09:00").sweep()
    assert office.events(case, "step") == ["plan:late", "plan:letter", "plan:interview"]


def test_everything_is_settled_by_the_old_calendar_up_to_the_instant_of_the_import() -> None:
    office = office_of("2019-12-31", within="11wd", overdue=LADDER)
    case = begun(office, "2020-01-10")
    office.at("2020-02-06 10:00").learn("2020-01-27")
    assert office.events(case)[2:] == ["plan:late", "plan:letter", "plan:recomputed"]


def test_a_warning_that_a_notice_moves_into_the_past_is_given_when_the_notice_is_taken_in() -> None:
    office = office_of("2019-12-31", field="by", warn=["2wd"])
    opened = office.at("2020-01-10 08:00").engine.open_case(
        "w", {"by": "2020-02-03"}, Actor(person="li")
    )
    assert isinstance(opened, Outcome)
    case = opened.case.id
    office.at("2020-01-10 10:00").does(case, "go", on=day("2020-01-10"))
    assert rings(office, case) == "2020-01-31 09:00"
    office.at("2020-01-27 15:00").learn("2020-01-27")
    assert office.clock_of(case).due_on == day("2020-02-03")
    (step,) = [entry for entry in office.history(case) if entry.kind == "step"]
    assert local_text(step.occurred_at) == "2020-01-27 15:00"
    assert [entry.kind for entry in office.history(case)][-2:] == ["recomputed", "step"]


def test_what_is_held_keeps_what_it_has_left_and_counts_on_by_the_new_calendar() -> None:
    events = (event("hold", "going", None), event("release", "going", None))
    how: dict[str, Any] = {"within": "11wd", "overdue": LADDER, "events": events}
    office = office_of("2019-12-31", suspended=("event:hold", "event:release"), **how)
    case = begun(office, "2020-01-10")
    office.at("2020-01-20 10:00").does(case, "hold")
    held = office.clock_of(case)
    office.at("2020-01-27 15:00").learn("2020-01-27")
    assert office.clock_of(case) == held
    office.at("2020-01-28 10:00").does(case, "release")
    assert office.clock_of(case).due_on == day("2020-02-06")


def test_what_goes_on_with_days_left_is_counted_anew_from_those() -> None:
    events = (event("hold", "going", None), event("release", "going", None))
    how: dict[str, Any] = {"within": "11wd", "overdue": LADDER, "events": events}
    office = office_of("2019-12-31", suspended=("event:hold", "event:release"), **how)
    case = begun(office, "2020-01-10")
    office.at("2020-01-16 10:00").does(case, "hold")
    office.at("2020-01-20 10:00").does(case, "release")
    assert office.clock_of(case).due_on == day("2020-02-04")
    office.at("2020-01-27 15:00").learn("2020-01-27")
    assert (office.clock_of(case).due_on, office.clock_of(case).term) == (day("2020-02-06"), 2)


def test_counting_again_changes_nothing_and_every_history_replays() -> None:
    office = office_of("2019-12-31", within="11wd", warn=["3wd"], overdue=LADDER)
    case = begun(office, "2020-01-10")
    office.at("2020-01-27 15:00").learn("2020-01-27")
    kept = office.case(case)
    office.announce(office.library.days)
    office.follow()
    assert office.case(case) == kept
    assert with_(replay(office.history(case)), head=kept.head) == kept


@pytest.mark.parametrize("swept", [(), ("2020-01-28 09:00",), ("2020-02-01 00:00", "2020-02-04")])
def test_who_has_not_followed_yet_does_so_before_anything_else_happens(
    swept: tuple[str, ...],
) -> None:
    office = office_of("2019-12-31", within="11wd", warn=["3wd"], overdue=LADDER)
    case = begun(office, "2020-01-10")
    office.at("2020-01-27 15:00").announce(office.after("2020-01-27"))
    for at in swept:
        office.at(at if " " in at else f"{at} 12:00").sweep()
    office.at("2020-02-10 09:00").does(case, "hand_in", on=day("2020-02-10"))
    office.follow()
    entries = [(entry.event, local_text(entry.occurred_at)) for entry in office.history(case)]
    assert entries[2:] == [
        ("plan:warn:3wd", "2020-01-21 09:00"),
        ("plan:recomputed", "2020-01-27 15:00"),
        ("plan:late", "2020-02-04 00:00"),
        ("plan:letter", "2020-02-07 00:00"),
        ("hand_in", "2020-02-10 09:00"),
    ]


def test_days_far_from_a_deadline_leave_it_alone() -> None:
    office = office_of("2019-12-31", within="11wd", overdue=LADDER)
    case = begun(office, "2020-01-10")
    days: dict[str, Any] = {
        "id": "x",
        "for_year": 2020,
        "amends": "china-2020",
        "published": day("2020-01-12"),
    }
    holidays = [{"name": "节", "from": day("2020-08-03")}]
    office.at("2020-01-13 10:00").announce(changed(office.library.days, **days, holidays=holidays))
    report = office.follow()
    assert (report.families, report.moved) == (1, 0)
    assert office.recomputed(case) == []


def test_what_was_cut_while_families_followed_is_taken_up_where_it_stood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = office_of("2019-12-31", within="11wd", overdue=LADDER)
    cases = [begun(office, "2020-01-10") for _ in range(2)]
    office.at("2020-01-27 15:00").announce(office.after("2020-01-27"))

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr("engine.service.recomputing.settle_to", cut)
        with pytest.raises(KeyboardInterrupt):
            office.follow()
    assert office.follow().families == 2
    assert {office.clock_of(case).due_on for case in cases} == {day("2020-02-03")}
