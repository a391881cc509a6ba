"""Laws of the store, over whatever hypothesis thinks of."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors import Conflict
from store.codec import instant, micros, to_case, to_json
from store.database import open_store
from store.keys import number_key
from store.views import Figures
from tests.fakes.memory_store import MemoryStore
from tests.store import samples
from tests.store.samples import DAY, HOUR, START

if TYPE_CHECKING:
    from store.database import DatabaseStore

instants = st.timedeltas(-40_000 * DAY, 60_000 * DAY).map(lambda apart: START + apart)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
plain = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), texts, st.lists(texts, max_size=3)
)
SHARED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(instants)
def test_an_instant_comes_back_to_the_microsecond(at: dt.datetime) -> None:
    assert instant(micros(at)) == at


@given(instants, instants)
def test_instants_keep_their_order_in_the_database(one: dt.datetime, other: dt.datetime) -> None:
    assert (micros(one) < micros(other)) == (one < other)


@given(instants, st.integers(-14, 14))
def test_an_instant_is_the_same_from_any_zone(at: dt.datetime, hours: int) -> None:
    assert micros(at.astimezone(dt.timezone(dt.timedelta(hours=hours)))) == micros(at)


@given(st.dictionaries(texts, plain, max_size=5), instants)
def test_a_case_comes_back_equal_from_its_text(fields: dict[str, Any], at: dt.datetime) -> None:
    one = samples.case(at=at, fields=fields)
    assert to_case(to_json(one)) == one


@given(texts)
def test_a_folded_number_is_its_own_fold(number: str) -> None:
    folded = number_key(number)
    assert number_key(folded) == folded
    assert number_key(f" {number} ") == folded


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_the_closure_rate_is_the_school_rounding_of_the_quotient(one: int, other: int) -> None:
    closed, opened = sorted((one, other))
    expected = Decimal("0.00")
    if opened:
        expected = (Decimal(100 * closed) / opened).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Figures(opened=opened, closed=closed).closure_rate == str(expected)


class Office:
    """One store under a random run of work; cases of each example have ids of their own."""

    def __init__(self, store: Any, base: int) -> None:
        self.store = store
        self.base = base

    def name(self, place: int) -> str:
        return f"{self.base + place:08}"

    def do(self, unit: Any, work: tuple[Any, ...]) -> object:
        """Do one piece of work in a unit; return what it saw."""
        kind, place, hours = work
        case_id, at = self.name(place), START + hours * HOUR
        if kind == "open":
            return self._open(unit, case_id, place)
        if case_id not in self.known(unit):
            return None
        if kind == "move":
            read = unit.case(case_id)
            unit.record([samples.change(read, samples.moved(read, at))])
            return read.seq
        if kind == "children":
            return [one.id for one in unit.children(case_id)]
        if kind == "due":
            return sorted(unit.due_in_family(unit.case(case_id).root, at + 30 * DAY))
        return (unit.find(unit.case(case_id).number), unit.case(case_id) and unit.is_alone(case_id))

    def known(self, unit: Any) -> set[str]:
        return set(unit.imported([self.name(place) for place in range(6)]))

    def _open(self, unit: Any, case_id: str, place: int) -> object:
        if case_id in self.known(unit):
            return None
        number = unit.next_number("office", str(self.base), 2019)
        above = self.name(place // 2)
        new = samples.case(case_id, number=f"{self.base}-{place}-{number}")
        if place > 1 and above in self.known(unit):
            new = samples.child(case_id, unit.case(above), number=new.number)
        unit.record([samples.change(None, new, papers=(samples.paper(new, case_id),))])
        unit.remember_import(case_id, case_id)
        return number

    def everything(self) -> list[Any]:
        """Return all that the store says of the cases of this example."""
        found: list[Any] = []
        with self.store.unit() as unit:
            for case_id in sorted(self.known(unit)):
                reader = self.store.reader
                rows = [reader.history(case_id), reader.spans(case_id), reader.papers(case_id)]
                found.append([unit.case(case_id), *rows])
        return found


works = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["open", "open", "move", "children", "due", "find"]),
            st.integers(0, 5),
            st.integers(0, 500),
        ),
        max_size=5,
    ),
    max_size=6,
)
_BASES = iter(range(100, 10**6, 100))


@SHARED
@given(units=works)
def test_whatever_is_done_a_database_and_the_store_in_memory_agree(
    database: DatabaseStore, units: list[list[tuple[Any, ...]]]
) -> None:
    base = next(_BASES)
    offices = [Office(database, base), Office(MemoryStore(), base)]
    for pieces in units:
        seen = []
        for office in offices:
            with office.store.unit() as unit:
                seen.append([office.do(unit, piece) for piece in pieces])
        assert seen[0] == seen[1]
    assert offices[0].everything() == offices[1].everything()


@SHARED
@given(units=works)
def test_a_bulk_leaves_what_its_units_one_by_one_would(
    database: DatabaseStore, units: list[list[tuple[Any, ...]]]
) -> None:
    base = next(_BASES)
    bulky, single = Office(database, base), Office(MemoryStore(), base)
    with bulky.store.bulk() as bulk:
        for pieces in units:
            with bulk.unit() as unit:
                seen = [bulky.do(unit, piece) for piece in pieces]
            with single.store.unit() as unit:
                assert seen == [single.do(unit, piece) for piece in pieces]
    assert bulky.everything() == single.everything()


@SHARED
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["running", "suspended", "met", "met_late", "cancelled", "missed"]),
            st.integers(0, 20),
            st.integers(0, 20),
        ),
        min_size=1,
        max_size=4,
    ),
    day=st.integers(-1, 22),
    known=st.integers(-1, 22),
)
def test_figures_are_what_the_reading_rule_of_spans_gives(
    database: DatabaseStore, steps: list[tuple[str, int, int]], day: int, known: int
) -> None:
    base = next(_BASES)
    read = samples.case(f"{base:08}", workflow=f"w{base}", number=f"F-{base}")
    changes = [samples.change(None, read)]
    for status, happened, recorded in steps:
        at = START + happened * DAY
        clock = replace(read.clocks[0], status=status)
        if status not in ("running", "suspended"):
            clock = samples.ended(read.clocks[0], status, at)
        else:
            clock = replace(clock, ended_on=None, ended_at=None, next_at=None)
        later = samples.moved(read, at, clocks=(clock,))
        changes.append(samples.change(read, later, recorded_at=START + recorded * DAY))
        read = later
    with database.unit() as unit:
        unit.record(changes)
    before, known_at = START + day * DAY, START + known * DAY
    expected = by_hand([row for one in changes for row in one.spans], before, known_at)
    assert database.reader.figures(f"w{base}", before, known_at) == [expected]


def by_hand(spans: list[Any], before: dt.datetime, known_at: dt.datetime) -> Figures:
    """Return a case's figures by the rule that stands at the spans."""
    true = [one for one in spans if one.from_at < before and one.recorded_at <= known_at]
    if not true:
        return Figures()
    last = max(true, key=lambda one: one.seq)
    if last.status == "cancelled":
        return Figures()
    met = last.status in ("met", "met_late")
    return Figures(
        opened=1,
        closed=int(met),
        closed_on_time=int(last.status == "met"),
        closed_late=int(last.status == "met_late"),
        overdue=int(not met and last.due_at is not None and last.due_at < before),
    )


def test_a_change_that_adds_no_history_is_a_fault_of_the_program(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    one = samples.case()
    with store.unit() as unit:
        unit.record([samples.change(None, one)])
    with pytest.raises(ValueError, match="history"), store.unit() as unit:
        unit.record([samples.change(one, replace(one, state="closed"))])
    with pytest.raises(Conflict), store.unit() as unit:
        unit.record(
            [samples.change(one, samples.moved(one)), samples.change(one, samples.moved(one))]
        )
    store.close()
