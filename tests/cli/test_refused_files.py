"""Files that cannot be used are refused by a sentence in Chinese, and nothing is half done."""

from __future__ import annotations

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
