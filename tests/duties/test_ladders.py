"""What comes of a duty that is not done: warnings, its ladder, and the end of it."""

from __future__ import annotations

from tests.duties.desk import Desk, told
from tests.service.office import local_text

DUTY = """
meet:
  title: 月会
  every: month
  while: running
  owed_by: head
  proof: {note: text}
  warn: 3 working days
  overdue:
    - {id: late, after: 0 days, mark: weak}
    - {id: told, after: 3 days, notify: clerk, when: "case.units.size() > 1"}
    - {id: talk, after: 10 days, open: talk, as: talks, with: {unit: owner.organisation}}
  closes_with: [{mark: well_done}]
"""


def test_the_ladder_is_climbed_and_the_duty_missed_at_its_end() -> None:
    office = Desk(DUTY)
    year = office.started("2019-03-01 09:00", units=["north"])
    office.sweep("2019-05-20 09:00")
    case = office.owed(year, "meet")[0]
    steps = [
        (entry.event, local_text(entry.occurred_at))
        for entry in office.history(case.id)
        if entry.kind in ("step", "passed")
    ]
    assert steps == [
        ("period:warn:3wd", "2019-03-27 09:00"),
        ("period:late", "2019-04-01 00:00"),
        ("period:told", "2019-04-04 00:00"),
        ("period:talk", "2019-04-11 00:00"),
        ("period:lapse", "2019-04-11 00:00"),
    ]
    assert (case.state, case.marks, case.clocks[0].status) == ("missed", ("weak",), "missed")


def test_a_condition_of_a_step_speaks_of_the_case_above() -> None:
    office = Desk(DUTY)
    year = office.started("2019-03-01 09:00", units=["north"])
    office.sweep("2019-04-10 09:00")
    case = office.owed(year, "meet")[0]
    kinds = {entry.event: entry.kind for entry in office.history(case.id)}
    assert kinds["period:told"] == "passed"


def test_what_a_ladder_opens_stands_beside_the_duty() -> None:
    office = Desk(DUTY)
    year = office.started("2019-03-01 09:00")
    office.sweep("2019-04-11 00:00")
    talks = office.below(year, "talks")
    assert told(talks, "unit") == [("north",), ("south",)]
    assert {case.parent.case for case in talks if case.parent} == {year}


def test_a_duty_done_on_its_last_day_is_in_time() -> None:
    office = Desk(DUTY)
    year = office.started("2019-03-01 09:00")
    case = office.owed(year, "meet")[0]
    office.at("2019-03-31 23:59").does(case.id, "record", by="north_head", note="x")
    done = office.case(case.id)
    assert (done.state, done.clocks[0].status, done.marks) == ("done", "met", ("well_done",))


def test_a_duty_done_during_its_ladder_is_done_late_and_climbs_no_further() -> None:
    office = Desk(DUTY)
    year = office.started("2019-03-01 09:00")
    case = office.owed(year, "meet")[0]
    office.at("2019-04-05 09:00").does(case.id, "record", by="north_head", note="x")
    office.sweep("2019-06-01 09:00")
    done = office.case(case.id)
    assert (done.state, done.clocks[0].status) == ("done", "met_late")
    assert told(office.below(year, "talks"), "unit")[0] == ("south",)


def test_a_paper_of_an_earlier_day_typed_late_meets_the_duty_in_time() -> None:
    office = Desk(DUTY)
    year = office.started("2019-03-01 09:00")
    case = office.owed(year, "meet")[0]
    office.at("2019-04-05 09:00")
    office.does(case.id, "record", by="north_head", note="x", done_on="2019-03-29")
    assert office.case(case.id).clocks[0].status == "met"
    withdrawn = [one.event for one in office.history(case.id) if one.kind == "withdrawn"]
    assert withdrawn == ["period:late", "period:told"]


def test_without_a_ladder_a_duty_is_missed_when_its_time_has_run_out() -> None:
    office = Desk(
        "meet: {title: 月会, every: month, while: running, owed_by: clerk, proof: {note: text}}"
    )
    year = office.started("2019-03-01 09:00")
    office.sweep("2019-04-01 00:00")
    case = office.owed(year, "meet")[0]
    assert case.state == "missed"
    assert case.closed_at is not None
    assert local_text(case.closed_at) == "2019-04-01 00:00"


def test_a_ladder_that_repeats_keeps_the_duty_open_until_it_is_done() -> None:
    office = Desk(
        "meet: {title: 月会, every: month, while: running, owed_by: clerk, proof: {note: text}, "
        "overdue: [{id: nag, after: 0 days, every: 5 days, notify: clerk}]}"
    )
    year = office.started("2019-03-01 09:00")
    office.sweep("2019-06-15 09:00")
    case = office.owed(year, "meet")[0]
    assert case.state == "owing"
    assert office.does(case.id, "record", note="x").state == "done"
