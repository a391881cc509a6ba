"""A bulletin over many cases beside reading them, and what a large ledger takes of memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files, world
from bench.bulletins import bulletin
from bench.many import hazards
from bench.measure import Ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUICK, _USUAL = 1_000, 20_000
_ROWS = 100_000
_HAZARD = ("unit=xiangshui_chemicals", "lister=jiangsu_patrol", "inspector=team1_member1",
           "source=visit", "category=hazard", "found_on=2019-08-06",
           "description=-")  # fmt: skip
_WHEN = ("--at", "2019-09-02T09:00")
# What the process itself has held: what getrusage tells may be of the one that started it.
_PEAK = (
    "import re, sys; from pathlib import Path; from cli.main import run; "
    "code = run(sys.argv[1:], {}); status = Path('/proc/self/status').read_text(); "
    "print(re.search('VmHWM:\\s+(\\d+)', status)[1], file=sys.stderr); sys.exit(code)"
)


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure bulletins over few cases and more, and ledgers of few rows and many."""
    yield _bulletin(_QUICK if quick else _USUAL)
    yield _memory(_QUICK if quick else _ROWS)


def _bulletin(cases: int) -> Ratio:
    """Return what a bulletin takes, beside reading the cases with the bare driver."""
    with tempfile.TemporaryDirectory() as folder:
        database = hazards(Path(folder), cases)
        with closing(files.connect(database)) as connection:
            return bulletin(database, connection, cases)


def _memory(rows: int) -> Ratio:
    """Return the peak of memory of a ledger, beside one of a tenth of the rows."""
    with tempfile.TemporaryDirectory() as folder:
        peaks = [_peak(Path(folder), count) for count in (rows // 10, rows)]
    name = f"memory of a ledger of {rows:,} rows"
    return Ratio(name=name, ours=peaks[1], bare=peaks[0], unit="B", kind="cost", bar=1.25)


def _peak(folder: Path, rows: int) -> float:
    place = folder / str(rows)
    place.mkdir()
    database = _filled(place, rows)
    asked = ("ledger", "show", "rectification", "hazards", "--xlsx", str(place / "ledger.xlsx"))
    command = [sys.executable, "-c", _PEAK, *asked, *_WHEN, "--database", files.url(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return 1024.0 * int(done.stderr.split()[-1])


def _filled(folder: Path, cases: int) -> Path:
    """Return a sandbox with so many hazards alike."""
    database = folder / "office.db"
    url = files.url(database)
    world.patrol("init", "--sandbox", "--database", url)
    sets = [part for one in _HAZARD for part in ("--set", one)]
    world.patrol("case", "open", "rectification", "--as", "jiangsu_patrol_registrar", *sets,
                 "--at", "2019-08-06T09:00", "--database", url)  # fmt: skip
    office, _ = world.office(url)
    (first,) = office.reader.bodies("rectification", "", 1)
    office.close()
    with closing(files.connect(database)) as connection:
        world.clone(connection, first, cases - 1)
    return database
