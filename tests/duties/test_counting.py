"""Acts in other cases count for a duty, each once, from when they were known."""

from __future__ import annotations

from tests.duties.desk import Desk, told
from tests.service.office import local_text

OWN = "when: found.visitor == owner.person"
VISITS = (
    "visits: {title: 检查, every: month, while: running, owed_by: head, at_least: %s, "
    "counts: {workflow: visit, event: go, %s}%s}"
)


def desk(at_least: str = "1", when: str = OWN, more: str = "") -> Desk:
    return Desk(VISITS % (at_least, when, f", {more}" if more else ""))


def test_a_visit_counts_for_who_made_it() -> None:
    office = desk()
    year = office.started("2019-03-01 09:00")
    visit = office.at("2019-03-05 10:00").visit("north_head", "2019-03-05")
    office.sweep("2019-03-06 09:00")
    north, south = office.owed(year, "visits")
    assert (north.state, south.state) == ("done", "owing")
    assert north.closed_at is not None
    assert local_text(north.closed_at) == "2019-03-05 10:00"
    number = office.case(visit).number
    assert north.fields["counted"] == [
        {"case": number, "seq": 2, "on": "2019-03-05", "amount": 1}
    ]  # fmt: skip


def test_a_visit_counts_in_the_period_of_its_legal_date_and_once() -> None:
    office = desk("2")
    year = office.started("2019-03-01 09:00")
    office.at("2019-03-31 10:00").visit("north_head", "2019-03-31")
    for day in ("2019-03-31", "2019-04-01", "2019-04-02"):
        office.sweep(f"{day} 12:00")
    office.at("2019-04-03 10:00").visit("north_head", "2019-04-03")
    office.sweep("2019-04-04 12:00")
    norths = [case for case in office.owed(year, "visits") if case.fields["unit"] == "north"]
    assert told(norths, "state", "done") == [("missed", 1), ("owing", 1)]


def test_a_visit_known_before_the_due_instant_is_counted_however_late_the_sweep() -> None:
    office = desk()
    year = office.started("2019-03-01 09:00")
    office.at("2019-03-31 23:30").visit("north_head", "2019-03-31")
    office.sweep("2019-07-01 09:00")
    assert office.owed(year, "visits")[0].state == "done"


def test_a_visit_typed_in_after_the_case_was_closed_as_missed_counts_no_more() -> None:
    outcomes = []
    for sweeps in ((), ("2019-04-01 00:00", "2019-04-02 09:00")):
        office = desk()
        year = office.started("2019-03-01 09:00")
        visit = office.at("2019-03-20 09:00").open("visit", visitor="north_head")
        for moment in sweeps:
            office.sweep(moment)
        office.at("2019-04-05 09:00").does(visit, "go", on="2019-03-25")
        office.sweep("2019-04-06 09:00")
        outcomes.append(told(office.owed(year, "visits")[:1], "state", "done"))
    assert outcomes == [[("missed", 0)]] * 2


def test_a_visit_typed_in_while_the_ladder_runs_meets_the_duty_in_time() -> None:
    office = desk(more="overdue: [{id: late, after: 0 days, mark: x}, "
                       "{id: told, after: 9 days, notify: clerk}]")  # fmt: skip
    year = office.started("2019-03-01 09:00")
    visit = office.at("2019-03-20 09:00").open("visit", visitor="north_head")
    office.at("2019-04-05 09:00").does(visit, "go", on="2019-03-25")
    office.sweep("2019-04-06 09:00")
    case = office.owed(year, "visits")[0]
    assert (case.state, case.clocks[0].status) == ("done", "met")


def test_what_a_visit_says_is_read_as_it_was_then() -> None:
    office = desk(more="sum: found.days", at_least="1.5")
    year = office.started("2019-03-01 09:00")
    office.at("2019-03-05 10:00").visit("north_head", "2019-03-05", days=1)
    office.at("2019-03-06 10:00").visit("north_head", "2019-03-06", days=0.5)
    office.sweep("2019-03-07 09:00")
    north = office.owed(year, "visits")[0]
    assert (north.state, north.fields["done"]) == ("done", 1.5)


def test_each_organisation_is_counted_for_by_visits_to_it() -> None:
    office = Desk(
        "twice: {title: 每单位, every: whole, by: case.ends_on, while: running, each: case.units, "
        "owed_by: clerk, counts: {workflow: visit, event: go, when: found.unit == each}}"
    )
    year = office.started("2019-03-01 09:00", ends_on="2019-12-31")
    office.at("2019-05-05 10:00").visit("north_head", "2019-05-05", unit="south")
    office.sweep("2019-05-06 09:00")
    assert told(office.owed(year, "twice"), "item", "state") == [
        ("north", "owing"), ("south", "done"),
    ]  # fmt: skip


def test_visits_of_periods_that_nobody_had_opened_yet_are_counted_when_they_open() -> None:
    office = desk()
    year = office.started("2019-03-01 09:00")
    office.at("2019-05-10 10:00").visit("north_head", "2019-05-10")
    office.sweep("2019-06-15 10:00")
    norths = [case for case in office.owed(year, "visits") if case.fields["unit"] == "north"]
    assert told(norths, "starts_on", "state") == [
        ("2019-03-01", "missed"), ("2019-04-01", "missed"), ("2019-05-01", "done"),
        ("2019-06-01", "owing"),
    ]  # fmt: skip


def test_a_case_that_had_opened_nothing_yet_counts_for_what_it_opens_late() -> None:
    office = desk(more="partial: skip")
    year = office.started("2019-03-02 09:00")
    office.at("2019-04-10 10:00").visit("north_head", "2019-04-10")
    office.sweep("2019-06-15 10:00")
    norths = [case for case in office.owed(year, "visits") if case.fields["unit"] == "north"]
    assert told(norths, "state") == [("done",), ("missed",), ("owing",)]


def test_a_new_holder_is_not_counted_what_the_earlier_one_did_elsewhere() -> None:
    office = desk()
    office.leave("north_head")
    year = office.started("2019-03-01 09:00")
    office.post("north", "head", "newcomer")
    office.at("2019-03-05 10:00").visit("newcomer", "2019-03-05")
    office.sweep("2019-03-06 10:00")
    assert office.owed(year, "visits")[0].state == "done"


def test_a_draw_opens_a_visit_to_what_was_drawn_and_only_that_counts() -> None:
    office = Desk(
        "lots: {title: 随机, every: week, while: running, partial: skip, owed_by: clerk, "
        "counts: {workflow: visit, event: go, when: found.unit in drawn}, "
        "draw: {from: case.units, no_repeat: round, open: visit, as: visits, "
        "with: {unit: drawn, visitor: owner.person}}}"
    )
    year = office.started("2019-03-01 09:00", units=["north", "south", "west"])
    office.sweep("2019-03-26 09:00")
    drawn = [case.fields["drawn"][0] for case in office.owed(year, "lots")]
    assert len(drawn) == 4
    assert set(drawn[:3]) == {"north", "south", "west"}
    assert told(office.below(year, "visits"), "unit", "visitor") == [
        (unit, "clerk") for unit in drawn
    ]
    last = office.below(year, "visits")[-1]
    office.does(last.id, "go", on="2019-03-26")
    office.sweep("2019-03-27 09:00")
    assert office.owed(year, "lots")[-1].state == "done"


def test_those_who_go_apart_draw_different_organisations() -> None:
    office = Desk(
        "lots: {title: 随机, every: week, while: running, partial: skip, owed_by: head, "
        "proof: {note: text}, draw: {from: case.units, apart: true}}"
    )
    year = office.started("2019-03-04 09:00")
    office.sweep("2019-04-30 09:00")
    weeks: dict[str, set[str]] = {}
    for case in office.owed(year, "lots"):
        weeks.setdefault(case.fields["ends_on"], set()).update(case.fields["drawn"])
    assert set(map(frozenset, weeks.values())) == {frozenset({"north", "south"})}


def _those_not_arranged(count: int) -> Desk:
    return Desk(
        f"lots: {{title: 随机, every: week, while: running, partial: skip, owed_by: clerk, "
        f"at_least: {count}, counts: {{workflow: visit, event: go, when: found.unit in drawn}}, "
        f"draw: {{from: 'case.units.filter(u, !visits.exists(v, v.unit == u && !v.void))', "
        f"count: {count}, open: visit, as: visits, with: {{unit: drawn, visitor: owner.person}}}}}}"
    )


def test_where_nothing_is_left_to_draw_from_nothing_is_owed() -> None:
    office = _those_not_arranged(1)
    year = office.started("2019-03-01 09:00", units=["north", "south", "west"])
    office.sweep("2019-04-30 09:00")
    drawn = [case.fields["drawn"][0] for case in office.owed(year, "lots")]
    assert sorted(drawn) == ["north", "south", "west"]


def test_where_fewer_are_left_than_are_owed_those_are_owed() -> None:
    office = _those_not_arranged(2)
    year = office.started("2019-03-01 09:00", units=["north", "south", "west"])
    office.sweep("2019-04-30 09:00")
    assert [
        (case.fields["needed"], len(case.fields["drawn"])) for case in office.owed(year, "lots")
    ] == [
        (2, 2),
        (1, 1),
    ]
