"""What each key of a duty means: who owes it, when, how much, and what follows."""

from __future__ import annotations

import datetime as dt

from engine.kernel.effects import Refusal
from tests.duties.desk import Desk, told
from tests.service.office import local_text

MEETING = "meet: {title: 月会, every: month, while: running, owed_by: %s, proof: {note: text}%s}"
LATE = dt.date(2019, 2, 10)


def desk(owed_by: str = "clerk", more: str = "") -> Desk:
    return Desk(MEETING % (owed_by, f", {more}" if more else ""))


def test_each_period_opens_a_case_at_its_own_instant() -> None:
    office = desk()
    year = office.started("2019-01-10 10:00")
    office.sweep("2019-03-05 09:00")
    found = office.owed(year, "meet")
    assert [local_text(case.opened_at) for case in found] == [
        "2019-01-10 10:00", "2019-02-01 00:00", "2019-03-01 00:00",
    ]  # fmt: skip
    assert told(found, "starts_on", "ends_on", "last_day")[:2] == [
        ("2019-01-10", "2019-01-31", "2019-01-31"), ("2019-02-01", "2019-02-28", "2019-02-28"),
    ]  # fmt: skip
    opened = office.history(found[1].id)[0]
    assert local_text(opened.occurred_at) == "2019-02-01 00:00"
    assert local_text(opened.recorded_at) == "2019-03-05 09:00"


def test_a_first_period_cut_short_is_skipped_where_the_duty_says_so() -> None:
    office = desk(more="partial: skip")
    year = office.started("2019-01-10 10:00")
    assert office.owed(year, "meet") == []
    office.sweep("2019-02-01 00:00")
    assert told(office.owed(year, "meet"), "starts_on") == [("2019-02-01",)]


def test_a_period_that_begins_with_the_case_is_whole() -> None:
    office = desk(more="partial: skip")
    year = office.started("2019-02-01 10:00")
    assert told(office.owed(year, "meet"), "starts_on") == [("2019-02-01",)]


def test_a_period_left_early_is_dropped_or_owed_as_the_duty_says() -> None:
    for more, states in (("partial: skip", "dropped"), ("partial: owed", "owing")):
        office = desk(more=more)
        year = office.started("2019-02-01 09:00")
        office.does(office.at("2019-02-20 09:00").owed(year, "meet")[0].id, "record", note="x")
        year = office.started("2019-03-01 09:00")
        office.at("2019-03-20 09:00").does(year, "pause")
        assert told(office.owed(year, "meet"), "state") == [(states,)]
        office.sweep("2019-06-01 09:00")
        assert len(office.owed(year, "meet")) == 1


def test_coming_back_in_the_same_period_does_not_owe_it_twice() -> None:
    office = desk()
    year = office.started("2019-02-04 09:00")
    office.at("2019-02-10 09:00").does(year, "pause")
    office.at("2019-02-20 09:00").does(year, "start")
    assert told(office.owed(year, "meet"), "starts_on") == [("2019-02-04",)]
    office.sweep("2019-03-01 09:00")
    assert told(office.owed(year, "meet"), "starts_on") == [("2019-02-04",), ("2019-03-01",)]


def test_every_post_at_every_organisation_owes_a_case_of_its_own() -> None:
    office = desk("[head, deputy]")
    year = office.started("2019-02-01 09:00")
    assert told(office.owed(year, "meet"), "owner") == [
        ("head@north",), ("head@south",), ("deputy@north",), ("deputy@south",),
    ]  # fmt: skip


def test_posts_of_one_organisation_owe_a_case_jointly() -> None:
    office = desk("[head, deputy]", "jointly: organisation")
    year = office.started("2019-02-01 09:00")
    north, south = office.owed(year, "meet")
    assert told([north, south], "owner", "offices") == [
        ("north", "head,deputy"), ("south", "head,deputy"),
    ]  # fmt: skip
    assert office.does(north.id, "record", by="north_deputy", note="x").state == "done"
    assert office.does(south.id, "record", by="south_head", note="x").state == "done"


def test_each_organisation_of_a_list_is_owed_for_itself() -> None:
    office = desk(more="each: case.units")
    year = office.started("2019-02-01 09:00")
    assert told(office.owed(year, "meet"), "owner", "item") == [
        ("clerk@home", "north"), ("clerk@home", "south"),
    ]  # fmt: skip


def test_a_post_that_changes_hands_is_owed_by_whoever_holds_it() -> None:
    office = desk("head")
    office.leave("north_head")
    office.post("north", "head", "first", until=LATE)
    office.post("north", "head", "second", since=LATE + dt.timedelta(days=1))
    year = office.started("2019-02-01 09:00")
    north = office.owed(year, "meet")[0]
    assert north.fields["owner"] == "head@north"
    office.at("2019-02-15 09:00")
    refused = office.act(north.id, "record", by="first", note="x")
    assert isinstance(refused, Refusal)
    assert refused.code == "not_permitted"
    assert office.does(north.id, "record", by="second", note="x").state == "done"


def test_a_vacant_post_owes_all_the_same() -> None:
    office = desk("head")
    office.leave("north_head")
    year = office.started("2019-02-01 09:00")
    assert told(office.owed(year, "meet"), "owner") == [("head@north",), ("head@south",)]


def test_of_an_office_with_several_holders_each_owes() -> None:
    office = desk("leader")
    office.post("home", "leader", "one")
    office.post("home", "leader", "two")
    office.post("home", "leader", "clerk")
    year = office.started("2019-02-01 09:00")
    found = office.owed(year, "meet")
    assert told(found, "owner", "holder") == [
        ("leader@home/one", "one"), ("leader@home/two", "two"),
    ]  # fmt: skip
    assert isinstance(office.act(found[0].id, "record", by="two", note="x"), Refusal)
    assert office.does(found[0].id, "record", by="one", note="x").state == "done"


def test_people_whom_the_case_names_owe_each_their_own() -> None:
    office = desk("team")
    year = office.started("2019-02-01 09:00", team=["north_head", "south_head"])
    found = office.owed(year, "meet")
    assert told(found, "owner") == [("north_head",), ("south_head",)]
    assert isinstance(office.act(found[0].id, "record", by="south_head", note="x"), Refusal)
    assert office.does(found[0].id, "record", by="north_head", note="x").state == "done"


def test_enough_of_what_is_summed_is_done() -> None:
    half = "at_least: 1, sum: proof.days"
    text = (MEETING % ("clerk", f", {half}")).replace("note: text", "note: text, days: number")
    office = Desk(text)
    year = office.started("2019-02-01 09:00")
    case = office.owed(year, "meet")[0]
    for _ in range(9):
        assert office.does(case.id, "record", note="x", days=0.1).state == "owing"
    assert office.does(case.id, "record", note="x", days=0.1).state == "done"
    assert office.case(case.id).clocks[0].status == "met"


def test_a_quota_may_be_a_setting() -> None:
    office = desk(more="at_least: 2")
    year = office.started("2019-02-01 09:00")
    case = office.owed(year, "meet")[0]
    assert office.does(case.id, "record", note="x").state == "owing"
    assert office.does(case.id, "record", note="y").state == "done"


def test_by_a_day_of_the_month_falls_due_before_a_rest_day() -> None:
    office = desk(more="by: the 28th")
    year = office.started("2018-10-01 09:00")
    case = office.owed(year, "meet")[0]
    assert case.clocks[0].due_on == dt.date(2018, 10, 26)


def test_a_period_that_began_after_its_due_day_is_not_owed() -> None:
    office = desk(more="by: the 28th")
    year = office.started("2018-10-30 09:00")
    assert office.owed(year, "meet") == []
    office.sweep("2018-11-01 09:00")
    assert len(office.owed(year, "meet")) == 1


def test_before_a_holiday_falls_due_on_its_eve() -> None:
    office = Desk(
        "eve: {title: 节前, every: holiday, by: the day before, while: running, owed_by: clerk, "
        "proof: {note: text}}"
    )
    year = office.started("2019-09-20 09:00")
    case = office.owed(year, "eve")[0]
    assert case.clocks[0].due_on == dt.date(2019, 9, 30)
    office.sweep("2019-10-09 09:00")
    assert [one.clocks[0].due_on for one in office.owed(year, "eve")] == [
        dt.date(2019, 9, 30), dt.date(2019, 12, 31),
    ]  # fmt: skip


def test_the_whole_time_is_one_period_with_a_date() -> None:
    office = Desk(
        "all: {title: 全程, every: whole, by: case.ends_on, while: running, owed_by: clerk, "
        "each: case.units, proof: {note: text}}"
    )
    year = office.started("2019-02-01 09:00", ends_on="2019-12-31")
    office.sweep("2021-01-05 09:00")
    assert told(office.owed(year, "all"), "item", "ends_on", "state") == [
        ("north", "2019-12-31", "missed"), ("south", "2019-12-31", "missed"),
    ]  # fmt: skip


def test_working_days_alone_owe_where_the_duty_says_so() -> None:
    office = Desk(
        "report: {title: 日报, every: working day, while: running, owed_by: clerk, "
        "proof: {note: text}}"
    )
    year = office.started("2019-09-30 09:00")
    office.sweep("2019-10-09 09:00")
    assert told(office.owed(year, "report"), "starts_on") == [
        ("2019-09-30",), ("2019-10-08",), ("2019-10-09",),
    ]  # fmt: skip
