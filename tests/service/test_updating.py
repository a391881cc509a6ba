"""The same row in a later file: its case takes what it has not yet, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from engine.service import importing
from engine.service.importing import DatedAct, LedgerRow, import_rows
from tests.model.build import day, event, field, workflow
from tests.service.office import Office


def ledger() -> Office:
    return Office(
        workflow(
            "w",
            "open work done=done",
            [
                event("begin", "open", "work", asks=("begun",), dated="begun"),
                event("look", "work", "work"),
                event("finish", "work", "done", asks=("on",), dated="on"),
            ],
            [],
            [field("begun", "date"), field("on", "date"), field("said", "text")],
        )
    ).at("2021-01-04 09:00")


def act(name: str, on: str, /, **values: Any) -> DatedAct:
    return DatedAct(on=day(on), event=name, values=values, dated=name != "look")


BEGUN = act("begin", "2020-03-02", begun="2020-03-02")
DONE = act("finish", "2020-03-09", on="2020-03-09")


def row(*acts: DatedAct, said: str = "a", line: int = 2) -> LedgerRow:
    return LedgerRow(
        line=line, key=f"ledger:{line}", workflow="w", opened_on=day("2020-03-01"),
        values={"said": said}, acts=acts,
    )  # fmt: skip


def only(here: Office) -> str:
    (case,) = here.store.state.cases
    return case


def test_a_row_that_says_more_than_before_brings_its_case_up_to_it() -> None:
    here = ledger()
    import_rows(here.engine, [row(BEGUN)], None)
    later = import_rows(here.engine, [row(BEGUN, DONE)], None)
    assert (later.imported, later.updated, later.known) == (0, 1, 0)
    found = here.case(only(here))
    assert (found.state, str(found.closed_on)) == ("done", "2020-03-09")
    again = import_rows(here.engine, [row(BEGUN, DONE)], None)
    assert (again.updated, again.known) == (0, 1)


def test_an_act_that_was_taken_by_hand_on_that_day_is_not_taken_again() -> None:
    here = ledger()
    import_rows(here.engine, [row(BEGUN)], None)
    here.does(only(here), "finish", on="2021-01-04")
    said = row(BEGUN, act("finish", "2021-01-04", on="2021-01-04"))
    assert import_rows(here.engine, [said], None).known == 1


def test_an_act_that_the_case_has_on_another_day_is_told_and_nothing_changes() -> None:
    here = ledger()
    import_rows(here.engine, [row(BEGUN, DONE)], None)
    said = row(BEGUN, act("finish", "2020-03-10", on="2020-03-10"))
    (bad,) = import_rows(here.engine, [said], None).bad
    assert (bad.refusal.code, bad.refusal.facts["known"]) == (
        "import_act_on_other_day", day("2020-03-09"))  # fmt: skip


def test_an_act_without_a_day_of_its_own_is_taken_once() -> None:
    here = ledger()
    import_rows(here.engine, [row(BEGUN)], None)
    looked = row(BEGUN, act("look", "2020-03-03"))
    told = [import_rows(here.engine, [looked], None) for _ in range(3)]
    assert [one.updated for one in told] == [1, 0, 0]


def test_what_a_row_says_otherwise_of_its_opening_is_told_and_the_case_stands() -> None:
    here = ledger()
    import_rows(here.engine, [row()], None)
    told = import_rows(here.engine, [row(said="b")], None)
    (differing,) = told.differing
    assert (differing.line, differing.fields, told.known) == (2, ("said",), 1)
    assert here.case(only(here)).fields["said"] == "a"


def test_a_dry_run_of_more_says_so_and_keeps_nothing() -> None:
    here = ledger()
    import_rows(here.engine, [row(BEGUN)], None)
    tried = import_rows(here.engine, [row(BEGUN, DONE)], None, dry_run=True)
    assert (tried.updated, here.case(only(here)).state) == (1, "work")


def test_all_or_nothing_leaves_nothing_where_one_row_is_bad() -> None:
    here = ledger()
    rows = [row(BEGUN, line=2), row(DONE, line=3)]
    told = import_rows(here.engine, rows, None, all_or_nothing=True)
    assert (told.imported, told.undone, len(told.bad)) == (0, True, 1)
    assert here.store.state.cases == {}
    assert import_rows(here.engine, rows[:1], None, all_or_nothing=True).imported == 1


def test_an_import_that_was_interrupted_goes_on_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    here = ledger()
    rows = [row(BEGUN, line=line) for line in range(2, 9)]

    def stop(done: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_rows(here.engine, rows, None, progress=stop)
    assert len(here.store.state.cases) == 4
    told = import_rows(here.engine, rows, None)
    assert (told.imported, told.known) == (3, 4)
