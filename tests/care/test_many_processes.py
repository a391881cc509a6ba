"""Forty processes open cases at once and ten are killed: numbers have no gap, histories hold."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from engine.errors import Conflict
from engine.kernel.events import Actor
from engine.service.engine import Engine, Outcome
from runtime.clock import FixedClock
from runtime.ids import SystemIdentity
from runtime.wiring import open_office
from store.database import open_store
from tests.care.contents import codes

if TYPE_CHECKING:
    from collections.abc import Callable

PROCESSES, KILLED, EACH = 40, 10, 3
NOW = dt.datetime(2019, 12, 2, 2, tzinfo=dt.UTC)
VALUES = {"target": "yancheng", "kind": "comprehensive", "planned_entry": "2020-01-06"}
CLERK = Actor(person="jiangsu_patrol_office")


def warmed(url: str) -> Engine:
    """Return an engine that has read everything it needs, its connections closed."""
    office = open_office(url, FixedClock(NOW))
    engine = office.engine
    assert isinstance(engine.open_case("patrol", VALUES, CLERK), Outcome)
    office.close()
    return engine


def opener(engine: Engine, url: str, go: int, done: int) -> int:
    """Open cases in a process of its own, telling each; return the process."""
    child = os.fork()
    if child:
        return child
    try:
        mine = Engine(open_store(url), engine.registry.library, engine.clock, SystemIdentity())
        mine.registry = engine.registry
        os.read(go, 1)
        for _ in range(EACH):
            opens(mine)
            os.write(done, b".")
    except BaseException:
        os._exit(1)
    os._exit(0)


def opens(engine: Engine) -> None:
    """Open one case, again where another process was in the way."""
    for _ in range(PROCESSES):
        with suppress(Conflict):
            assert isinstance(engine.open_case("patrol", VALUES, CLERK), Outcome)
            return
    raise AssertionError("somebody else was always first")


def run_and_kill(start: Callable[[int, int], int]) -> list[int]:
    """Let processes go together, kill some while they work; return how the others ended."""
    go, let_go = os.pipe()
    told, done = os.pipe()
    children = [start(go, done) for _ in range(PROCESSES)]
    chance = random.Random(20190805)
    doomed = chance.sample(children, KILLED)
    moments = sorted(chance.sample(range(1, PROCESSES * EACH // 2), KILLED))
    os.close(done)
    os.write(let_go, b"g" * PROCESSES)
    opened = 0
    while some := os.read(told, 1):
        opened += len(some)
        while moments and opened >= moments[0]:
            moments.pop(0)
            os.kill(doomed[len(moments)], signal.SIGKILL)
    for end in (go, let_go, told):
        os.close(end)
    ends = {child: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children}
    return [end for child, end in ends.items() if child not in doomed]


def test_numbers_have_no_gap_whoever_dies(played: str, raw: Any) -> None:
    engine = warmed(played)
    ends = run_and_kill(lambda go, done: opener(engine, played, go, done))
    assert ends == [0] * (PROCESSES - KILLED)
    rows = raw(played).execute(
        "SELECT number FROM cases WHERE workflow = 'patrol' AND opened_on >= '2019-01-01'"
    )
    numbers = sorted(int(re.findall(r"\d+", number)[-1]) for (number,) in rows.fetchall())
    assert numbers == list(range(1, len(numbers) + 1))
    assert (PROCESSES - KILLED) * EACH < len(numbers) <= PROCESSES * EACH + 2
    assert codes(played) == set()
