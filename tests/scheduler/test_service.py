"""`patrol run` as a process: it takes what is due, sends, and ends in order when it is told to."""

from __future__ import annotations

import datetime as dt
import re
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import opened
from tests.scheduler.children import running, swept, ticked

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

SHANGHAI = ZoneInfo("Asia/Shanghai")
TOLD = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)  (\w+)  ")


def asked(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        return connection.execute(sql).fetchall()


def sent_of(said: dict[str, Any], database: Path) -> Any:
    """Return how many messages a tick sent; where none, let office hours be now."""
    if said.get("job") == "dispatch" and not said["counts"]["sent"]:
        asked(database, "UPDATE outbox SET send_after = 0 WHERE status = 'waiting'")
        asked(database, "UPDATE deliveries SET send_after = 0 WHERE status = 'waiting'")
    return said.get("counts", {}).get("sent")


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_it_takes_steps_sends_messages_offers_figures_and_ends_in_order(sandbox: Patrol) -> None:
    opened(sandbox)
    environ = {**sandbox.environ, "PATROL_DROP_FOLDER": str(sandbox.database.parent / "out")}
    with running(environ, "--metrics", "0") as child:
        started = child.next()
        assert set(started["intervals"]) >= {"sweep", "dispatch", "calendar", "housekeeping"}
        assert started["metrics"].startswith("http://127.0.0.1:")
        assert swept(child.until(swept)) > 300
        sent = child.until(lambda said: sent_of(said, sandbox.database))
        assert sent["job"] == "dispatch"
        assert list((sandbox.database.parent / "out").iterdir())
        status, figures = get(started["metrics"])
        assert status == 200
        assert "patrol_database_up 1.0" in figures
        assert 'patrol_ticks_total{job="sweep",outcome="done"}' in figures
        assert "patrol_cases_due 0.0" in figures
        assert "patrol_messages_parked " in figures
        assert get(started["metrics"].replace("metrics", "healthz")) == (200, "ok\n")
        assert get(started["metrics"].replace("metrics", "elsewhere"))[0] == 404
        assert child.ends() == 0
    ticks = asked(sandbox.database, "SELECT DISTINCT job FROM ticks")
    assert {job for (job,) in ticks} == {"sweep", "dispatch", "calendar", "housekeeping"}
    (steps,) = asked(sandbox.database, "SELECT count(*), count(DISTINCT seq) FROM steps")[0:1]
    assert steps[0] == steps[1]


def test_an_interrupt_ends_it_as_well(sandbox: Patrol) -> None:
    with running(sandbox.environ) as child:
        child.until(ticked("sweep"))
        assert child.ends(signal.SIGINT) == 0


def test_two_of_them_share_one_file_and_take_every_step_once(sandbox: Patrol) -> None:
    for _ in range(3):
        opened(sandbox)
    with running(sandbox.environ) as one, running(sandbox.environ) as other:
        for each in (one, other):
            each.until(ticked("sweep"))
        opened(sandbox)
        for each in (one, other):
            for _ in range(3):
                each.until(ticked("sweep"))
        assert (one.ends(), other.ends()) == (0, 0)
        said = [*one.said, *other.said]
    assert {each["outcome"] for each in said if each["event"] == "tick"} == {"done"}
    (taken,) = asked(sandbox.database, "SELECT count(*) FROM steps")[0]
    assert sum(map(swept, said)) == taken
    assert sandbox("audit", "verify").code == 0


def test_once_runs_every_job_once_and_ends(sandbox: Patrol) -> None:
    opened(sandbox)
    begun = dt.datetime.now(SHANGHAI).replace(microsecond=0)
    answer = sandbox("run", "--once")
    assert answer.code == 0, answer.err
    found = [TOLD.match(line) for line in answer.out.splitlines()]
    told = [(one[1], one[2]) for one in found if one is not None]
    assert [job for _, job in told] == ["sweep", "dispatch", "calendar", "housekeeping"]
    for at, _ in told:  # By the clock of the office's calendar, which is not this machine's.
        shown = dt.datetime.strptime(at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        assert begun <= shown <= dt.datetime.now(SHANGHAI)


def test_what_each_job_did_is_told_in_chinese(sandbox: Patrol) -> None:
    opened(sandbox)
    told = sandbox("run", "--once", PATROL_LANG="zh").out
    assert re.search(r"  到期步骤  案件\d+件、步骤\d+个、最晚\d+秒\n", told)
    for job in ("发送消息", "放假通知", "整理数据库"):
        assert f"  {job}  " in told
    for name in ("sweep", "dispatch", "calendar", "housekeeping", "steps", "awaited"):
        assert name not in told


def test_systemd_is_told_that_it_is_ready_lives_and_stops(sandbox: Patrol) -> None:
    address = str(sandbox.database.parent / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.bind(address)
        listening.settimeout(20)
        environ = {**sandbox.environ, "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "300000"}
        with running(environ) as child:
            heard = [listening.recv(100) for _ in range(2)]
            assert heard == [b"READY=1", b"WATCHDOG=1"]
            assert child.ends() == 0
        while (last := listening.recv(100)) == b"WATCHDOG=1":
            pass
        assert last == b"STOPPING=1"


def test_a_real_database_needs_the_token_of_its_service(desks: Desks) -> None:
    stranger = desks.nobody("service")
    assert stranger.refused("run", "--once")["code"] == "login_missing"
    made = desks.administrator.done("user", "token", "add", "scheduler", "--name", "service")
    file = desks.folder / "scheduler.token"
    file.write_text(made["token"])
    file.chmod(0o600)
    stranger.environ["PATROL_TOKEN_FILE"] = str(file)
    assert stranger("run", "--once").code == 0
    file.chmod(0o644)
    assert stranger.refused("run", "--once")["code"] == "token_file_open"


def test_a_token_that_is_revoked_while_it_runs_lets_nothing_more_happen(desks: Desks) -> None:
    made = desks.administrator.done("user", "token", "add", "scheduler", "--name", "service")
    file = desks.folder / "scheduler.token"
    file.write_text(made["token"])
    file.chmod(0o600)
    environ = {**desks.nobody("service").environ, "PATROL_TOKEN_FILE": str(file)}
    with running(environ) as child:
        child.until(ticked("sweep"))
        desks.administrator.done("user", "token", "revoke", made["id"])
        assert child.until(ticked("sweep", "failed"))["code"] == "token_revoked"
        assert child.ends() == 0


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SWEEP_SECONDS", "0", "setting_no_positive_number"),
        ("SWEEP_SECONDS", "soon", "setting_no_positive_number"),
        ("CLOCK_GAP_DAYS", "-1", "setting_no_positive_number"),
        ("HEARTBEAT_URL", "http://beat.test/x", "heartbeat_not_https"),
        ("HEARTBEAT_URL", "https://beat.test/s3cret", "heartbeat_host_not_allowed"),
        ("HEARTBEAT_URL", "https://[::/s3cret", "heartbeat_unreadable"),
    ],
)
def test_a_wrong_setting_is_told_at_the_start(
    sandbox: Patrol, name: str, value: str, code: str
) -> None:
    answer = sandbox("run", "--once", "--json", **{f"PATROL_{name}": value})
    assert answer.code == 2
    assert answer.json["refused"]["code"] == code
    assert "s3cret" not in answer.out + answer.err


def test_a_database_of_a_newer_schema_is_refused(sandbox: Patrol) -> None:
    asked(sandbox.database, "UPDATE alembic_version SET version_num = '9999'")
    assert sandbox.refused("run", "--once")["code"] == "store_schema_newer"


@pytest.mark.parametrize("text", ["x", "host:", ":99999", "1.2.3.4"])
def test_an_address_for_figures_that_cannot_be_read_is_refused(sandbox: Patrol, text: str) -> None:
    assert sandbox.refused("run", "--metrics", text)["code"] == "metrics_address_unreadable"


def test_a_port_that_is_taken_is_told(sandbox: Patrol) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        told = sandbox.refused("run", "--metrics", str(taken.getsockname()[1]))
    assert told["code"] == "metrics_address_taken"


def test_where_a_heartbeat_goes_is_not_shown_whole(sandbox: Patrol) -> None:
    sandbox.environ["PATROL_HEARTBEAT_URL"] = "https://beat.test/s3cret"
    answer = sandbox("config", "show", "--json")
    assert "https://beat.test/***" in answer.out
    assert "s3cret" not in answer.out
