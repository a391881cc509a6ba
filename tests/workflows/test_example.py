"""The foreign ledger: its mapping fits its rows and its workflow, and its figures hold."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

from engine.kernel.directory import Directory
from engine.service.importing import ImportReport, import_rows
from engine.service.intake.reading import Intake, take_in
from engine.service.intake.sheets import Raw, Sheet
from runtime.mappings.reading import read_mapping
from tests.workflows.player import Player
from tests.workflows.shipped import EXAMPLE, plain, workflows

Row = dict[str, str]
FIGURES = {
    "2014-12-31": (24, 11, 13),
    "2018-12-31": (26, 11, 15),
    "2019-02-20": (28, 11, 15),
    "2020-12-31": (28, 14, 14),
    "2022-12-31": (30, 21, 9),
}


def _rows() -> list[Row]:
    with (EXAMPLE / "sample.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mapping() -> dict[str, Any]:
    return plain(EXAMPLE / "import_mapping.yaml")


def _due(row: Row) -> str:
    return row["newcorrectbydate"] or row["originalcorrectbydate"]


def _closed_by(row: Row, day: str) -> bool:
    return row["violationstatus"] == "Close" and row["currentstatusdate"] <= day


def _figures(rows: list[Row], day: str) -> tuple[int, int, int]:
    issued = [row for row in rows if row["novissueddate"] and row["novissueddate"] <= day]
    open_ = [row for row in issued if not _closed_by(row, day)]
    overdue = [row for row in open_ if _due(row) < day]
    return len(issued), len(issued) - len(open_), len(overdue)


def test_the_mapping_names_every_column_of_the_ledger_once() -> None:
    mapping = _mapping()
    named = [*mapping["columns"], *mapping["ignored"]]
    assert sorted(named) == sorted(_rows()[0])


def test_the_mapping_names_only_fields_and_events_of_its_workflow() -> None:
    mapping = _mapping()
    workflow = workflows()[mapping["workflow"]]
    fields = [column["field"] for column in mapping["columns"].values() if "field" in column]
    assert set(fields) <= set(workflow.fields)
    for act in mapping["acts"]:
        event = workflow.events[act["event"]]
        taken = {mapping["columns"][column]["field"] for column in act["with"]}
        assert {*taken, event.dated} == set(event.asks)


def test_the_values_that_the_mapping_knows_are_choices_of_the_field() -> None:
    mapping = _mapping()
    fields = workflows()[mapping["workflow"]].fields
    boroughs = mapping["columns"]["boro"]["values"]
    assert set(boroughs.values()) == set(fields["borough"].choices)
    assert {row["boro"] for row in _rows()} == set(boroughs)
    assert {row["class"] for row in _rows()} == set(fields["class"].choices)


def test_the_sample_gives_the_figures_that_its_readme_tells() -> None:
    rows = _rows()
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for day, figures in FIGURES.items():
        assert _figures(rows, day) == figures
        assert "| {} | {} | {} | {} |".format(day, *figures) in text


def test_the_sample_holds_every_kind_of_row_that_the_ledger_has() -> None:
    rows = _rows()
    noticed = [row for row in rows if row["novissueddate"]]
    silent = [row for row in rows if not row["novissueddate"]]
    assert {row["class"] for row in silent} == {"I"}
    assert sum(1 for row in noticed if row["newcorrectbydate"]) == 9
    assert sum(1 for row in noticed if _due(row) < row["novissueddate"]) == 3
    closed = [row for row in noticed if row["violationstatus"] == "Close"]
    assert sum(1 for row in closed if row["currentstatusdate"] <= _due(row)) == 6
    early = [row for row in closed if row["newcorrectbydate"]]
    assert any(row["currentstatusdate"] < row["originalcorrectbydate"] for row in early)


def _import(player: Player, rows: list[Row]) -> ImportReport:
    """Import rows of the ledger in 2024, through the mapping and the service."""
    player.clock.set(dt.datetime(2024, 1, 2, tzinfo=dt.UTC))
    file = EXAMPLE / "import_mapping.yaml"
    mapping = read_mapping(file.read_bytes(), file.name, workflows().__getitem__)
    cells: list[list[Raw]] = [[*rows[0]]]
    cells += [[*row.values()] for row in rows]
    sheet = Sheet(name="", rows=cells, lines=list(range(1, len(cells) + 1)))
    found = take_in(mapping, workflows()[mapping.workflow], Directory(), [sheet])
    assert isinstance(found, Intake)
    assert found.bad == []
    return import_rows(player.engine, found.rows, None)


def test_the_ledger_imported_gives_the_figures_that_its_readme_tells(player: Player) -> None:
    report = _import(player, _rows())
    assert (report.imported, report.bad) == (33, ())
    calendar = player.engine.registry.library.calendar("new_york")
    for day, (issued, closed, overdue) in FIGURES.items():
        before = calendar.end_of(dt.date.fromisoformat(day))
        reader = player.reader
        (found,) = reader.figures("housing_violation", before, player.clock.now())
        assert (found.opened, found.closed, found.overdue) == (issued, closed, overdue)
    assert (found.closed_on_time, found.closed_late) == (6, 15)


def test_the_order_of_rows_does_not_matter_and_a_second_import_changes_nothing(
    player: Player,
) -> None:
    assert _import(player, list(reversed(_rows()))).imported == 33
    again = _import(player, _rows())
    assert (again.imported, again.known) == (0, 33)
