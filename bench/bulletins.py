"""Statistics and a bulletin over a million cases: `make bench-large`."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bench import files, world
from bench.many import MADE, WORKFLOW, hazards
from bench.measure import Ratio, seconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_QUICK, _LARGE = 1_000, 1_000_000
_FIELD = "unit"
#: When the day ends that the statistics are of, in microseconds.
_ENDS = 1_567_440_000_000_000
#: The same counts, for whoever knows that nothing is secret, void or asked of the past.
_COUNTS = """
    SELECT cases.organisation, count(*), sum(deadlines.status = 'met'),
           sum(deadlines.status = 'met_late'),
           sum(deadlines.status IN ('running', 'suspended', 'missed') AND deadlines.due_at < ?)
    FROM cases JOIN deadlines ON deadlines.case_id = cases.id AND deadlines.governing = 1
    WHERE cases.workflow = ? GROUP BY cases.organisation ORDER BY cases.organisation"""


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure statistics, figures and a bulletin over very many cases: 30 GB of disk."""
    cases = _QUICK if quick else _LARGE
    with tempfile.TemporaryDirectory() as folder:
        yield from over(hazards(Path(folder), cases), cases)


def over(database: Path, cases: int) -> Iterator[Ratio]:
    """Measure them over a sandbox of so many hazards."""
    with closing(files.connect(database)) as connection:
        yield statistics(database, connection, cases)
        yield figures(database, connection, cases)
        yield bulletin(database, connection, cases)


def statistics(database: Path, connection: sqlite3.Connection, cases: int) -> Ratio:
    """Return what statistics by organisation take, beside the driver's own GROUP BY."""
    said: list[str] = []
    asked = ("stats", "--workflow", WORKFLOW, "--by", _FIELD, "--at", MADE, "--json")
    counted: list[tuple[Any, ...]] = []
    bare = seconds(lambda: counted.extend(connection.execute(_COUNTS, (_ENDS, WORKFLOW))))
    ours = seconds(lambda: said.append(world.patrol(*asked, "--database", files.url(database))))
    if (found := _lines(said[0])) != counted:
        raise RuntimeError(f"{found} are not {counted}")
    name = f"statistics by organisation over {cases:,} cases"
    return Ratio(name=name, ours=ours, bare=bare, kind="cost")


def _lines(said: str) -> list[tuple[Any, ...]]:
    lines = msgspec.json.decode(said[said.index("[\n" if "[\n" in said else "[{") :])
    keys = ("group", "opened", "closed_on_time", "closed_late", "overdue")
    return [tuple(line[key] for key in keys) for line in lines]


def figures(database: Path, connection: sqlite3.Connection, cases: int) -> Ratio:
    """Return what a definition's figures by organisation take, beside reading the cases."""
    asked = ("ledger", "figures", WORKFLOW, "--by", _FIELD, "--at", MADE, "--json")
    ours = seconds(lambda: world.patrol(*asked, "--database", files.url(database)))
    bare = seconds(lambda: _read(connection))
    name = f"figures by organisation over {cases:,} cases"
    return Ratio(name=name, ours=ours, bare=bare, kind="cost")


def bulletin(database: Path, connection: sqlite3.Connection, cases: int) -> Ratio:
    """Return what a bulletin takes, beside reading the cases that it is of."""
    target = database.with_name("bulletin.docx")
    asked = ("report", "make", "monthly_bulletin", "--for", "2019-08", "--to", str(target))
    ours = seconds(lambda: world.patrol(*asked, "--at", MADE, "--database", files.url(database)))
    bare = seconds(lambda: _read(connection))
    return Ratio(name=f"bulletin over {cases:,} cases", ours=ours, bare=bare, kind="cost")


def _read(connection: sqlite3.Connection) -> None:
    """Read the text of every case, and keep none."""
    for _ in connection.execute("SELECT id, version, body FROM cases"):
        pass
