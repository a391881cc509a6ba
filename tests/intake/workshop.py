"""Ugly ledgers built from their descriptions, and the office that takes them in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from engine.definition.source import load_plain
from engine.definition.workflow import Text, Workflow
from engine.kernel.directory import Directory, Organisation
from engine.service.intake.mapping import LedgerMapping
from runtime.mappings.reading import read_mapping
from tests.model.build import event, field, workflow
from tests.service.office import Office

FILE = Path(__file__).with_name("ugly.yaml")


def _organisation(name: str, zh: str) -> Organisation:
    return Organisation(id=name, name=Text(zh=zh, en=name), kind="office")


DIRECTORY = Directory(organisations=(
    _organisation("first", "甲单位"), _organisation("second", "乙单位"),
    _organisation("third", "同名"), _organisation("fourth", "同名"),
))  # fmt: skip


@cache
def descriptions() -> dict[str, Any]:
    """Return what stands in the file of ugly ledgers."""
    data, _ = load_plain(FILE.read_bytes(), FILE.name)
    return data


def ledger_workflow() -> Workflow:
    """Return a workflow whose cases such ledgers tell of."""
    choices = {"major": Text(zh="重大", en="major"), "general": Text(zh="一般", en="general")}
    return workflow(
        "w", "open done=done",
        [event("finish", "open", "done", asks=("done_on",), dated="done_on")],
        [],
        [field("number", "text"), field("found_on", "date"), field("said", "text"),
         field("grade", "choice", choices=choices), field("unit", "organisation"),
         field("money", "money"), field("done_on", "date"), field("stopped", "yes_no")],
    )  # fmt: skip


def office() -> Office:
    """Return an office with those organisations, in the year after the ledgers."""
    here = Office(ledger_workflow()).at("2026-01-05 09:00")
    here.engine.registry.directory = DIRECTORY
    return here


def mapping(changes: dict[str, Any]) -> LedgerMapping:
    """Return the mapping of the file with what one ledger changes of it."""
    text = json.dumps(_merged(descriptions()["mapping"], changes), ensure_ascii=False)
    return read_mapping(text, "mapping.yaml", lambda _: ledger_workflow())


def _merged(base: Any, changes: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(changes, dict)):
        return changes
    return {**base, **{key: _merged(base.get(key), one) for key, one in changes.items()}}


def built(described: dict[str, Any]) -> bytes:
    """Return the file that a description describes."""
    return _delimited(described) if "encoding" in described else _workbook(described)


def _delimited(described: dict[str, Any]) -> bytes:
    text = io.StringIO(newline="")
    for rows in described["sheets"].values():
        csv.writer(text).writerows(rows)
    return text.getvalue().encode(described["encoding"])


def _workbook(described: dict[str, Any]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in described["sheets"].items():
        page = book.create_sheet(name)
        for line, row in enumerate(rows, 1):
            for at, value in enumerate(row, 1):
                _write(page.cell(line, at), value)
        for block in described.get("merged", ()):
            page.merge_cells(block)
        if name in described.get("hidden", ()):
            page.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(cell: Any, value: Any) -> None:
    kind, _, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if kind == "date":
        cell.value = dt.date.fromisoformat(rest)
    elif kind == "formula":
        cell.value = rest
    else:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
