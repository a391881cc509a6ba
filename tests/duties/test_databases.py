"""Duties on both databases: kept, counted, opened once by two sweepers at the same time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from engine.errors import StoreError
from engine.service.duty_rows import DutyNotes, DutyRow
from engine.service.sweep import sweep
from store.database import open_store
from store.duties import DutyReader
from tests.duties.desk import Desk, told
from tests.model.build import local
from tests.store.test_concurrency import together

if TYPE_CHECKING:
    from store.database import DatabaseStore

DUTIES = """
meet: {title: 月会, every: month, while: running, owed_by: head, proof: {note: text}}
go: {title: 检查, every: week, while: running, owed_by: head, partial: skip,
  counts: {workflow: visit, event: go, when: found.visitor == owner.person}}
lots: {title: 随机, every: week, while: running, owed_by: clerk, partial: skip, proof: {note: text},
  draw: {from: case.units, no_repeat: round}}
"""


def test_a_year_on_a_database_is_as_in_memory(database: DatabaseStore) -> None:
    found = []
    for store in (None, database):
        office = Desk(DUTIES, store)
        year = office.started("2019-01-02 09:00")
        office.at("2019-01-09 09:00").visit("north_head", "2019-01-09")
        office.sweep("2019-01-20 09:00")
        office.sweep("2019-02-20 09:00")
        office.at("2019-02-27 09:00").visit("south_head", "2019-02-27")
        office.does(office.owed(year, "meet")[2].id, "record", by="north_head", note="x")
        office.sweep("2019-04-02 09:00")
        names = ("owner", "starts_on", "state", "done", "drawn")
        found.append([told(office.owed(year, duty), *names) for duty in ("meet", "go", "lots")])
    assert found[0] == found[1]


def test_what_was_owed_is_listed_as_of_any_day(database: DatabaseStore) -> None:
    office = Desk(DUTIES, database)
    year = office.started("2019-01-02 09:00")
    office.at("2019-01-09 09:00").visit("north_head", "2019-01-09")
    office.sweep("2019-02-20 09:00")
    reader = DutyReader(database.session())

    def lines(then: str, day: dt.date) -> dict[str, list[str]]:
        rows = reader.lines(local(then), local("2019-02-20 09:00"), day, workflow="year")
        states: dict[str, list[str]] = {}
        for row in rows:
            if row.owner == "head@north":
                states.setdefault(row.duty, []).append(row.status)
        return states

    assert lines("2019-01-20 00:00", dt.date(2019, 1, 19)) == {
        "go": ["done", "owing"], "meet": ["owing"],
    }  # fmt: skip
    assert lines("2019-02-02 00:00", dt.date(2019, 2, 1)) == {
        "go": ["done", "missed", "missed", "owing"], "meet": ["missed", "owing"],
    }  # fmt: skip
    assert office.owed(year, "go")[0].number == "year.go-2019-1"


def test_an_act_is_looked_up_once_and_then_rests(database: DatabaseStore) -> None:
    office = Desk(DUTIES, database)
    office.started("2019-01-02 09:00")
    office.at("2019-01-09 09:00").visit("clerk", "2019-01-09")
    with database.unit() as unit:
        assert len(unit.fresh_acts(local("2019-01-09 10:00"), 10)) == 1
    office.sweep("2019-01-09 11:00")
    with database.unit() as unit:
        assert unit.fresh_acts(local("2019-01-09 12:00"), 10) == []


def test_a_period_cannot_be_opened_twice(database: DatabaseStore) -> None:
    office = Desk(DUTIES, database)
    year = office.started("2019-01-02 09:00")
    known, other = office.owed(year, "meet")
    row = DutyRow(
        case=year,
        host=year,
        root=year,
        workflow="year",
        duty="meet",
        owner=known.fields["owner"],
        item="",
        starts_on="2019-01-02",
        ends_on=known.fields["ends_on"],
        counts_workflow=None,
        counts_event=None,
        opened_at=known.opened_at,
    )

    def open_again() -> None:
        with database.unit() as unit:
            unit.note_duties(DutyNotes(opened=(row,)))

    assert other.fields["owner"] == "head@south"
    with pytest.raises(StoreError):
        open_again()


def test_a_bulk_of_units_counts_alike(database: DatabaseStore) -> None:
    office = Desk(DUTIES, database)
    year = office.started("2019-01-02 09:00")
    office.at("2019-01-09 09:00")
    engine = office.engine
    with engine.in_bulk() as bulk:
        office.engine = bulk
        office.visit("north_head", "2019-01-09")
    office.engine = engine
    office.sweep("2019-01-10 09:00")
    assert told(office.owed(year, "go"), "state")[0] == ("done",)


def test_two_sweepers_at_once_open_each_period_once(postgresql_url: str) -> None:
    store = open_store(postgresql_url)
    office = Desk(DUTIES, store)
    years = [office.started("2019-01-02 09:00") for _ in range(4)]
    office.at("2019-01-09 09:00").visit("north_head", "2019-01-09")
    office.at("2019-03-20 09:00")
    stores = [open_store(postgresql_url) for _ in range(2)]

    def sweeping(place: int) -> None:
        desk = Desk(DUTIES, stores[place])
        desk.clock.at = office.clock.at
        desk.identity.last = 100_000 * (2 + place)
        sweep(desk.engine)

    assert together(sweeping, 2) == [None, None]
    for year in years:
        for duty, count in (("meet", 6), ("go", 22), ("lots", 11)):
            cases = office.owed(year, duty)
            keys = {(case.fields["ends_on"], case.fields["owner"]) for case in cases}
            assert (len(cases), len(keys)) == (count, count)
        assert told(office.owed(year, "go"), "state").count(("done",)) == 1
    for one in (store, *stores):
        one.close()
