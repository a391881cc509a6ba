"""Very many changes in one transaction, on every store alike."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import Conflict, NotFound
from tests.store import samples
from tests.store.samples import DAY, HOUR, START


def opened(unit: Any, case_id: str) -> Any:
    number = unit.next_number("office", "patrol", 2019)
    new = samples.case(case_id, number=f"N-{number}")
    unit.record([samples.change(None, new)])
    return new


def test_units_within_a_bulk_read_what_others_in_it_recorded(store: Any) -> None:
    with store.bulk() as bulk:
        with bulk.unit() as unit:
            first = opened(unit, "01")
            unit.remember_import("row:1", "01")
        with bulk.unit() as unit:
            assert unit.case("01") == first
            assert unit.find("n-1") == "01"
            assert unit.is_alone("01")
            assert unit.imported(["row:1", "row:2"]) == {"row:1": "01"}
            later = samples.moved(first)
            unit.record([samples.change(first, later, papers=(samples.paper(later, "p"),))])
        with bulk.unit() as unit:
            assert unit.papers("01")[0].key == "p"
            assert unit.due_in_family("01", START + 100 * DAY) == ["01"]
            child = samples.child("02", later, number="C-1")
            unit.record([samples.change(None, child)])
            assert unit.children("01") == [child]
            assert not unit.is_alone("01")
    with store.unit() as unit:
        assert unit.case("01") == later
        assert unit.children("01") == [child]
        assert unit.next_number("office", "patrol", 2019) == 2
    assert [row.seq for row in store.reader.history("01")] == [1, 2]


def numbers_taken(unit: Any) -> None:
    assert unit.next_number("office", "patrol", 2019) == 2
    assert unit.next_number("other", "patrol", 2019) == 1


def test_a_unit_that_fails_within_a_bulk_gives_its_number_back(store: Any) -> None:
    with store.bulk() as bulk:
        with bulk.unit() as unit:
            opened(unit, "01")
        with pytest.raises(ZeroDivisionError):
            samples.interrupted(bulk.unit(), numbers_taken)
        with bulk.unit() as unit:
            assert unit.next_number("office", "patrol", 2019) == 2
    with store.unit() as unit:
        assert unit.next_number("office", "patrol", 2019) == 3
        assert unit.next_number("other", "patrol", 2019) == 1


def opened_and_flushed(bulk: Any) -> None:
    with bulk.unit() as unit:
        opened(unit, "01")
    bulk.flush()


def test_a_bulk_that_fails_leaves_nothing(store: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        samples.interrupted(store.bulk(), opened_and_flushed)
    with store.unit() as unit:
        with pytest.raises(NotFound):
            unit.case("01")
        assert unit.next_number("office", "patrol", 2019) == 1


def test_cases_that_were_there_before_can_move_in_a_bulk(store: Any) -> None:
    parent = samples.case("01")
    with store.unit() as unit:
        unit.record([samples.change(None, parent)])
        unit.record([samples.change(None, samples.child("02", parent))])
    with store.bulk() as bulk:
        for hours in (1, 2, 3):
            with bulk.unit() as unit:
                unit.lock_family("01")
                for read in (unit.case("01"), *unit.children("01")):
                    later = samples.moved(read, START + hours * HOUR)
                    unit.record([samples.change(read, later)])
    with store.unit() as unit:
        assert [unit.case(one).seq for one in ("01", "02")] == [4, 4]
    assert [row.seq for row in store.reader.history("02")] == [1, 2, 3, 4]


def test_a_stale_change_in_a_bulk_is_a_conflict(store: Any) -> None:
    first = samples.case("01")
    with store.unit() as unit:
        unit.record([samples.change(None, first)])
        unit.record([samples.change(first, samples.moved(first))])
    with pytest.raises(Conflict), store.bulk() as bulk, bulk.unit() as unit:
        unit.record([samples.change(first, samples.moved(first))])


def test_a_bulk_claims_what_it_has_opened(store: Any) -> None:
    with store.bulk() as bulk, bulk.unit() as unit:
        opened(unit, "01")
        assert [one.id for one in unit.claim_due(START + 100 * DAY, 5, ())] == ["01"]
