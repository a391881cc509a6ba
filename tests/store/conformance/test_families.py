"""What a transaction does with the relatives of a case, on every store alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.errors import Conflict
from tests.store import samples
from tests.store.samples import DAY


def given(store: Any, *cases: Any) -> None:
    with store.unit() as unit:
        unit.record([samples.change(None, one) for one in cases])


def test_children_come_in_order_of_opening_by_field(store: Any) -> None:
    parent = samples.case("01")
    given(
        store,
        parent,
        samples.child("04", parent),
        samples.child("02", parent, "clues"),
        samples.child("03", parent),
        samples.case("05"),
    )
    with store.unit() as unit:
        assert [one.id for one in unit.children("01")] == ["02", "03", "04"]
        assert [one.id for one in unit.children("01", "problems")] == ["03", "04"]
        assert unit.children("03") == []


def test_a_family_may_be_recorded_in_any_order(store: Any) -> None:
    parent = samples.case("01")
    with store.unit() as unit:
        unit.record([samples.change(None, one) for one in (samples.child("02", parent), parent)])
    with store.unit() as unit:
        assert unit.case("02").root == "01"


def test_a_case_is_alone_until_it_has_a_child(store: Any) -> None:
    parent = samples.case("01")
    given(store, parent)
    with store.unit() as unit:
        unit.case("01")
        assert unit.is_alone("01")
    given(store, samples.child("02", parent))
    with store.unit() as unit:
        unit.case("01")
        unit.case("02")
        assert not unit.is_alone("01")
        assert not unit.is_alone("02")


def test_the_due_of_a_family_are_those_that_ring_by_an_instant(store: Any) -> None:
    soon, late = samples.clock(due=dt.date(2019, 8, 10)), samples.clock(due=dt.date(2019, 9, 10))
    parent = samples.case("01", clocks=(late,))
    given(
        store,
        parent,
        samples.child("02", parent, clocks=(soon,)),
        samples.child("03", parent, clocks=()),
        samples.case("04", clocks=(soon,)),
    )
    assert soon.next_at is not None
    with store.unit() as unit:
        assert unit.due_in_family("01", soon.next_at) == ["02"]
        assert unit.due_in_family("01", soon.next_at - dt.timedelta(microseconds=1)) == []
        assert sorted(unit.due_in_family("01", soon.next_at + 100 * DAY)) == ["01", "02"]


def test_a_family_that_is_locked_can_be_acted_on(store: Any) -> None:
    parent = samples.case("01")
    first = samples.child("02", parent)
    given(store, parent, first)
    with store.unit() as unit:
        unit.lock_family("01")
        read = unit.case("02")
        later, above = samples.moved(read), samples.moved(unit.case("01"))
        third = samples.child("03", parent)
        unit.record(
            [
                samples.change(read, later),
                samples.change(parent, above),
                samples.change(None, third),
            ]
        )
    with store.unit() as unit:
        assert unit.case("01") == above
        assert [one.seq for one in unit.children("01")] == [2, 1]


def test_a_stale_change_in_a_locked_family_is_a_conflict_and_the_store_goes_on(store: Any) -> None:
    parent = samples.case("01")
    given(store, parent, samples.child("02", parent))
    with store.unit() as unit:
        unit.record([samples.change(parent, samples.moved(parent))])

    def close_what_was_seen_before() -> None:
        with store.unit() as unit:
            unit.lock_family("01")
            unit.record([samples.change(parent, samples.moved(parent), "close")])

    with pytest.raises(Conflict) as caught:
        close_what_was_seen_before()
    assert caught.value.facts["event"] == "leave"
    with store.unit() as unit:
        unit.lock_family("01")
        assert unit.case("01").seq == 2
