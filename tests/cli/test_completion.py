"""The shell's questions: answered quickly, from the database, and never with a secret."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from tests.cli.conftest import NUMBER
from tests.cli.test_startup import DEAR, modules_after

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

SECRET_NUMBERS = "SELECT number FROM cases WHERE secret = 1"


@pytest.fixture
def asked(demo: Patrol, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Return what is offered behind some words, the last of them unfinished."""

    def offered(*words: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", " ".join(("patrol", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        capsys.readouterr()
        assert run([], {**demo.environ, "_PATROL_COMPLETE": "bash_complete"}) == 0
        return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines() if line]

    return offered


def test_commands_are_offered_by_name(asked) -> None:  # type: ignore[no-untyped-def]
    assert asked("case", "hi") == ["history"]
    assert {"inbox", "import", "init"} <= set(asked("i"))


def test_numbers_are_offered_however_their_brackets_are_typed(asked) -> None:  # type: ignore[no-untyped-def]
    assert asked("case", "show", "巡") == asked("case", "show", "巡(2019)") == [NUMBER]
    assert asked("case", "show", "无") == []


def test_events_are_those_of_the_case(asked) -> None:  # type: ignore[no-untyped-def]
    handoff = asked("case", "show", "交")[0]
    closed = asked("case", "act", NUMBER, "")
    assert closed == []
    assert all(name in {"return_it", "receipt", "reply", "finish"} for name in asked(
        "case", "act", handoff, ""))  # fmt: skip


def test_states_organisations_and_people_are_offered(asked) -> None:  # type: ignore[no-untyped-def]
    assert asked("case", "list", "--workflow", "patrol", "--state", "rep") == ["reporting"]
    assert "yancheng" in asked("case", "list", "--org", "yan")
    assert "team1_leader" in asked("case", "list", "--as", "team1")
    assert "rectification" in asked("case", "list", "--workflow", "rect")


def test_secret_cases_are_never_offered(demo: Patrol, asked) -> None:  # type: ignore[no-untyped-def]
    shown = set(asked("case", "show", ""))
    with closing(sqlite3.connect(demo.database)) as database:
        secret = {number for (number,) in database.execute(SECRET_NUMBERS)}
    assert secret
    assert shown
    assert not shown & secret
    assert not any(asked("case", "show", number) for number in secret)


def test_without_a_database_nothing_is_offered_and_nothing_said(
    patrol: Patrol, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMP_WORDS", "patrol case show ")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert run([], {**patrol.environ, "_PATROL_COMPLETE": "bash_complete"}) == 0
    said = capsys.readouterr()
    assert (said.out.strip(), said.err) == ("", "")


def test_asking_for_a_number_loads_nothing_dear(demo: Patrol) -> None:
    demo.environ |= {
        "_PATROL_COMPLETE": "bash_complete", "COMP_WORDS": "patrol case show 巡", "COMP_CWORD": "3",
    }  # fmt: skip
    assert not modules_after(demo) & DEAR


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(patrol: Patrol, shell: str) -> None:
    assert patrol.done("completion", shell)["script"].count("_PATROL_COMPLETE") >= 1


def test_a_real_bash_completes_a_number(demo: Patrol) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    script = (
        'eval "$(patrol completion bash)"; COMP_WORDS=(patrol case show 巡); COMP_CWORD=3;'
        '_patrol_completion patrol; printf "%s" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        [bash, "-c", script],
        env={**demo.environ, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
             "LC_ALL": "C.UTF-8"},
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode() == NUMBER
