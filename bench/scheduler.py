"""Sweeps by one, two and four processes over few and many open deadlines, beside the bare driver.

Of the open deadlines one of a hundred is due on each of four days. On the first a sweep is taken
down and played bare on a copy; on the others one, two and four processes share the work.
"""

from __future__ import annotations

import datetime as dt
import statistics
from contextlib import closing
from typing import TYPE_CHECKING

from bench import world
from bench.hosts import postgresql, sqlite
from bench.measure import Ratio, seconds
from bench.replay import taping
from bench.workers import together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from bench.hosts import Host
    from bench.replay import Call
    from bench.workers import Swept

    Hosts = Callable[[], AbstractContextManager[Host]]

HOSTS: tuple[Hosts, ...] = (sqlite, postgresql)
FEW, MANY = 10_000, 100_000
#: By how much a step may cost more among many open deadlines than among few.
GROWTH = 1.5
_DAY = dt.timedelta(days=1)
_WORKERS = (1, 2, 4)
_ROUNDS = 3
# Opened on the first days of a week, what is due in five working days is due one day apart.
_FIRST_SWEEP = world.OPENED + 8 * _DAY
_LATER = 11
#: Cases that are made in one transaction: its log lies beside the database.
_PORTION = 100_000
# By then ten steps and more of each case were missed.
_AFTER_DOWNTIME = world.OPENED + 81 * _DAY

Figures = dict[str, float]


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure sweeps over 10,000 and 100,000 open deadlines, then many missed steps at once."""
    for hosts in HOSTS:
        with hosts() as host:
            yield from by_size(host, (FEW,) if quick else (FEW, MANY))
            yield from _catching_up(host, 1_000 if quick else 10_000)


def by_size(host: Host, sizes: tuple[int, ...]) -> Iterator[Ratio]:
    """Measure sweeps over each number of open deadlines, and by how much a step then costs more."""
    per_step: dict[int, float] = {}
    for opened in sizes:
        rounds = _ROUNDS if opened == FEW else 1
        figures = _median([_round(host, opened, number) for number in range(rounds)])
        per_step[opened] = figures["1"]
        yield from _worded(host.name, opened, figures)
    for opened in sizes[1:]:
        yield Ratio(
            name=f"step among {opened:,} beside {sizes[0]:,}, {host.name}",
            ours=per_step[opened],
            bare=per_step[sizes[0]],
            kind="cost",
            bar=GROWTH,
        )


def _worded(name: str, opened: int, figures: Mapping[str, float]) -> Iterator[Ratio]:
    for count in _WORKERS:
        yield Ratio(
            name=f"step, {name}, {opened:,} open, workers: {count}",
            ours=figures[str(count)],
            bare=figures["bare"],
        )
    yield Ratio(
        name=f"memory, {name}, {opened:,} open",
        ours=figures["peak"],
        bare=figures["idle"],
        unit="B",
        kind="cost",
    )


def _median(rounds: list[Figures]) -> Figures:
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def _round(host: Host, opened: int, number: int) -> Figures:
    """Return the seconds per step of every way, and the most memory that one process held."""
    url = _prepared(host, f"open_{opened}_{number}", opened)
    copy = host.copy(url, f"bare_{opened}_{number}")
    calls, steps = _taken_down(url, _FIRST_SWEEP)
    figures = {"bare": _played(host, copy, calls) / steps}
    for day, count in enumerate(_WORKERS, 1):
        swept = together(url, _FIRST_SWEEP + day * _DAY, count)
        _expect(swept, opened // 100)
        figures[str(count)] = swept.seconds / swept.steps
        if count == 1:
            figures["peak"] = swept.peak
    figures["idle"] = together(url, _FIRST_SWEEP, 1).peak
    return figures


def _expect(swept: Swept, steps: int) -> None:
    if swept.steps != steps:
        raise RuntimeError(f"{swept.steps} steps were taken where {steps} were due")


def _catching_up(host: Host, cases: int) -> Iterator[Ratio]:
    """Measure one sweep after a long downtime, in which each case missed many steps."""
    url = host.create("missed")
    world.prepare(url)
    _open_many(host, url, 0, cases)
    taped, bare = (host.copy(url, f"missed_{name}") for name in ("taped", "bare"))
    swept = together(url, _AFTER_DOWNTIME, 1)
    calls, steps = _taken_down(taped, _AFTER_DOWNTIME)
    _expect(swept, steps)
    took = _played(host, bare, calls)
    idle = together(url, _AFTER_DOWNTIME, 1).peak
    name = f"{steps:,} missed steps, {host.name}"
    yield Ratio(name=name, ours=swept.seconds, bare=took)
    yield Ratio(name=f"memory, {name}", ours=swept.peak, bare=idle, unit="B", kind="cost")


def _prepared(host: Host, name: str, opened: int) -> str:
    """Make a database with so many open deadlines, of which one of a hundred is due on each day."""
    url = host.create(name)
    world.prepare(url)
    due = opened // 100
    for day in range(len(_WORKERS) + 1):
        _open_many(host, url, day, due)
    rest = opened - (len(_WORKERS) + 1) * due
    for begun in range(0, rest, _PORTION):
        _open_many(host, url, _LATER, min(_PORTION, rest - begun))
    return url


def _open_many(host: Host, url: str, day: int, count: int) -> None:
    office, _ = world.office(url, world.OPENED + day * _DAY)
    with closing(office):
        case = world.opened(office)
    with closing(host.connect(url)) as connection:
        world.clone(connection, case, count - 1)
        connection.execute(host.settle)


def _taken_down(url: str, at: dt.datetime) -> tuple[list[Call], int]:
    """Sweep, and return what was sent to the driver and how many steps it was for."""
    from engine.service.sweep import sweep

    with taping() as tape:
        office, _ = world.office(url, at)
        with closing(office):
            office.engine.registry.newest("bench")
            tape.piece()
            report = sweep(office.engine)
    return tape.pieces[0], report.steps


def _played(host: Host, url: str, calls: list[Call]) -> float:
    with closing(host.connect(url)) as connection:
        return seconds(lambda: host.play(connection, calls))
