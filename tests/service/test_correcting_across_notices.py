"""An act is taken back after a notice has arrived: nothing is repeated, nothing is moved."""

from __future__ import annotations

from engine.kernel.events import Actor, Correction
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.correcting import correct_act
from engine.service.engine import Outcome
from tests.model.autumn import LADDER, one_clock
from tests.model.build import day, event
from tests.service.calendar_office import CalendarOffice, changed
from tests.service.office import local_text


def announce(office: CalendarOffice, rest: str) -> None:
    """Turn a day into a day of rest, and let every case follow."""
    calendar = changed(
        office.library.days, id="late", for_year=2019, amends="china-2019",
        published="2019-11-01", holidays=[{"name": "x", "from": rest}],
    )  # fmt: skip
    office.announce(calendar)
    office.follow()


def begun(office: CalendarOffice) -> str:
    case = office.at("2019-11-04 09:00").open()
    office.does(case, "go", on=day("2019-11-04"))
    return case


def correct(office: CalendarOffice, case: str, name: str) -> None:
    seq = max(entry.seq for entry in office.history(case) if entry.event == name)
    asked = Correction(seq=seq, actor=Actor(person="wang", permits=OF_A_SANDBOX), reason="slip")
    assert isinstance(correct_act(office.engine, case, asked), Outcome)


def test_nags_before_a_notice_stand_whatever_act_is_taken_back_after_it() -> None:
    note = event("note", "going", None)
    plan = one_clock(within="30wd", remind="2wd", warn=("25wd",), events=(note,))
    office = CalendarOffice(plan, known="2019-12-31")
    case = begun(office)
    office.at("2019-11-05 09:00").does(case, "note")
    office.at("2019-12-31 09:00").sweep()
    steps = office.events(case, "step")
    announce(office, rest="2019-12-17")
    office.at("2019-12-31 10:00").sweep()
    correct(office, case, "note")
    assert office.events(case, "step") == steps


def test_what_comes_due_by_a_correction_takes_effect_at_its_own_instant_despite_a_notice() -> None:
    office = CalendarOffice(one_clock(within="5wd", overdue=LADDER[:2]), known="2019-12-31")
    case = begun(office)
    office.at("2019-11-08 09:00").does(case, "hand_in", on=day("2019-11-08"))
    office.at("2019-11-20 09:00")
    announce(office, rest="2019-12-17")
    correct(office, case, "hand_in")
    steps = [entry for entry in office.history(case) if entry.kind == "step"]
    assert [(entry.event, local_text(entry.occurred_at)) for entry in steps] == [
        ("plan:late", "2019-11-12 00:00"), ("plan:letter", "2019-11-15 00:00"),
    ]  # fmt: skip


def test_a_clock_that_an_act_had_ended_follows_the_notice_once_the_act_is_taken_back() -> None:
    office = CalendarOffice(one_clock(within="30wd", overdue=LADDER[:2]), known="2019-12-31")
    case = begun(office)
    promised = office.case(case).clocks[0].due_on
    office.at("2019-11-08 09:00").does(case, "hand_in", on=day("2019-11-08"))
    office.at("2019-11-20 09:00")
    announce(office, rest="2019-12-03")
    assert office.case(case).clocks[0].due_on == promised == day("2019-12-16")
    correct(office, case, "hand_in")
    assert office.case(case).clocks[0].due_on == day("2019-12-17")
