"""What a transaction over cases does, on every store alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.errors import Conflict, NotFound, StoreError
from engine.kernel.case import ActMemory
from tests.store import samples
from tests.store.samples import HOUR, START


def given(store: Any, *cases: Any) -> None:
    with store.unit() as unit:
        unit.record([samples.change(None, one) for one in cases])


def test_a_case_is_read_back_equal_to_what_was_recorded(store: Any) -> None:
    full = samples.case(
        clocks=(samples.clock(), samples.clock("promptly", due_on=None, due_at=None)),
        acts={"leave": ActMemory(actor="leader", on=START.date(), persons=("leader",))},
        waiting={"sign": ("leader",)},
        marks=("urgent",),
    )
    given(store, full)
    with store.unit() as unit:
        assert unit.case("01") == full


def test_microseconds_of_instants_are_kept(store: Any) -> None:
    exact = samples.case(at=START + dt.timedelta(microseconds=123_457))
    given(store, exact)
    with store.unit() as unit:
        assert unit.case("01").opened_at == exact.opened_at
    assert store.reader.history("01")[0].occurred_at == exact.acted_at


def test_a_case_that_does_not_exist_is_not_found(store: Any) -> None:
    with pytest.raises(NotFound), store.unit() as unit:
        unit.case("99")
    with pytest.raises(NotFound), store.unit() as unit:
        unit.find("苏安巡〔2019〕99号")


@pytest.mark.parametrize(
    "typed",
    ["苏安巡〔2019〕1号", "苏安巡[2019]1号", "苏安巡（2019） １ 号", "苏安巡【2019】1号", "01"],
)
def test_a_number_is_found_however_its_brackets_are_typed(store: Any, typed: str) -> None:
    given(store, samples.case())
    with store.unit() as unit:
        assert unit.find(typed) == "01"


def test_what_is_recorded_in_a_unit_is_read_in_it(store: Any) -> None:
    opened = samples.case()
    with store.unit() as unit:
        unit.record([samples.change(None, opened)])
        assert unit.case("01") == opened
        later = samples.moved(opened)
        unit.record([samples.change(opened, later)])
        assert unit.case("01") == later


def everything_written(unit: Any) -> None:
    unit.next_number("office", "patrol", 2019)
    unit.record([samples.change(None, samples.case("02"))])
    unit.remember_import("row", "02")
    assert unit.case("02")


def test_an_error_undoes_everything_of_its_unit(store: Any) -> None:
    given(store, samples.case())
    with pytest.raises(ZeroDivisionError):
        samples.interrupted(store.unit(), everything_written)
    with store.unit() as unit:
        with pytest.raises(NotFound):
            unit.case("02")
        assert unit.imported(["row"]) == {}
        assert unit.next_number("office", "patrol", 2019) == 1


def stopped_by_the_keyboard(unit: Any) -> None:
    everything_written(unit)
    raise KeyboardInterrupt


def test_ctrl_c_in_the_middle_undoes_everything_and_the_store_goes_on(store: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        samples.interrupted(store.unit(), stopped_by_the_keyboard)
    given(store, samples.case("02"))
    assert [row.seq for row in store.reader.history("02")] == [1]


def test_a_case_that_moved_on_is_a_conflict_that_tells_what_changed(store: Any) -> None:
    opened = samples.case()
    given(store, opened)
    with store.unit() as unit:
        unit.record([samples.change(opened, samples.moved(opened), "leave", actor="deputy")])
    with pytest.raises(Conflict) as caught, store.unit() as unit:
        unit.record([samples.change(opened, samples.moved(opened), "close")])
    assert caught.value.code == "case_changed"
    assert caught.value.facts == {
        "number": opened.number,
        "event": "leave",
        "actor": "deputy",
        "at": (START + HOUR).isoformat(),
    }
    assert [row.event for row in store.reader.history("01")] == ["open", "leave"]


def test_one_stale_case_among_several_undoes_all(store: Any) -> None:
    first, second = samples.case("01"), samples.case("02")
    given(store, first, second)
    with store.unit() as unit:
        unit.record([samples.change(second, samples.moved(second))])
    with pytest.raises(Conflict), store.unit() as unit:
        unit.record(
            [
                samples.change(first, samples.moved(first)),
                samples.change(second, samples.moved(second)),
                samples.change(None, samples.case("03")),
            ]
        )
    with store.unit() as unit:
        assert unit.case("01") == first
        with pytest.raises(NotFound):
            unit.case("03")


def test_two_changes_of_one_case_in_a_record_are_both_kept(store: Any) -> None:
    opened = samples.case()
    later = samples.moved(opened)
    last = samples.closed(later, START + 2 * HOUR)
    with store.unit() as unit:
        unit.record(
            [
                samples.change(None, opened),
                samples.change(opened, later),
                samples.change(later, last, "close"),
            ]
        )
    with store.unit() as unit:
        assert unit.case("01") == last
    assert [row.event for row in store.reader.history("01")] == ["open", "leave", "close"]


def test_a_number_that_is_taken_is_refused(store: Any) -> None:
    given(store, samples.case("01"))
    with pytest.raises(StoreError), store.unit() as unit:
        unit.record([samples.change(None, samples.case("02", number="苏安巡(2019)1号"))])


def test_a_step_takes_effect_once(store: Any) -> None:
    opened = samples.case()
    first = samples.moved(opened)
    given(store, opened)
    with store.unit() as unit:
        unit.record([samples.change(opened, first, steps=(samples.step(first),))])
    again = samples.moved(first)
    with pytest.raises(StoreError), store.unit() as unit:
        unit.record([samples.change(first, again, steps=(samples.step(again),))])
    with store.unit() as unit:
        unit.record([samples.change(first, again, steps=(samples.step(again, term=2),))])
    assert [row.term for row in store.reader.steps("01")] == [1, 2]


def test_rows_beside_a_case_are_read_back_as_they_were_given(store: Any) -> None:
    opened = samples.case()
    rows: dict[str, Any] = {
        "private": (samples.private(opened),),
        "messages": (samples.message(opened, "m1"),),
        "papers": (samples.paper(opened, "p1"),),
    }
    given_change = samples.change(None, opened, **rows)
    with store.unit() as unit:
        unit.record([given_change])
    reader = store.reader
    assert reader.history("01") == list(given_change.history)
    assert reader.spans("01") == list(given_change.spans)
    assert reader.papers("01") == list(given_change.papers)
    assert reader.private_texts("01") == {(1, "statement"): "张某反映的情况"}
    assert [one.roles for one in reader.messages("01")] == [("leader", "office")]


def test_a_paper_recorded_again_replaces_its_draft(store: Any) -> None:
    opened = samples.case()
    draft = samples.paper(opened, "p1")
    with store.unit() as unit:
        unit.record([samples.change(None, opened, papers=(draft,))])
    later = samples.moved(opened)
    void = samples.paper(opened, "p1", status="void")
    with store.unit() as unit:
        assert unit.papers("01") == [draft]
        unit.record([samples.change(opened, later, papers=(void,))])
    with store.unit() as unit:
        assert unit.papers("01") == [void]


def test_due_cases_are_claimed_earliest_first_without_those_passed_over(store: Any) -> None:
    days = {"01": 20, "02": 10, "03": 10, "04": 30}
    given(
        store,
        *(
            samples.case(one, clocks=(samples.clock(due=dt.date(2019, 8, day)),))
            for one, day in days.items()
        ),
    )
    until = dt.datetime(2019, 8, 25, tzinfo=dt.UTC)
    with store.unit() as unit:
        assert [one.id for one in unit.claim_due(until, 10, ())] == ["02", "03", "01"]
        assert unit.is_alone("02")
    with store.unit() as unit:
        assert [one.id for one in unit.claim_due(until, 2, ("02",))] == ["03", "01"]


def test_numbers_run_without_gaps_by_office_series_and_year(store: Any) -> None:
    with store.unit() as unit:
        assert [unit.next_number("a", "patrol", 2019) for _ in range(3)] == [1, 2, 3]
        assert unit.next_number("b", "patrol", 2019) == 1
        assert unit.next_number("a", "listed", 2019) == 1
        assert unit.next_number("a", "patrol", 2020) == 1
    with pytest.raises(ZeroDivisionError):
        samples.interrupted(store.unit(), lambda unit: unit.next_number("a", "patrol", 2019))
    with store.unit() as unit:
        assert unit.next_number("a", "patrol", 2019) == 4


def test_an_imported_row_is_remembered_once(store: Any) -> None:
    with store.unit() as unit:
        unit.record([samples.change(None, samples.case())])
        unit.remember_import("hpd:1", "01")
        assert unit.imported(["hpd:1"]) == {"hpd:1": "01"}
    with store.unit() as unit:
        assert unit.imported(["hpd:2", "hpd:1"]) == {"hpd:1": "01"}
        assert unit.imported([]) == {}
    with pytest.raises(StoreError), store.unit() as unit:
        unit.remember_import("hpd:1", "01")


def test_an_imported_row_may_be_remembered_before_its_case_is_recorded(store: Any) -> None:
    with store.unit() as unit:
        unit.remember_import("hpd:1", "01")
        unit.record([samples.change(None, samples.case())])
    with store.unit() as unit:
        assert unit.imported(["hpd:1"]) == {"hpd:1": "01"}


def test_a_unit_that_only_reads_leaves_nothing_behind(store: Any) -> None:
    given(store, samples.case())
    for _ in range(3):
        with store.unit() as unit:
            unit.lock_family("01")
            unit.case("01")
    with store.unit() as unit:
        assert unit.case("01") == samples.case()
