"""Backups, examinations and seals at the command line."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks


def elsewhere(patrol: Patrol, name: str = "restored.db") -> str:
    return f"sqlite:///{patrol.database.with_name(name)}"


def names() -> list[str]:
    """Return the names of everything in this folder."""
    return sorted(each.name for each in Path().iterdir())


def test_a_backup_is_made_restored_and_found_sound(demo: Patrol) -> None:
    made = demo.done("db", "backup", "--to", "all.zip")
    assert {"file", "made_at", "schema", "sandbox", "rows", "cases", "entries", "attachments",
            "digest"} == set(made)  # fmt: skip
    url = elsewhere(demo)
    back = demo.done("db", "restore", "all.zip", "--database", url)
    assert {**back, "file": "all.zip"} == {**made, "database": back["database"]}
    assert demo.done("db", "check", "--database", url) == {"ok": True, "flaws": []}
    assert demo.done("audit", "verify", "--database", url)["ok"]
    assert demo.done("audit", "seal", "--database", url)["digest"] == made["digest"]
    assert demo.done("case", "list", "--database", url) == demo.done("case", "list")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["db", "backup", "--to", "there.zip"], "file_exists"),
        (["db", "backup", "--to", "nowhere/all.zip"], "file_target_folder_missing"),
        (["db", "restore", "all.zip"], "backup_not_opened"),
        (["db", "restore", "there.zip", "--database", "sqlite:///new.db"], "backup_unreadable"),
        (["audit", "seal", "--to", "there.zip"], "file_exists"),
        (["audit", "verify", "--seal", "none"], "seal_not_opened"),
        (["audit", "verify", "--seal", "there.zip"], "seal_unreadable"),
        (["audit", "verify", "no such case"], "case_unknown"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_goes_wrong_is_said_with_what_to_do_and_leaves_nothing(
    demo: Patrol, command: list[str], code: str, language: str
) -> None:
    Path("there.zip").write_text("dear")
    before = names()
    told = demo.refused(*command, "--lang", language)
    assert (told["code"], told["exit"]) == (code, 1)
    assert told["hint"]
    assert names() == before
    assert Path("there.zip").read_text() == "dear"


def test_a_case_and_a_seal_do_not_go_together(demo: Patrol) -> None:
    assert demo.refused("audit", "verify", "x", "--seal", "y")["exit"] == 2
    assert demo("db", "backup").code == 2


def test_a_backup_into_the_database_in_use_is_refused(demo: Patrol) -> None:
    demo.done("db", "backup", "--to", "all.zip")
    assert demo.refused("db", "restore", "all.zip")["code"] == "file_exists"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_tampered_with_is_named_on_screen_and_as_data(demo: Patrol, language: str) -> None:
    seal = demo.done("audit", "seal", "--to", "seal.txt")
    assert Path("seal.txt").stat().st_mode & 0o077 == 0
    tamper(demo.database, "UPDATE history SET actor = 'x' WHERE seq = 2")
    number = demo.done("case", "list")[0]["number"]
    for command in (["db", "check"], ["audit", "verify"], ["audit", "verify", number]):
        answer = demo(*command, "--json", "--lang", language)
        assert answer.code == 1
        assert not answer.json["ok"]
        assert any(flaw["code"] == "audit_entry_differs" for flaw in answer.json["flaws"])
        assert all(flaw["message"] and flaw["hint"] for flaw in answer.json["flaws"])
        assert number in demo(*command, "--lang", language).out
    # The chain itself was not touched.
    since: Any = demo.done("audit", "verify", "--seal", "seal.txt")
    assert (since["ok"], since["digest"], since["grown"]) == (True, seal["digest"], 0)
    tamper(demo.database, "UPDATE history SET hash = 'x' WHERE seq = (SELECT seq FROM cases "
           "WHERE id = case_id)")  # fmt: skip
    answer = demo("audit", "verify", "--seal", "seal.txt", "--json")
    assert answer.code == 1
    assert {flaw["code"] for flaw in answer.json["flaws"]} == {"audit_sealed_differs"}


def tamper(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    guards = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in guards.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_interrupted_backup_says_so_and_leaves_nothing(
    demo: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.care.snapshot import Snapshot

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Snapshot, "columns", interrupted)
    before = names()
    assert demo("db", "backup", "--to", "all.zip").code == 130
    assert names() == before


@pytest.mark.parametrize(
    "command", [["db", "backup", "--to", "all.zip"], ["db", "check"], ["audit", "verify"],
                ["audit", "seal"]],
)  # fmt: skip
@pytest.mark.parametrize("state", ["missing", "newer", "older", "letter", "folder"])
def test_every_state_of_a_database_is_a_sentence(
    demo: Patrol, command: list[str], state: str
) -> None:
    if state in ("newer", "older"):
        version = {"newer": "9999", "older": "0001"}[state]
        tamper(demo.database, f"UPDATE alembic_version SET version_num = '{version}'")
    else:
        demo.database.unlink()
    if state == "letter":
        demo.database.write_text("dear " * 500)
    if state == "folder":
        demo.environ["PATROL_DATABASE"] = "sqlite:////nowhere/at/all/patrol.db"
    answer = demo(*command)
    if (state, command[1]) == ("older", "backup"):
        assert answer.code == 0
        return
    assert answer.code == 1
    assert len(answer.err.strip().splitlines()) == 2
    assert not Path("all.zip").exists()


def test_a_locked_database_is_backed_up_and_checked_all_the_same(demo: Patrol) -> None:
    other = sqlite3.connect(demo.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert demo.done("db", "check")["ok"]
        assert demo.done("audit", "seal")["cases"] > 20
    finally:
        other.close()


def test_a_database_that_can_only_be_read_is_backed_up(demo: Patrol) -> None:
    demo.environ["PATROL_DATABASE"] += "?mode=ro"
    assert demo.done("db", "backup", "--to", "all.zip")["cases"] > 20
    assert demo.done("db", "check")["ok"]


def test_on_a_real_database_care_is_for_who_may(desks: Desks) -> None:
    nobody, clerk = desks.nobody(), desks.of("team1_leader")
    for command in (["db", "check"], ["db", "backup", "--to", "a.zip"], ["audit", "verify"]):
        assert nobody.refused(*command)["code"] == "login_missing"
        assert clerk.refused(*command)["code"] == "permission_missing"
    auditor = desks.of("team1_member1", "auditor")
    assert auditor.done("audit", "verify")["ok"]
    assert auditor.done("audit", "seal")["cases"] == 0
    made = desks.administrator.done("db", "backup", "--to", "real.zip")
    assert made["sandbox"] is False
    url = f"sqlite:///{desks.folder / 'second.db'}"
    nobody.done("db", "restore", "real.zip", "--database", url)
    assert nobody.refused("case", "list", "--database", url)["code"] == "login_missing"


def test_attached_files_are_backed_up_checked_and_brought_back(sandbox: Patrol) -> None:
    from tests.cli.conftest import opened

    number = opened(sandbox)
    Path("note.txt").write_text("site notes")
    who = ("--as", "jiangsu_patrol_office", "--at", "2019-07-25")
    sandbox.done("case", "attach", number, "note.txt", *who)
    assert sandbox.done("db", "backup", "--to", "all.zip")["attachments"] == 1
    url = elsewhere(sandbox)
    sandbox.done("db", "restore", "all.zip", "--database", url)
    folder = Path("restored.db.attachments")
    (kept,) = [each for each in folder.rglob("*") if each.is_file()]
    assert kept.read_text() == "site notes"
    assert sandbox.done("db", "check", "--database", url)["ok"]
    kept.write_text("other notes")
    assert codes(sandbox("db", "check", "--database", url, "--json").json) == {
        "check_attachment_changed"
    }
    kept.rename(kept.with_name("0" * 62))
    assert codes(sandbox("db", "check", "--database", url, "--json").json) == {
        "check_attachment_missing", "check_attachment_orphan",
    }  # fmt: skip


def test_files_that_belong_to_no_case_are_removed_once_a_person_agrees(sandbox: Patrol) -> None:
    from tests.cli.conftest import opened

    number = opened(sandbox)
    Path("note.txt").write_text("site notes")
    who = ("--as", "jiangsu_patrol_office", "--at", "2019-07-25")
    sandbox.done("case", "attach", number, "note.txt", *who)
    assert sandbox.done("db", "check", "--sweep") == {"removed": 0}
    orphan = Path("patrol.db.attachments") / "00" / ("0" * 62)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_text("nobody's")
    assert sandbox.refused("db", "check", "--sweep")["code"] == "confirmation_missing"
    assert orphan.exists()
    assert sandbox.done("db", "check", "--sweep", "--yes") == {"removed": 1}
    assert not orphan.exists()
    assert sandbox.done("db", "check")["ok"]


def codes(report: Any) -> set[str]:
    return {flaw["code"] for flaw in report["flaws"]}
