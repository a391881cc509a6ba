"""`python -m tests.failover`: PostgreSQL is killed under load; nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Conflict, StoreError
from engine.service.engine import Outcome
from engine.service.sweep import sweep
from runtime.clock import FixedClock
from runtime.scheduler.clockwatch import ClockWatch
from runtime.scheduler.jobs import Job
from runtime.scheduler.running import PASSING, Bench, run_job
from runtime.scheduler.stopping import Stopping
from runtime.settings import load
from runtime.wiring import open_office
from store.care.snapshot import snapshot
from store.location import locate
from store.migrate import upgrade
from tests.crash.judge import sound
from tests.crash.killing import DONE, ended, forked
from tests.crash.office import LI, OPENED, SWEPT, opened
from tests.crash.schedulers import STEPS_OF_A_CASE, furnish
from tests.failover.servers import killable

if TYPE_CHECKING:
    from runtime.scheduler.jobs import Work
    from tests.failover.servers import Server

CASES, WRITERS, KILLS = 600, 3, 3
TRIES = 400


def writing(url: str, until: int, telling: int) -> None:
    """Open cases until told to end, each told once it was acknowledged; wait while all is away."""
    office = None
    os.set_blocking(until, False)
    while True:
        with suppress(BlockingIOError):
            if os.read(until, 1):
                return
        try:
            if office is None:
                office = open_office(url, FixedClock(OPENED))
            done = office.engine.open_case("errand", {}, LI)
            assert isinstance(done, Outcome)
            os.write(telling, f"{done.case.number}\n".encode())
        except Conflict:
            continue
        except StoreError as fault:
            if fault.code not in PASSING:
                raise
            time.sleep(0.05)


def scheduling(url: str) -> None:
    """Sweep as `patrol run` does until nothing is due; a server that is away is waited for."""

    def run(work: Work) -> dict[str, object]:
        return {"steps": sweep(work.office.engine).steps, "due": work.office.pressure(SWEPT).due}

    bench = Bench(lambda: open_office(url, FixedClock(SWEPT)), load({}, {}), {}, "here:1",
                  ClockWatch(), Stopping())  # fmt: skip
    for _ in range(TRIES):
        tick = run_job(bench, Job("sweep", run))
        if tick.outcome == "done":
            if tick.counts["due"] == 0:
                return
        else:
            assert tick.code in PASSING, tick
    raise AssertionError("the steps were never all taken")


class Load:
    """Writers and a scheduler at work, and what was acknowledged to them."""

    def __init__(self, url: str) -> None:
        self._told, telling = os.pipe()
        until, self._end = os.pipe()
        self._writers = [forked(lambda: writing(url, until, telling)) for _ in range(WRITERS)]
        self._scheduler = forked(lambda: scheduling(url))
        os.close(telling)
        os.set_blocking(self._told, False)
        self._said = b""

    @property
    def acknowledged(self) -> list[str]:
        """The numbers of cases that their writers were told are there."""
        with suppress(BlockingIOError):
            while some := os.read(self._told, 65536):
                self._said += some
        return self._said.decode().split("\n")[:-1]

    def goes_on(self, more: int) -> None:
        """Wait until so many more acts were acknowledged."""
        wanted = len(self.acknowledged) + more
        for _ in range(TRIES * 10):
            if len(self.acknowledged) >= wanted:
                return
            time.sleep(0.02)
        raise AssertionError(f"{len(self.acknowledged)} acts acknowledged, {wanted} awaited")

    def ends(self) -> list[str]:
        """Let all come to their end; return what was acknowledged."""
        os.write(self._end, b"e" * WRITERS)
        assert [ended(each) for each in self._writers] == [DONE] * WRITERS
        assert ended(self._scheduler) == DONE
        return self.acknowledged


def judge(url: str, acknowledged: list[str]) -> None:
    """Hold that everything acknowledged is there, every step was taken once, histories hold."""
    with opened(url, SWEPT) as office:
        sweep(office.engine)
    with snapshot(locate(url)) as taken:
        numbers, steps, twice = (
            [tuple(row) for some in taken.stream(sql) for row in some] for sql in _QUESTIONS
        )
    kept = {str(number) for (number,) in numbers}
    assert len(set(acknowledged)) == len(acknowledged)
    assert set(acknowledged) - kept == set()
    assert steps == [(len(kept) * STEPS_OF_A_CASE,)]
    assert twice == []
    sound(url)


_QUESTIONS = (
    "SELECT number FROM cases WHERE workflow = 'errand'",
    "SELECT count(*) FROM history WHERE kind = 'step'",
    "SELECT case_id, event FROM history WHERE kind = 'step' GROUP BY 1, 2 HAVING count(*) > 1",
)


def prepared(server: Server, name: str) -> None:
    """Make an office with much to be swept."""
    server.ask(f"CREATE DATABASE {name}")
    upgrade(server.url(name))
    furnish(server.url(name), CASES * STEPS_OF_A_CASE)


def comes_back(server: Server, seed: int) -> int:
    """Kill a server again and again, each time it works; return how much was acknowledged."""
    chance = random.Random(seed)
    prepared(server, "alone")
    load_on = Load(server.url("alone"))
    for _ in range(KILLS):
        load_on.goes_on(chance.randint(3, 15))
        server.kill()
        time.sleep(chance.random() / 2)
        server.start()
    load_on.goes_on(10)
    acknowledged = load_on.ends()
    judge(server.url("alone"), acknowledged)
    return len(acknowledged)


def is_followed(server: Server, folder: Path, seed: int) -> int:
    """Kill a primary for good and promote its standby; return how much was acknowledged."""
    chance = random.Random(seed)
    prepared(server, "followed")
    standby = server.standby(folder)
    try:
        load_on = Load(server.url("followed", standby))
        load_on.goes_on(chance.randint(10, 30))
        server.kill()
        standby.promote()
        load_on.goes_on(20)
        acknowledged = load_on.ends()
        judge(standby.url("followed"), acknowledged)
    finally:
        standby.stop()
    return len(acknowledged)


def main(seed: int) -> None:
    """Try both and tell what stood."""
    with killable() as (server, second):
        count = comes_back(server, seed)
        sys.stdout.write(f"Killed {KILLS} times and back: {count} acknowledged acts, all there.\n")
        count = is_followed(server, second, seed)
        sys.stdout.write(f"Killed and followed: {count} acknowledged acts, all there.\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
