"""A sweep in which one deadline of a hundred is due, beside the bare driver."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files, world
from bench.measure import Ratio, turns
from bench.processes import floor, patrol, peak_bytes
from bench.replay import Tape, play_sqlite, taping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.replay import Call

_DAY = dt.timedelta(days=1)
_SWEEPS = 4
# Opened on the first days of a week, what is due in five working days is due one day apart.
_FIRST_SWEEP = world.OPENED + 8 * _DAY


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure sweeps on successive days over many open cases, 1 % of them due on each."""
    opened = 10_000 if quick else 100_000
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.db"
        _prepare(base, opened)
        tape_file, ours_file, bare_file = files.copies(base, "tape", "ours", "bare")
        with taping() as tape:
            for _ in _sweeping(tape_file, tape):
                pass
        with closing(files.connect(bare_file)) as connection:
            sweeps = _sweeping(ours_file)
            plays = _playing(connection, tape.pieces)
            ours, bare = turns(lambda: next(sweeps), lambda: next(plays), _SWEEPS, opened // 100)
        yield Ratio(name=f"sweep, 1 % of {opened:,} due", ours=ours, bare=bare, bar=0.4)
        yield _memory(base)


def _memory(base: Path) -> Ratio:
    """Compare what the command holds at most with what a single look-up holds."""
    at = _FIRST_SWEEP.isoformat(timespec="minutes")
    swept = patrol("sweep", "--database", files.url(base), "--at", at)
    least = floor("show", str(base), "")
    return Ratio(
        name="memory of patrol sweep",
        ours=peak_bytes(swept),
        bare=peak_bytes(least),
        unit="B",
        kind="cost",
    )


def _prepare(base: Path, opened: int) -> None:
    url = files.url(base)
    world.prepare(url)
    with closing(files.connect(base)) as connection:
        for day in range(_SWEEPS):
            _open_many(url, connection, day, opened // 100)
        _open_many(url, connection, _SWEEPS + 7, opened - _SWEEPS * (opened // 100))


def _open_many(url: str, connection: world.Connection, day: int, count: int) -> None:
    office, _ = world.office(url, world.OPENED + day * _DAY)
    with closing(office):
        case = world.opened(office)
    world.clone(connection, case, count - 1)


def _sweeping(path: Path, tape: Tape | None = None) -> Iterator[None]:
    from engine.service.sweep import sweep

    office, clock = world.office(files.url(path))
    with closing(office):
        office.engine.registry.newest("bench")
        for number in range(_SWEEPS):
            clock.set(_FIRST_SWEEP + number * _DAY)
            if tape is not None:
                tape.piece()
            report = sweep(office.engine)
            if report.failed or not report.steps:
                raise RuntimeError(f"a sweep went wrong: {report}")
            yield


def _playing(connection: sqlite3.Connection, pieces: Sequence[list[Call]]) -> Iterator[None]:
    for piece in pieces:
        play_sqlite(connection, piece)
        yield
