"""Files that cannot be used are refused by a sentence in Chinese, and nothing is half done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.files import MOST_MEGABYTES
from tests.cli.test_bad_input_in_chinese import said

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

FAULTY = "workflow: letter\nversion: 1\n"


def test_a_folder_for_a_file_is_called_a_folder(patrol: Patrol) -> None:
    Path("papers").mkdir()
    assert said(patrol, "workflow", "check", "papers") == (
        "papers 是文件夹，不是文件。", "请写明其中的哪个文件。",
    )  # fmt: skip


def test_a_file_that_is_far_too_large_is_not_read_to_its_end(
    patrol: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_MEGABYTES >= 256
    monkeypatch.setattr("cli.files.MOST_MEGABYTES", 1)
    Path("huge.yaml").write_bytes(b"#" * (2**20 + 1))
    assert said(patrol, "workflow", "check", "huge.yaml") == (
        "文件 huge.yaml 超过 1 MB，没有读取。",
        "请确认选对了文件；确实这么大的，请分成几个文件。",
    )


def test_a_faulty_definition_that_is_only_looked_at_is_not_said_to_be_published(
    patrol: Patrol,
) -> None:
    Path("faulty.yaml").write_text(FAULTY, encoding="utf-8")
    for words in (
        ("diff", "patrol", "faulty.yaml"),
        ("simulate", "faulty.yaml", "--start", "2026-11-23"),
        ("export", "faulty.yaml", "--bpmn", "faulty.bpmn"),
    ):
        answer = patrol("workflow", *words, PATROL_LANG="zh")
        assert answer.code == 3
        assert "流程定义有 2 处问题，不能使用。\n  改正上面列出的各处后再试。" in answer.err
    assert not Path("faulty.bpmn").exists()


def test_a_name_that_is_only_a_version_is_not_a_name(patrol: Patrol) -> None:
    assert said(patrol, "workflow", "diff", "patrol", "@1") == (
        "“@1”不是流程名，也不是“流程@版本”。", "请写成 patrol 或 patrol@1。",
    )  # fmt: skip


def test_a_name_that_no_system_takes_is_said_to_be_so(patrol: Patrol) -> None:
    name = "x" * 300
    for words in (("workflow", "test", name), ("report", "check", name)):
        message, hint = said(patrol, *words)
        assert message.startswith(f"{name}")
        assert message.endswith("用不了：文件名太长。")
        assert hint == "请核对路径、名称和权限。"


def test_settings_that_cannot_be_read_are_told_of_in_the_language_asked_for(
    patrol: Patrol,
) -> None:
    assert said(patrol, "case", "list", "--config", "nowhere.toml")[0].startswith("设置文件")


LEDGER = "隐患编号,责任单位,隐患内容,隐患等级,排查日期,整改完成日期\n"
MAPPING = str(Path(__file__).resolve().parents[2] / "workflows/examples/heze/import_mapping.yaml")


def test_what_is_wrong_with_a_ledger_as_a_file_is_said_in_chinese(sandbox: Patrol) -> None:
    Path("cut.xlsx").write_bytes(b"PK\x03\x04broken")
    Path("bytes.csv").write_bytes(bytes(range(128, 256)) * 2)
    Path("quote.csv").write_text(f'{LEDGER}A1,"{"x" * 140_000}', encoding="utf-8")
    Path("good.csv").write_text(LEDGER, encoding="utf-8")
    told = {
        file: said(sandbox, "import", file, "--mapping", MAPPING)[0]
        for file in ("cut.xlsx", "bytes.csv", "quote.csv")
    }
    assert told == {
        "cut.xlsx": "台账 cut.xlsx 不是可以读取的 Excel 工作簿。",
        "bytes.csv": "台账 bytes.csv 既不是 UTF-8，也不是 GB18030 编码。",
        "quote.csv": "台账 quote.csv 第2行有一格超过13万字，多半是引号没有成对。",
    }
    answer = sandbox(
        "import", "good.csv", "--mapping", MAPPING, "--sheet", "表1", "--json", PATROL_LANG="zh"
    )
    assert answer.code == 3
    assert [each["code"] for each in answer.json["problems"]] == ["ledger_without_sheets"]


def test_cases_are_not_migrated_to_the_version_they_have(sandbox: Patrol) -> None:
    words = ("--from", "1", "--to", "1", "--write-plan", "plan.yaml")
    assert said(sandbox, "workflow", "migrate", "patrol", *words) == (
        "patrol 的案件本来就按第1版办理。", "--from 和 --to 请写不同的版本。",
    )  # fmt: skip
    assert not Path("plan.yaml").exists()


def test_a_rule_is_found_however_its_letters_are_written(patrol: Patrol) -> None:
    assert [one["id"] for one in patrol.done("rules", "js-20")] == ["JS-20"]


def test_an_answer_that_finds_no_room_is_told_as_unfinished() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", "rules", "JS-20", "--lang", "zh"],
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().startswith("结果没有全部写出：磁盘已满。\n")
    assert "Traceback" not in done.stderr.decode()
