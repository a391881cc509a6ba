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
from tests.crash.killing import DONE, ended, forked
from tests.crash.office import OPENED, SWEPT, found, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Of every case five steps are due: a warning, three of its ladder, and one that comes again.
STEPS_OF_A_CASE = 5
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
