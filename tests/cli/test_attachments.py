"""Files on cases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

OFFICE = ("--as", "jiangsu_patrol_office", "--at", "2019-07-25")


@pytest.fixture
def case(sandbox: Patrol, here: Path) -> str:
    (here / "报告.pdf").write_bytes(b"%PDF-1.4 report")
    (here / "notes.txt").write_text("notes")
    return opened(sandbox)


def vault(patrol: Patrol) -> Path:
    return patrol.database.with_name(f"{patrol.database.name}.attachments")


def stored(patrol: Patrol) -> list[Path]:
    return sorted(path for path in vault(patrol).rglob("*") if path.is_file())


def test_files_are_listed_told_in_the_history_and_come_back(sandbox: Patrol, case: str) -> None:
    done = sandbox.done("case", "attach", case, "报告.pdf", "notes.txt", *OFFICE)
    listed = sandbox.done("case", "attachment", "list", case, "--check")
    assert [(one["name"], one["type"], one["fault"]) for one in listed] == [
        ("报告.pdf", "pdf", None), ("notes.txt", "txt", None),
    ]  # fmt: skip
    assert [one["sha256"] for one in done["attached"]] == [one["sha256"] for one in listed]
    assert "附上文件：报告.pdf" in sandbox("case", "history", case, "--lang", "zh").out
    sandbox.done("case", "attachment", "get", case, "报告.pdf", "--to", "copy.pdf")
    assert Path("copy.pdf").read_bytes() == Path("报告.pdf").read_bytes()
    again = sandbox.refused("case", "attachment", "get", case, "报告.pdf", "--to", "copy.pdf")
    assert (again["code"], again["exit"]) == ("file_exists", 1)


def test_the_history_with_files_is_whole_and_replays_to_the_case(
    sandbox: Patrol, case: str
) -> None:
    from msgspec.structs import replace

    from engine.kernel.history import broken_links, unseal
    from engine.kernel.replay import replay
    from store.reader import open_reader

    sandbox.done("case", "attach", case, "报告.pdf", "notes.txt", *OFFICE)
    reader = open_reader(sandbox.environ["PATROL_DATABASE"])
    kept = reader.body(reader.find(case))
    rows = reader.history(kept.id)
    assert broken_links((row.text, row.hash, row.previous) for row in rows) == []
    assert replace(replay(unseal(row.text, {}) for row in rows), head=kept.head) == kept
    reader.close()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("missing.pdf",), "file_missing"),
        (("program",), "attachment_type"),
        (("notes.txt", "NOTES.TXT"), "attachment_name_twice"),
        (("notes.txt", "--as-name", "../notes.txt"), "attachment_name_strange"),
    ],
)
def test_a_file_that_may_not_be_taken_in_is_named_and_nothing_is_attached(
    sandbox: Patrol, case: str, arguments: tuple[str, ...], code: str
) -> None:
    Path("program").write_bytes(b"\x7fELF\0\0")
    Path("NOTES.TXT").write_text("other notes")
    answer = sandbox("case", "attach", case, *arguments, *OFFICE, "--json")
    assert answer.code == 3
    assert [problem["code"] for problem in answer.json["problems"]] == [code]
    assert stored(sandbox) == []
    assert sandbox.done("case", "attachment", "list", case) == []


def test_what_the_case_does_not_allow_is_refused_and_leaves_no_file(
    sandbox: Patrol, case: str
) -> None:
    stranger = ("--as", "binhai_clerk", "--at", "2019-07-25")
    for who, more, code in (
        (stranger, (), "may_not_attach"),
        (OFFICE, ("--field", "nonsense"), "attachment_field_unknown"),
    ):
        told = sandbox.refused("case", "attach", case, "notes.txt", *more, *who)
        assert (told["code"], told["exit"]) == (code, 1)
    assert stored(sandbox) == []
    sandbox.done("case", "attach", case, "notes.txt", *OFFICE)
    assert sandbox.refused("case", "attach", case, "notes.txt", *OFFICE)["code"] == (
        "attachment_known")  # fmt: skip
    Path("notes.txt").write_text("changed")
    assert sandbox.refused("case", "attach", case, "notes.txt", *OFFICE)["code"] == (
        "attachment_taken")  # fmt: skip
    assert len(stored(sandbox)) == 1


def test_a_file_larger_than_the_setting_is_refused(sandbox: Patrol, case: str) -> None:
    sandbox.environ["PATROL_ATTACHMENT_MEGABYTES"] = "0"
    answer = sandbox("case", "attach", case, "notes.txt", *OFFICE, "--json")
    assert answer.json["problems"][0]["code"] == "attachment_too_large"
    sandbox.environ["PATROL_ATTACHMENT_MEGABYTES"] = "much"
    assert sandbox("case", "attach", case, "notes.txt", *OFFICE).code == 3


def test_a_file_that_changed_on_disk_is_named(sandbox: Patrol, case: str) -> None:
    sandbox.done("case", "attach", case, "notes.txt", *OFFICE)
    (file,) = stored(sandbox)
    file.write_text("forged")
    listed = sandbox("case", "attachment", "list", case, "--check", "--json")
    assert (listed.code, listed.json[0]["fault"]) == (1, "attachment_changed")
    told = sandbox.refused("case", "attachment", "get", case, "notes.txt", "--to", "out.txt")
    assert told["code"] == "attachment_changed"
    assert "notes.txt" in told["message"]
    assert not Path("out.txt").exists()


def test_a_correction_takes_back_the_act_before_a_file_and_leaves_the_file(
    sandbox: Patrol, case: str
) -> None:
    sandbox.done("case", "act", case, "staff", *OFFICE, "--set", "team_leader=team1_leader",
                 "--set", "members=team1_member1,team1_member2")  # fmt: skip
    act = sandbox.done("case", "history", case, *OFFICE)[-1]
    sandbox.done("case", "attach", case, "notes.txt", *OFFICE)
    (file,) = sandbox.done("case", "attachment", "list", case, *OFFICE)
    why = ("--reason", "typed wrongly")
    refused = sandbox.refused("case", "correct", case, str(file["seq"]), *why, "--yes", *OFFICE)
    assert refused["code"] == "correction_of_kind"
    sandbox.done("case", "correct", case, str(act["seq"]), *why, "--yes", *OFFICE)
    assert "team_leader" not in sandbox.done("case", "show", case, *OFFICE)["case"]["fields"]
    assert [file] == sandbox.done("case", "attachment", "list", case, *OFFICE)


def test_a_program_killed_at_any_step_leaves_no_file_that_is_not_whole(
    sandbox: Patrol, case: str, here: Path
) -> None:
    from runtime.vault import Vault
    from runtime.vault_check import examine, sweep_away
    from store.reader import open_reader

    command = [sys.executable, "-m", "tests.cli.killing", str(sandbox.database), str(here)]
    attach = ("case", "attach", case, "报告.pdf", "notes.txt", *OFFICE)
    done = subprocess.run(
        [*command, *attach], check=True, capture_output=True, text=True,
        env={**sandbox.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert int(done.stdout) > 3
    for step in range(int(done.stdout)):
        copy = Vault(here / f"{step}.db.attachments")
        reader = open_reader(f"sqlite:///{here / f'{step}.db'}")
        report = examine(copy, reader)
        assert (report.files, report.broken) in ((0, ()), (2, ()))
        sweep_away(copy, report)
        assert examine(copy, reader) == (report.files, (), (), ())
        reader.close()
