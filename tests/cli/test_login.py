from __future__ import annotations

import datetime as dt
import io
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from runtime.tokens import new_mark, new_token
from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

LEADER = "team1_leader"


def changed(desks: Desks, statement: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(desks.folder / "real.db")) as connection, connection:
        connection.execute(statement)
    connection.close()


def token_of(desks: Desks, person: str) -> str:
    made = desks.administrator.done("user", "token", "add", person, "--name", "desk")
    token: str = made["token"]
    return token


def kept_file(patrol: Patrol) -> Path:
    (file,) = Path(patrol.environ["HOME"], ".config", "patrol", "tokens").iterdir()
    return file


def test_every_act_and_every_read_needs_a_login(desks: Desks) -> None:
    nobody = desks.nobody()
    for command in (
        ["case", "list"], ["case", "show", "1"], ["case", "history", "1"], ["overdue"], ["doctor"],
        ["case", "open", "patrol"], ["case", "act", "1", "enter"],
        ["stats", "--workflow", "patrol"],
        ["org", "list"], ["workflow", "list"], ["workflow", "show", "patrol"], ["sweep"],
        ["dispatch"], ["user", "list"], ["user", "token", "list"], ["whoami"],
    ):  # fmt: skip
        assert nobody.refused(*command)["code"] == "login_missing", command


def test_what_reads_no_case_needs_none(desks: Desks) -> None:
    nobody = desks.nobody()
    for command in (
        ["period", "add", "2019-08-30", "10 working days"], ["calendar", "show", "2019"],
        ["workflow", "schema"], ["config", "show"],
    ):  # fmt: skip
        assert nobody(*command).code == 0, command


def test_whoami_tells_person_posts_permissions_and_the_end_of_the_token(desks: Desks) -> None:
    told = desks.of(LEADER, "late_entry").done("whoami")
    assert told["person"] == LEADER
    assert told["posts"]
    assert told["permissions"] == ["late_entry"]
    assert told["token"]["name"] == "desk"
    assert not told["sandbox"]
    assert LEADER in desks.of(LEADER)("whoami").out


def test_the_token_is_kept_for_its_owner_alone_and_forgotten_by_logging_out(desks: Desks) -> None:
    desk = desks.of(LEADER)
    file = kept_file(desk)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert desk.done("logout")["logged_out"]
    assert not file.exists()
    assert not desk.done("logout")["logged_out"]
    assert desk.refused("case", "list")["code"] == "login_missing"


def test_a_token_may_be_piped_in(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desks.nobody()
    monkeypatch.setattr("sys.stdin", io.StringIO(token_of(desks, LEADER) + "\n"))
    assert desk.done("login")["person"] == LEADER
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert desk.refused("login")["code"] == "token_not_given"


def test_a_service_reads_its_token_from_the_file_that_the_environment_names(desks: Desks) -> None:
    file = desks.folder / "service"
    file.write_text(token_of(desks, "scheduler"))
    file.chmod(0o400)
    service = desks.nobody("service")
    service.environ["PATROL_TOKEN_FILE"] = str(file)
    assert service.done("sweep")["cases"] == 0
    assert service.done("dispatch", "--to", str(desks.folder / "out"))["sent"] == 0
    assert service.refused("workflow", "publish", "x.yaml")["code"] != "login_missing"
    assert service.refused("org", "import", "x.yaml")["code"] == "file_missing"
    file.unlink()
    assert service.refused("sweep")["code"] == "token_file_missing"


def test_a_token_that_has_expired_opens_nothing(desks: Desks) -> None:
    desk = desks.of(LEADER)
    changed(desks, "UPDATE tokens SET created_at = 1, expires_at = 2")
    for command in (["case", "list"], ["whoami"], ["sweep"]):
        told = desk.refused(*command)
        assert told["code"] == "token_expired"
        assert "1970-01-01" in told["message"]


def test_a_token_that_was_revoked_opens_nothing_at_once(desks: Desks) -> None:
    desk = desks.of(LEADER)
    (row,) = desks.administrator.done("user", "token", "list", LEADER)
    assert desks.administrator.done("user", "token", "revoke", row["id"])["changed"]
    told = desk.refused("case", "list")
    assert (told["code"], told["exit"]) == ("token_revoked", 1)
    assert "jiangsu_clerk" in told["message"]
    assert not desks.administrator.done("user", "token", "revoke", row["id"])["changed"]
    assert desks.administrator.refused("user", "token", "revoke", "x")["code"] == "token_id_unknown"


def test_a_token_nobody_knows_or_of_another_database_is_named_as_such(desks: Desks) -> None:
    token = token_of(desks, LEADER)
    mark = token.split("_")[1]
    nobody = desks.nobody()
    for given, code in (
        (new_token(mark), "token_unknown"),
        (new_token(new_mark()), "token_of_another_database"),
        (token[:-1], "token_unreadable"),
        (token.upper(), "token_unreadable"),
        ("令牌", "token_unreadable"),
        ("", "token_unreadable"),
    ):
        answer = desks.try_token(nobody, given)
        assert answer.json["refused"]["code"] == code
        assert not given or given not in answer.out + answer.err
    assert nobody.refused("case", "list")["code"] == "login_missing"


def test_a_token_file_that_others_can_read_is_not_used(desks: Desks) -> None:
    desk = desks.of(LEADER)
    for mode in (0o640, 0o604, 0o620, 0o666):
        kept_file(desk).chmod(mode)
        told = desk.refused("case", "list")
        assert told["code"] == "token_file_open"
        assert f"{mode:04o}" in told["message"]
    loose = desks.folder / "loose"
    loose.write_text(token_of(desks, LEADER))
    loose.chmod(0o644)
    assert desks.nobody().refused("login", "--file", str(loose))["code"] == "token_file_open"


def test_a_token_file_of_somebody_else_is_not_used(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks.of(LEADER)
    mine = os.geteuid()
    monkeypatch.setattr("os.geteuid", lambda: mine + 1)
    assert desk.refused("case", "list")["code"] == "token_file_not_yours"


def test_a_token_file_that_is_none_is_said_in_a_sentence(desks: Desks) -> None:
    assert desks.nobody().refused("login", "--file", "nowhere")["code"] == "token_file_missing"
    assert desks.nobody().refused("login", "--file", ".")["code"] == "token_file_unreadable"
    home = Path(desks.nobody("full").environ["HOME"])
    (home / ".config").write_text("no folder")
    answer = desks.try_token(desks.nobody("full"), token_of(desks, LEADER))
    assert answer.json["refused"]["code"] == "token_file_unwritable"


def test_a_person_who_left_the_directory_is_locked_out(desks: Desks) -> None:
    desk = desks.of(LEADER)
    changed(desks, f"DELETE FROM people WHERE id = '{LEADER}'")
    assert desk.refused("case", "list")["code"] == "token_person_gone"


def test_what_only_a_sandbox_allows_is_refused(desks: Desks) -> None:
    desk = desks.of(LEADER)
    for option in (["--as", "team1_leader"], ["--at", "2019-08-05"]):
        told = desk.refused("case", "list", *option)
        assert told["code"] == "option_only_on_a_sandbox"
        assert option[0] in told["message"]
        assert desk.refused("case", "open", "patrol", *option)["code"] == told["code"]


def test_a_sandbox_knows_no_login(sandbox: Patrol) -> None:
    for command in (["login"], ["logout"]):
        assert sandbox.refused(*command)["code"] == "sandbox_needs_no_login"
    assert sandbox.done("whoami")["person"] is None
    assert sandbox("whoami").code == 0
    told = sandbox.done("whoami", "--as", LEADER)
    assert (told["person"], told["sandbox"], told["token"]) == (LEADER, True, None)
    assert "administrator" in told["permissions"]


def test_a_token_on_the_command_line_is_refused_and_not_repeated(desks: Desks) -> None:
    token = token_of(desks, LEADER)
    for command in (["login", token], ["login", "--debug", token]):
        answer = desks.nobody()(*command)
        assert answer.code == 2
        assert "command line" in answer.err
        assert token not in answer.out + answer.err


def test_no_token_shows_in_traces_or_lists(desks: Desks) -> None:
    token = token_of(desks, LEADER)
    desk = desks.log_in(desks.nobody(), token)
    changed(desks, "UPDATE tokens SET revoked_at = 9, revoked_by = 'x'")
    for command in (["case", "list"], ["whoami"], ["user", "token", "list"], ["login"]):
        answer = desk(*command, "--debug")
        assert token not in answer.out + answer.err
    secret = token.split("_")[2]
    stored = (desks.folder / "real.db").read_bytes() + b"".join(
        file.read_bytes() for file in desks.folder.glob("real.db-*")
    )
    assert secret.encode() not in stored


def test_importing_takes_the_permission_and_acting_records_who_was_logged_in(desks: Desks) -> None:
    office = desks.of("jiangsu_patrol_office")
    mapping = ROOT / "workflows" / "examples" / "hpd" / "import_mapping.yaml"
    (desks.folder / "ledger.csv").write_text("a\n")
    importing = ("import", "ledger.csv", "--mapping", str(mapping))
    assert desks.administrator.refused(*importing)["code"] == "permission_missing"
    assert office.refused(*importing)["code"] == "permission_missing"
    desks.of("jiangsu_patrol_office", "importer")
    assert office.refused(*importing)["code"] == "workflow_unknown"
    number = office.done(
        "case", "open", "patrol", "--set", "target=yancheng", "--set", "kind=comprehensive",
        "--set", "planned_entry=2030-08-05",
    )["case"]["number"]  # fmt: skip
    (row,) = office.done("case", "history", number)
    assert (row["actor"], row["post"]) == (
        "jiangsu_patrol_office", "patrol_office@jiangsu_patrol",
    )  # fmt: skip
    told = desks.of(LEADER).refused(
        "case", "act", number, "staff", "--set", "team_leader=team1_leader",
        "--set", "members=team1_member1",
    )  # fmt: skip
    assert told["code"] == "not_permitted"


def test_times_are_told_as_the_office_s_clock_shows_them(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    patrol = desks.administrator
    until = dt.datetime.fromisoformat(patrol.done("whoami")["token"]["expires_at"])
    shown = f"{until.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
    assert shown in patrol("whoami").out
    assert shown in patrol("user", "token", "list").out
    made = dt.datetime.fromisoformat(patrol.done("db", "backup", "--to", "a.zip")["made_at"])
    shown = f"{made.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
    assert shown in patrol("doctor").out
    assert "UTC" not in patrol("doctor").out
    second = f"sqlite:///{desks.folder / 'second.db'}"
    assert shown in patrol("db", "restore", "a.zip", "--database", second).out
