"""Each period once, whoever sweeps however often; and sweeping more often changes no history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar.periods import next_period
from tests.duties.desk import Desk
from tests.model.build import local
from tests.service.office import china

DUTIES = """
meet: {title: 月会, every: month, while: running, owed_by: [head, deputy], at_least: 2,
  by: the 28th, proof: {note: text}, overdue: [{id: late, after: 0 days, mark: weak},
  {id: talk, after: 9 days, open: talk, as: talks, with: {unit: owner.organisation}}]}
go: {title: 检查, every: quarter, while: running, owed_by: head, partial: skip,
  counts: {workflow: visit, event: go, when: found.visitor == owner.person}}
lots: {title: 随机, every: week, while: running, owed_by: clerk, proof: {note: text},
  draw: {from: case.units, no_repeat: round}}
eve: {title: 节前, every: holiday, by: the day before, while: running, owed_by: clerk,
  jointly: organisation, proof: {note: text}}
"""
BEGIN, END = dt.datetime(2019, 1, 2, 1, tzinfo=dt.UTC), dt.datetime(2019, 12, 31, tzinfo=dt.UTC)
MINUTES = st.integers(24 * 60, 362 * 24 * 60)
MOMENTS = st.lists(MINUTES.map(lambda one: BEGIN + dt.timedelta(minutes=one)), max_size=12)
Happening = tuple[dt.datetime, str]


def year_of(happenings: list[Happening]) -> tuple[Desk, str]:
    """Play a year: visits, records, pauses, sweeps at their moments, and a sweep at the end."""
    office = Desk(DUTIES)
    year = office.started("2019-01-02 09:00")
    for moment, what in sorted(happenings):
        office.clock.at = moment
        on = china().local_date(office.clock.at).isoformat()
        if what == "sweep":
            office.sweep()
        elif what == "visit":
            office.visit("north_head", on)
        elif what == "pause":
            office.act(year, "pause")
        elif what == "start":
            office.act(year, "start")
        else:
            office.sweep()
            for case in office.owed(year, "meet")[-4:]:
                office.act(case.id, "record", by="south_deputy", note="x")
    office.clock.at = END
    office.sweep()
    return office, year


def timeless(office: Desk, year: str) -> list[Any]:
    """Return all that the histories of a year say, but for numbers and what was recorded when."""
    found = []
    fields = ("duty:meet", "duty:go", "duty:lots", "duty:eve", "talks")
    for case in [office.case(year), *(one for name in fields for one in office.below(year, name))]:
        for entry in office.history(case.id):
            changes = {name: one for name, one in entry.changes.items() if name == "fields"}
            found.append((case.workflow, entry.event, entry.kind, entry.source, entry.target,
                          entry.occurred_at, _plain(changes)))  # fmt: skip
    return sorted(found, key=str)


def _plain(changes: dict[str, Any]) -> str:
    """Return changes without the numbers of cases, which go by the order of recording."""
    fields = dict(changes.get("fields", {}))
    counted = fields.pop("counted", [])
    return str((sorted(fields.items(), key=str), [(row["on"], row["amount"]) for row in counted]))


@settings(max_examples=5)
@given(acts=st.lists(st.tuples(MOMENTS.map(lambda found: found[:1]),
                               st.sampled_from(["visit", "record", "pause", "start"])),
                     max_size=8),
       sweeps=MOMENTS)  # fmt: skip
def test_how_often_is_swept_changes_no_history(
    acts: list[tuple[list[dt.datetime], str]], sweeps: list[dt.datetime]
) -> None:
    happened = [(when[0], what) for when, what in acts if when]
    once, year = year_of(happened)
    often, other = year_of([*happened, *((moment, "sweep") for moment in sweeps)])
    assert timeless(once, year) == timeless(often, other)


@settings(max_examples=5)
@given(sweeps=MOMENTS, moves=st.lists(MOMENTS.map(lambda found: found[:1]), max_size=4))
def test_every_period_is_owed_once_by_each_and_none_is_left_out(
    sweeps: list[dt.datetime], moves: list[list[dt.datetime]]
) -> None:
    pauses = [(when[0], "pause") for when in moves if when]
    office, year = year_of([*((moment, "sweep") for moment in sweeps), *pauses, *_starts(pauses)])
    for duty, every in (("meet", "month"), ("lots", "week"), ("eve", "holiday")):
        found = [(case.fields["ends_on"], case.fields["owner"]) for case in office.owed(year, duty)]
        assert len(found) == len(set(found))
        if not pauses and duty != "meet":
            assert {ends for ends, _ in found} == _ends(every)
    for case in office.owed(year, "lots"):
        assert office.replayed(case.id) == _unsealed(office.case(case.id))


def _starts(pauses: list[Happening]) -> list[Happening]:
    return [(moment + dt.timedelta(days=3), "start") for moment, _ in pauses]


def _ends(every: Any) -> set[str]:
    """Return the last days of the periods that the year touches, and whose time comes in it."""
    found, day = set(), dt.date(2019, 1, 2)
    while (period := next_period(china(), every, day)) and period.starts <= dt.date(2019, 12, 31):
        found.add(period.ends.isoformat())
        day = period.ends + dt.timedelta(days=1)
    return found


def _unsealed(case: Any) -> Any:
    from msgspec.structs import replace

    return replace(case, head="")


def test_after_a_year_of_silence_each_missed_period_has_its_ladder_at_its_own_instants() -> None:
    daily, year = year_of([])
    months = [case for case in daily.owed(year, "meet") if case.fields["owner"] == "head@north"]
    assert len(months) == 12
    assert {case.state for case in months[:-1]} == {"missed"}
    for case in months[:-1]:
        late = next(one for one in daily.history(case.id) if one.event == "period:late")
        due = case.clocks[0].due_at
        assert late.occurred_at == due
        assert late.recorded_at == END


def test_a_sweeper_that_begins_anew_opens_nothing_twice() -> None:
    office = Desk(DUTIES)
    year = office.started("2019-01-02 09:00")
    for month in range(1, 12):
        office.clock.at = local(f"2019-{month:02}-15 09:00")
        office.begin_anew()
        office.sweep()
        assert office.sweep().steps == 0
    assert len(office.owed(year, "meet")) == 4 * 11
