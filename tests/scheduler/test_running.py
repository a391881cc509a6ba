"""A run of a job tells whatever went wrong, on a connection that is made anew when it was lost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from engine.errors import PatrolError, StoreError
from runtime.clock import SystemClock
from runtime.scheduler import running
from runtime.scheduler.clockwatch import ClockWatch
from runtime.scheduler.heartbeat import heartbeat
from runtime.scheduler.housekeeping import keep_house
from runtime.scheduler.jobs import JOBS, Job, Work
from runtime.scheduler.pulse import LEAST_SECONDS, Pulse
from runtime.scheduler.running import Bench, run_job
from runtime.scheduler.stopping import Stopping
from runtime.scheduler.systemd import notify, watchdog_seconds
from runtime.scheduler.watchtower import address
from runtime.settings import load
from runtime.wiring import Office
from store.location import locate
from store.ticks import Tick
from store.version import open_current

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = dt.datetime(2030, 5, 6, tzinfo=dt.UTC)


def bench(url: str) -> Bench:
    def opening() -> Office:
        location = locate(url)
        office = Office(location, open_current(location), SystemClock())
        office.registry.fix("sandbox", "yes")
        return office

    return Bench(opening, load({}, {}), {}, "here:1", ClockWatch(), Stopping())


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PAUSES", (0.01, 0.01))


def failing(*faults: Exception) -> tuple[Job, list[int]]:
    """Return a job that fails with one fault after another, and then goes well."""
    runs: list[int] = []

    def run(_: Work) -> dict[str, Any]:
        runs.append(len(runs))
        if len(runs) <= len(faults):
            raise faults[len(runs) - 1]
        return {"steps": 1}

    return Job("sweep", run), runs


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def test_a_tick_is_kept_with_its_figures_and_what_went_wrong(url: str) -> None:
    here = bench(url)
    for fault, outcome in ((None, "done"), (PatrolError("home_unknown"), "failed")):
        job, _ = failing(*([fault] if fault else []))
        assert run_job(here, job).outcome == outcome
    office = here.open_office()
    assert set(office.ticks.last()) == {("sweep", "done"), ("sweep", "failed")}
    done, failed = (office.ticks.newest("sweep", each) for each in ("done", "failed"))
    assert done is not None
    assert done.counts == {"steps": 1}
    assert failed is not None
    assert failed.code == "home_unknown"
    office.close()


def test_a_database_that_is_away_for_a_moment_is_asked_again(url: str) -> None:
    job, runs = failing(StoreError("store_lost"), StoreError("store_locked"))
    assert run_job(bench(url), job).outcome == "done"
    assert len(runs) == 3


def test_one_that_stays_away_fails_the_run_and_nothing_else(url: str) -> None:
    job, runs = failing(*[StoreError("store_lost")] * 9)
    tick = run_job(bench(url), job)
    assert (tick.outcome, tick.code, len(runs)) == ("failed", "store_lost", 3)


def test_a_fault_that_nobody_foresaw_ends_the_run_and_not_the_service(sqlite_url: str) -> None:
    job, _ = failing(ZeroDivisionError("by zero"))
    assert run_job(bench(sqlite_url), job).code == "unexpected"


def test_a_connection_that_the_server_ended_is_made_anew(postgresql_url: str) -> None:
    runs: list[int] = []

    def run(work: Work) -> dict[str, Any]:
        runs.append(1)
        if len(runs) == 1:
            with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        return {"due": work.office.pressure(NOW).due}

    assert run_job(bench(postgresql_url), Job("sweep", run)).outcome == "done"
    assert len(runs) == 2


def test_a_server_that_is_not_there_is_told(postgresql_url: str) -> None:
    gone = postgresql_url.replace("/test_", "/gone_")
    tick = run_job(bench(gone), JOBS[0])
    assert (tick.outcome, tick.code) == ("failed", "store_unknown_database")


def test_addresses_of_several_hosts_reach_the_driver_unharmed() -> None:
    url = "postgresql+psycopg://u@one:5432,two:5433/patrol?target_session_attrs=read-write"
    location = locate(url)
    assert (location.host, location.port, location.user, location.database) == (
        "one", 5432, "u", "patrol")  # fmt: skip
    assert location.conninfo == url.replace("+psycopg", "")
    assert psycopg.conninfo.conninfo_to_dict(location.conninfo) == {
        "user": "u", "host": "one,two", "port": "5432,5433", "dbname": "patrol",
        "target_session_attrs": "read-write",
    }  # fmt: skip


def test_housekeeping_forgets_old_ticks_alone(url: str) -> None:
    here = bench(url)
    office = here.open_office()
    now = office.clock.now()
    for days in (1, 6, 8, 30):
        at = now - dt.timedelta(days=days)
        office.ticks.note(Tick(process="p", job="sweep", started_at=at, finished_at=at))
    assert keep_house(Work(office, here.settings, {}, lambda: False)) == {"ticks_trimmed": 2}
    office.store.close()
    office.close()


def test_a_process_is_ready_once_every_job_went_well_and_hangs_when_one_does_not_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    monkeypatch.setattr("runtime.scheduler.pulse.since_boot", lambda: clock[0])
    pulse = Pulse({"sweep": 30, "dispatch": 30})
    assert pulse.unready() == ["sweep", "dispatch"]
    for job in ("sweep", "dispatch"):
        pulse.beat(Tick(process="p", job=job, started_at=NOW, finished_at=NOW))
    assert pulse.unready() == []
    clock[0] = LEAST_SECONDS - 1
    pulse.beat(Tick(process="p", job="sweep", started_at=NOW, finished_at=NOW, outcome="failed",
                    code="store_lost"))  # fmt: skip
    assert (pulse.unready(), pulse.hanging()) == (["sweep"], [])
    clock[0] = LEAST_SECONDS + 2
    assert pulse.hanging() == ["dispatch"]


def test_who_waits_is_woken_by_the_wish_to_stop() -> None:
    stopping = Stopping()
    assert not stopping.wait(0.001)
    stopping.ask()
    assert stopping.wait(60)
    assert stopping.wait(60)
    assert stopping.is_asked()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9464", ("127.0.0.1", 9464)),
        (":9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:9464", ("::1", 9464)),
    ],
)
def test_figures_are_for_this_machine_alone_unless_said(text: str, found: tuple[str, int]) -> None:
    assert address(text) == found


def test_systemd_is_asked_only_where_it_is(tmp_path: Any) -> None:
    assert not notify({}, "READY=1")
    assert not notify({"NOTIFY_SOCKET": str(tmp_path / "none")}, "READY=1")
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000"}) == 30
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}) is None
    assert watchdog_seconds({}) is None


def test_a_heartbeat_that_nobody_hears_is_no_fault() -> None:
    environ = {
        "PATROL_HEARTBEAT_URL": "https://127.0.0.1:9/s3cret",
        "PATROL_HEARTBEAT_HOSTS": "elsewhere, 127.0.0.1",
    }
    give: Callable[[], bool] | None = heartbeat(load({}, environ))
    assert give is not None
    assert give() is False
    assert heartbeat(load({}, {})) is None
