"""Replay the ledger of 1,000 New York violations and hold its figures: ledger_figures.py LEDGER.

The same rows are replayed a second time without their extensions, and again on top of
themselves, which must change nothing. Exit 1 where a figure differs.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from engine.service.importing import import_rows
from runtime.clock import SystemClock
from runtime.founding import found_sandbox
from runtime.ledger import read_ledger, sheets_of
from runtime.mappings.reading import read_mapping
from runtime.wiring import Office, open_office

MAPPING = Path("workflows/examples/hpd/import_mapping.yaml")
#: As of a day: cases with a notice, closed, overdue; then closed on time and late at the end.
FIGURES = {
    "2014-12-31": (434, 218, 216),
    "2016-12-31": (479, 289, 187),
    "2018-12-31": (534, 311, 219),
    "2020-12-31": (686, 384, 284),
    "2022-12-31": (969, 788, 181),
}
LAST_DAY, AT_THE_END = "2026-11-20", (972, 54, 736)
EXTENDED_DAY, OVERDUE, OVERDUE_UNEXTENDED = "2019-02-20", 224, 230


def main(ledger: Path) -> int:
    """Compare every figure and say which differ."""
    with tempfile.TemporaryDirectory() as folder:
        wrong = _whole(Path(folder) / "whole.db", ledger)
        wrong += _unextended(Path(folder) / "plain.db", ledger)
    for line in wrong:
        print(line)
    print("Every figure holds." if not wrong else f"{len(wrong)} figures differ.")
    return 1 if wrong else 0


def _imported(office: Office, ledger: Path, *, extended: bool = True) -> int:
    library = office.library
    mapping = read_mapping(MAPPING.read_bytes(), str(MAPPING), library.workflow)
    if not extended:
        acts = tuple(act for act in mapping.acts if act.event != "extend")
        mapping = replace(mapping, acts=acts)
    sheets, mapping = sheets_of(ledger.read_bytes(), str(ledger), mapping)
    workflow = library.workflow(mapping.workflow)
    found = read_ledger(sheets, str(ledger), mapping, workflow, library.directory())
    report = import_rows(office.engine, found.rows, None, unreadable=found.bad)
    if report.bad:
        raise SystemExit(f"bad rows: {report.bad}")
    return report.imported


def _office(file: Path) -> Office:
    url, clock = f"sqlite:///{file}", SystemClock()
    found_sandbox(url, clock.now(), bare=False)
    return open_office(url, clock)


def _figures(office: Office, day: str) -> tuple[int, int, int, int, int]:
    calendar = office.library.calendar("new_york")
    before = calendar.end_of(dt.date.fromisoformat(day))
    (row,) = office.reader.figures("housing_violation", before, office.clock.now(), None)
    return row.opened, row.closed, row.overdue, row.closed_on_time, row.closed_late


def _whole(file: Path, ledger: Path) -> list[str]:
    with closing(_office(file)) as office:
        counts = _imported(office, ledger), _imported(office, ledger)
        wrong = _differing("imported, then again", (1000, 0), counts)
        for day, expected in FIGURES.items():
            wrong += _differing(f"as of {day}", expected, _figures(office, day)[:3])
        opened, _, _, on_time, late = _figures(office, LAST_DAY)
        wrong += _differing("at the end", AT_THE_END, (opened, on_time, late))
        return wrong + _differing(EXTENDED_DAY, OVERDUE, _figures(office, EXTENDED_DAY)[2])


def _unextended(file: Path, ledger: Path) -> list[str]:
    with closing(_office(file)) as office:
        _imported(office, ledger, extended=False)
        found = _figures(office, EXTENDED_DAY)[2]
        return _differing(f"{EXTENDED_DAY}, extensions ignored", OVERDUE_UNEXTENDED, found)


def _differing(what: str, expected: object, found: object) -> list[str]:
    print(f"{what}: {found}")
    return [] if expected == found else [f"{what}: expected {expected}, found {found}"]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
