"""Several schedulers on one database: what each of them took."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from engine.service.importing import LedgerRow, import_rows
from engine.service.sweep import sweep
from store.care.snapshot import snapshot
from store.location import locate
from tests.crash.judge import sound
from tests.crash.killing import DIED, DONE, Countdown, arm, ended, forked
from tests.crash.office import OPENED, SWEPT, found, opened

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

#: Of every case five steps are due: a warning, three of its ladder, and one that comes again.
STEPS_OF_A_CASE = 5
#: At how many boundaries a scheduler dies at the latest, while it is one of those that die.
FURTHEST, NEVER = 250, 10_000_000
_TWICE = (
    "SELECT case_id, event, count(*) FROM history WHERE kind = 'step' "
    "GROUP BY case_id, event HAVING count(*) > 1"
)
_STEPS = "SELECT count(*) FROM history WHERE kind = 'step'"
_TALKS = "SELECT count(*) FROM cases WHERE workflow = 'talk'"


def furnish(url: str, steps: int) -> None:
    """Make an office in which so many steps are due."""
    found(url)
    day = OPENED.date()
    rows = [
        LedgerRow(line=line, key=f"ledger:{line}", workflow="errand", opened_on=day)
        for line in range(1, steps // STEPS_OF_A_CASE + 1)
    ]
    with opened(url, OPENED) as office:
        assert import_rows(office.engine, rows, "li").imported == len(rows)


def share(url: str, schedulers: int) -> list[int]:
    """Let schedulers begin together; return how many steps each took until nothing was due.

    A fault that reaches any of them fails the whole.
    """
    go, let_go = os.pipe()
    told, telling = os.pipe()
    children = [forked(lambda: _schedule(url, go, telling)) for _ in range(schedulers)]
    os.close(telling)
    os.write(let_go, b"g" * schedulers)
    with os.fdopen(told, "rb") as said:
        lines = [json.loads(line) for line in said]
    for end in (go, let_go):
        os.close(end)
    assert [ended(child) for child in children] == [DONE] * schedulers, lines
    return [int(line) for line in lines]


def _schedule(url: str, go: int, telling: int) -> None:
    steps = 0
    with opened(url, SWEPT) as office:
        office.engine.registry.newest("errand")
        os.read(go, 1)
        while True:
            report = sweep(office.engine)
            assert report.failed == ()
            steps += report.steps
            if office.pressure(SWEPT).due == 0:
                break
    os.write(telling, f"{steps}\n".encode())


def each_once(url: str, steps: int, shares: Sequence[int]) -> None:
    """Hold that every step was taken, by one of them alone, with what followed from it."""
    with snapshot(locate(url)) as taken:
        found = [
            [tuple(row) for some in taken.stream(sql) for row in some]
            for sql in (_TWICE, _STEPS, _TALKS)
        ]
    assert found == [[], [(steps,)], [(steps // STEPS_OF_A_CASE,)]]
    assert sum(shares) == steps
    sound(url)


def fair(steps: int, shares: Sequence[int]) -> None:
    """Hold that none starved: each took a fifth of its equal share, or more."""
    assert min(shares) * 5 * len(shares) >= steps, shares


def storm(url: str, steps: int, chance: random.Random, most: int) -> int:
    """Let three schedulers die at boundaries of chance while they work beside each other.

    Each is followed by another until nothing is due, the last of which live; return how many died.
    """
    furnish(url, steps)
    alive = {_doomed(url, chance.randint(1, FURTHEST)) for _ in range(3)}
    deaths = 0
    while alive:
        child, status = os.wait()
        alive.remove(child)
        end = os.waitstatus_to_exitcode(status)
        assert end in (DONE, DIED), end
        if end == DIED:
            deaths += 1
            alive.add(_doomed(url, chance.randint(1, FURTHEST) if deaths < most else NEVER))
    each_once(url, steps, [steps])
    return deaths


def _doomed(url: str, boundary: int) -> int:
    def work() -> None:
        arm(Countdown(boundary))
        with opened(url, SWEPT) as office:
            while office.pressure(SWEPT).due:
                assert sweep(office.engine).failed == ()

    return forked(work)
