"""Ledgers as they really look: what comes out of each, once and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.service.importing import LedgerRow, import_rows
from engine.service.intake.reading import Intake, SheetFault, take_in
from runtime.spreadsheets.reading import read_sheets
from tests.intake.workshop import DIRECTORY, built, descriptions, ledger_workflow, mapping, office

if TYPE_CHECKING:
    from engine.service.importing import BadRow

CASES: dict[str, dict[str, Any]] = descriptions()["cases"]
GOOD = [name for name, described in CASES.items() if "faults" not in described]


def taken(described: dict[str, Any]) -> Intake | list[SheetFault]:
    shape = mapping(described.get("mapping", {}))
    sheets = read_sheets(built(described), "ledger", shape.file)
    return take_in(shape, ledger_workflow(), DIRECTORY, sheets)


def read(described: dict[str, Any]) -> Intake:
    found = taken(described)
    assert isinstance(found, Intake), found
    return found


def cells(bad: list[BadRow]) -> dict[str, str]:
    faults = [fault for row in bad for fault in row.refusal.facts["problems"]]
    return {fault["facts"]["cell"]: fault["code"] for fault in faults}


def said(row: LedgerRow, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of a row what is expected of it."""
    found: dict[str, Any] = {"on": row.opened_on.isoformat()}
    for key in expected.keys() - {"on"}:
        acts = [f"{act.event} {act.on}" for act in row.acts]
        found[key] = acts if key == "acts" else row.values.get(key)
    return found


def test_there_are_many_of_them() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize("name", GOOD)
def test_what_comes_out_of_a_ledger(name: str) -> None:
    described = CASES[name]
    found = read(described)
    rows = {row.key.partition(":")[2]: row for row in found.rows}
    assert {key: said(row, described["rows"].get(key, {})) for key, row in rows.items()} == (
        described["rows"])  # fmt: skip
    assert cells(found.bad) == described.get("bad", {})
    if "passed" in described:
        assert [one.line for one in found.passed] == described["passed"]
    if "told" in described:
        assert {one.sheet: one.status for one in found.sheets} == described["told"]


@pytest.mark.parametrize("name", [name for name in CASES if name not in GOOD])
def test_a_file_that_is_not_as_the_mapping_says_is_refused_whole(name: str) -> None:
    found = taken(CASES[name])
    assert isinstance(found, list)
    assert sorted(fault.code for fault in found) == CASES[name]["faults"]


@pytest.mark.parametrize("name", GOOD)
def test_a_ledger_imported_twice_changes_nothing_the_second_time(name: str) -> None:
    found, here = read(CASES[name]), office()
    first = import_rows(here.engine, found.rows, None)
    assert (first.imported, first.bad) == (len(found.rows), ())
    history = dict(here.store.state.history)
    again = import_rows(here.engine, reversed(read(CASES[name]).rows), None)
    assert (again.imported, again.updated, again.known) == (0, 0, first.imported)
    assert (again.bad, again.differing) == ((), ())
    assert dict(here.store.state.history) == history
