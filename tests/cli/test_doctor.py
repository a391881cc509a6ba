"""What the doctor sees of a database's upkeep, and the command that each finding names."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.cli.conftest import on_site, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks


def findings(patrol: Patrol, *options: str) -> dict[str, Any]:
    answer = patrol("doctor", "--json", *options)
    return {each["code"]: each for each in answer.json}


def note(patrol: Any, **facts: str) -> None:
    connection = sqlite3.connect(patrol)
    for name, value in facts.items():
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
    connection.commit()
    connection.close()


def test_a_backup_is_missed_on_a_real_database_until_there_is_one(desks: Desks) -> None:
    patrol = desks.administrator
    missed = findings(patrol)["doctor_no_backup"]
    assert missed["level"] == "note"
    assert "patrol db backup" in missed["hint"]
    assert patrol("doctor", "--exit-code").code == 1
    patrol.done("db", "backup", "--to", "all.zip")
    assert findings(patrol)["doctor_backup"]["level"] == "ok"
    note(desks.folder / "real.db", last_backup_at="2019-08-05T00:00:00+00:00")
    assert findings(patrol)["doctor_backup_old"]["level"] == "wrong"
    assert patrol("doctor").code == 1


def test_a_token_that_runs_out_is_told_while_its_holder_can_still_do_something(
    desks: Desks,
) -> None:
    patrol = desks.administrator
    assert "doctor_token_runs_out" not in findings(patrol)
    assert "runs out" not in patrol("whoami").out
    later = "UPDATE tokens SET expires_at = (unixepoch() + 86400 * 13) * 1000000"
    connection = sqlite3.connect(desks.folder / "real.db")
    connection.execute(later)
    connection.commit()
    connection.close()
    told = findings(patrol)["doctor_token_runs_out"]
    assert (told["level"], "user token add jiangsu_clerk" in told["hint"]) == ("note", True)
    assert "patrol user token add jiangsu_clerk" in patrol("whoami").out
    patrol.done("user", "token", "add", "jiangsu_clerk", "--name", "new")
    assert "doctor_token_runs_out" not in findings(patrol)


def test_a_sandbox_need_not_be_backed_up(sandbox: Patrol) -> None:
    assert not [code for code in findings(sandbox) if "backup" in code]


def test_a_sweep_that_stopped_is_told(sandbox: Patrol) -> None:
    assert "doctor_tick" not in findings(sandbox)
    sandbox.done("sweep", "--at", "2019-08-05")
    assert findings(sandbox, "--at", "2019-08-05")["doctor_tick"]["level"] == "ok"
    stopped = findings(sandbox, "--at", "2019-08-07")["doctor_tick_old"]
    assert "patrol sweep" in stopped["hint"]


def test_what_came_due_is_counted(sandbox: Patrol) -> None:
    on_site(sandbox)
    assert findings(sandbox, "--at", "2019-08-05")["doctor_nothing_due"]["level"] == "ok"
    assert findings(sandbox, "--at", "2020-08-05")["doctor_due"]["level"] == "wrong"


def test_dates_that_await_a_notice_are_counted(sandbox: Patrol) -> None:
    on_site(sandbox)
    assert "doctor_provisional" not in findings(sandbox)
    connection = sqlite3.connect(sandbox.database)
    connection.execute("UPDATE deadlines SET provisional = 1 WHERE status = 'running'")
    connection.commit()
    connection.close()
    assert "patrol calendar import" in findings(sandbox)["doctor_provisional"]["hint"]


def test_a_clock_behind_the_records_is_told(sandbox: Patrol) -> None:
    opened(sandbox, "2019-07-24")
    assert findings(sandbox, "--at", "2019-07-24")["doctor_clock"]["level"] == "ok"
    behind = findings(sandbox, "--at", "2019-07-01")["doctor_clock_behind"]
    assert behind["hint"]


def test_a_file_that_others_may_write_is_told_with_the_command_that_mends_it(
    desks: Desks,
) -> None:
    patrol, file = desks.administrator, desks.folder / "real.db"
    assert findings(patrol)["doctor_modes"]["level"] == "ok"
    file.chmod(0o666)
    told = findings(patrol)["doctor_writable"]
    assert told["level"] == "wrong"
    assert f"chmod go-w {file}" in told["hint"]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(
    ("free", "level"), [(50_000_000, "wrong"), (500_000_000, "note"), (5_000_000_000, "ok")]
)
def test_a_disk_that_fills_up_is_told(
    sandbox: Patrol, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**10, 0, free))
    code = "doctor_room" if level == "ok" else "doctor_little_room"
    found = findings(sandbox)[code]
    assert (found["level"], str(free // 1_000_000) in found["message"]) == (level, True)


def test_every_finding_that_is_not_in_order_names_a_command(desks: Desks) -> None:
    for found in findings(desks.administrator).values():
        if found["level"] != "ok":
            assert "patrol " in found["hint"], found


def test_notes_count_only_where_the_exit_code_is_asked_for(demo: Patrol) -> None:
    assert "doctor_waiting" in findings(demo)
    assert demo("doctor").code == 0
    assert demo("doctor", "--exit-code").code == 1
