"""A ledger imported by the command, beside the bare driver inserting the rows that came of it."""

from __future__ import annotations

import csv
import tempfile
from contextlib import closing
from itertools import count, cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import files, world
from bench.measure import Ratio, seconds
from bench.october import write_october
from runtime.shipped import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Rows = Mapping[str, list[tuple[Any, ...]]]

_EXAMPLE = FOLDER / "examples" / "hpd"
_CAMPAIGN = FOLDER / "examples" / "heze"
_UNITS = ("牡丹区", "定陶区", "曹县", "单县", "成武县", "巨野县", "郓城县", "鄄城县", "东明县")
_CASES = 21_521
_TABLES = ("cases", "deadlines", "deadline_spans", "steps", "history", "private_texts", "outbox",
           "papers", "case_spans", "waiting", "imports")  # fmt: skip


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure the import of as many violations as one year of the real ledger has.

    The same many rows of a campaign's workbook, with its dates and words in every spelling, are
    imported as well; of them only the totals are real.
    """
    cases = 1_000 if quick else _CASES
    with tempfile.TemporaryDirectory() as folder:
        base, ledger = Path(folder) / "base.db", Path(folder) / "ledger.csv"
        world.patrol("init", "--sandbox", "--database", files.url(base))
        _write(ledger, cases)
        yield _measured(f"import of {cases:,} cases", base, ledger, _EXAMPLE, cases, bar=3)
        workbook = Path(folder) / "october.xlsx"
        heze = FOLDER / "organisations" / "heze.yaml"
        world.patrol("org", "import", str(heze), "--database", files.url(base))
        write_october(workbook, _UNITS, cases)
        name = f"import of {cases:,} rows of a workbook"
        yield _measured(name, base, workbook, _CAMPAIGN, cases, bar=3)


def _measured(
    name: str, base: Path, ledger: Path, example: Path, cases: int, *, bar: float
) -> Ratio:
    ours_file, bare_file = files.copies(base, f"ours-{ledger.stem}", f"bare-{ledger.stem}")
    ours = seconds(lambda: _import(ours_file, ledger, example))
    rows = _new_rows(ours_file)
    bare = seconds(lambda: _insert(bare_file, rows))
    return Ratio(name=name, ours=ours / cases, bare=bare / cases, kind="cost", bar=bar)


def _write(ledger: Path, cases: int) -> None:
    """Write a ledger of as many rows, the sample's over and over, each with its own number."""
    with (_EXAMPLE / "sample.csv").open(encoding="utf-8", newline="") as sample:
        reader = csv.DictReader(sample)
        rows = list(reader)
        columns = list(reader.fieldnames or ())
    with ledger.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns)
        writer.writeheader()
        for number, row in islice(zip(count(1), cycle(rows)), cases):
            writer.writerow({**row, "violationid": str(number)})


def _import(database: Path, ledger: Path, example: Path) -> None:
    mapping = str(example / "import_mapping.yaml")
    world.patrol("import", str(ledger), "--mapping", mapping, "--database", files.url(database))


def _new_rows(database: Path) -> Rows:
    """Return what the import wrote, table by table, in the order of their keys."""
    with closing(files.connect(database)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in _TABLES}


def _insert(database: Path, rows: Rows) -> None:
    with closing(files.connect(database)) as connection:
        # All that is written fits: a bare program for one purpose would see to that.
        connection.execute("PRAGMA cache_size = -1000000")
        connection.execute("BEGIN IMMEDIATE")
        for table, added in rows.items():
            if added:
                marks = ", ".join("?" * len(added[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", added)
        connection.execute("COMMIT")
