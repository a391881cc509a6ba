"""What goes wrong outside: interruptions, closed pipes, settings, options."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.main import run
from tests.cli.conftest import NUMBER, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from cli.main import main; main()"]
# Whoever starts the tests in the background lets them ignore interruptions, and what they start.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
INTERRUPTIBLE = [sys.executable, "-c", f"{LISTENING}; from cli.main import main; main()"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["cse"], "usage_command_unknown_close"),
        (["case", "shw"], "usage_command_unknown_close"),
        (["case", "qqqq"], "usage_command_unknown"),
        (["case", "show"], "usage_missing"),
        (["case", "show", "a", "b"], "usage_extra"),
        (["case", "list", "--org", ""], "usage_empty"),
        (["wallchart", "patrol", "--svg", " "], "usage_empty"),
        (["--database", ""], "usage_empty"),
        (["case", "list", "\u2014\u2014open"], "usage_dash"),
        (["\uff0d\uff0dlang", "zh", "case", "list"], "usage_dash"),
        (["case", "list", "-open"], "usage_option_unknown_close"),
        (["case", "show", "a", "--jsn"], "usage_option_unknown_close"),
        (["case", "list", "-x"], "usage_option_unknown"),
        (["case", "list", "--state"], "usage_option_value"),
        (["case", "list", "--open=yes"], "usage_option_no_value"),
        (["case", "list", "--lang", "fr"], "word_unknown"),
        (["--nope"], "usage_option_unknown"),
        (["--lang"], "usage_option_value"),
        (["import", "x.csv"], "usage_missing"),
        (["case", "list", "--at", "tomorrow"], "instant_unreadable"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_line_s_own_faults_are_said_in_the_language_chosen(
    patrol: Patrol, arguments: list[str], code: str, language: str
) -> None:
    answer = patrol(*arguments, PATROL_LANG=language)
    assert answer.code == 2
    assert answer.out == ""
    from engine.messages import catalogue

    start = catalogue(language)[code].message.partition("{")[0]
    assert start in answer.err
    assert "Traceback" not in answer.err.replace("--debug", "")


def test_the_help_that_is_pointed_to_is_that_of_the_command(patrol: Patrol) -> None:
    for fault in (["--state"], ["x"]):
        assert "patrol case list --help" in patrol("case", "list", *fault).err


def test_options_without_a_command_show_the_commands(patrol: Patrol) -> None:
    answer = patrol("--debug")
    assert answer.code == 2
    assert answer.err == patrol("--help").out


def test_settings_rise_from_file_over_environment_to_option(patrol: Patrol) -> None:
    (patrol.database.parent / "patrol.toml").write_text('calendar = "new_york"\nlang = "zh"\n')
    found = {each["name"]: each for each in patrol.done("config", "show")}
    assert (found["calendar"]["value"], found["calendar"]["origin"]) == ("new_york", "file")
    assert (found["lang"]["value"], found["lang"]["origin"]) == ("en", "environment")
    found = {each["name"]: each for each in patrol.done("config", "show", "--lang", "zh")}
    assert (found["lang"]["value"], found["lang"]["origin"]) == ("zh", "option")
    found = {each["name"]: each for each in patrol.done("config", "show", "--database", "x")}
    assert found["database"]["origin"] == "option"


@pytest.mark.parametrize(
    ("text", "exit_code"),
    [("lang = ", 3), ("colour = 'red'", 3), ("lang = 7", 3), ("lang = 'fr'", 3)],
)
def test_a_settings_file_with_faults_says_which(patrol: Patrol, text: str, exit_code: int) -> None:
    (patrol.database.parent / "patrol.toml").write_text(text)
    told = patrol.refused("config", "show")
    assert told["exit"] == exit_code
    assert "patrol.toml" in told["message"]


def test_a_settings_file_that_is_not_there_is_a_usage_error(patrol: Patrol) -> None:
    assert patrol.refused("config", "show", "--config", "nowhere.toml")["exit"] == 2
    assert patrol("config", "show", PATROL_CONFIG="nowhere.toml").code == 2
    assert patrol("config", "show", PATROL_LANG="fr").code == 2


def test_options_stand_before_the_command_or_after_it(sandbox: Patrol) -> None:
    url = sandbox.environ.pop("PATROL_DATABASE")
    before = sandbox("--lang", "zh", "--database", url, "workflow", "list")
    after = sandbox("workflow", "list", "--database", url, "--lang", "zh")
    assert before == after
    assert before.code == 0


def test_a_fault_of_the_program_is_one_sentence_and_a_traceback_only_when_asked(
    sandbox: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.reader import Reader

    def broken(*_: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr(Reader, "cases", broken)
    short = sandbox("case", "list")
    assert short.code == 1
    assert "a wheel came off" in short.err
    assert "Traceback" not in short.err
    assert "Traceback" in sandbox("case", "list", "--debug").err


def test_an_interruption_is_one_sentence_and_leaves_nothing_half_done(
    sandbox: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.service.engine import Engine

    number = opened(sandbox)
    before = sandbox.done("case", "history", number)
    real = Engine.act_within

    def interrupted(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "act_within", interrupted)
    answer = sandbox(
        "case", "act", number, "cancel", "--as", "jiangsu_patrol_chair", "--at", "2019-07-25",
        "--set", "reason=x",
    )  # fmt: skip
    assert answer.code == 130
    assert answer.out == ""
    assert "Interrupted" in answer.err
    assert sandbox.done("case", "history", number) == before


def test_control_c_ends_the_process_quietly(patrol: Patrol) -> None:
    process = subprocess.Popen(
        [*INTERRUPTIBLE, "demo"],
        env={**patrol.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pipesize=4096,  # It cannot end before more of what it says is read.
    )
    assert process.stdout is not None
    assert os.read(process.stdout.fileno(), 1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "Interrupted" in said
    assert patrol("case", "list").code == 0


def test_a_closed_pipe_is_quiet(demo: Patrol) -> None:
    environ = {**demo.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*PROGRAM, "case", "history", NUMBER, "--json"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def test_a_terminal_without_chinese_is_no_reason_to_fail(demo: Patrol) -> None:
    shown = subprocess.run(
        [*PROGRAM, "case", "show", NUMBER, "--lang", "zh"],
        env={**demo.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"2019" in shown.stdout


def test_colour_is_for_terminals_that_want_it(
    demo: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def doctor(**environ: str) -> str:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        run(["doctor"], {**demo.environ, **environ})
        return terminal.getvalue()

    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((80, 200)))
    assert "\x1b[" in doctor()
    assert "\x1b[" not in doctor(NO_COLOR="1")
    monkeypatch.undo()
    assert "\x1b[" not in demo("doctor").out


def test_control_characters_in_data_cannot_steer_a_terminal(sandbox: Patrol) -> None:
    number = opened(sandbox)
    sandbox.done(
        "case", "act", number, "cancel", "--as", "jiangsu_patrol_chair", "--at", "2019-07-25",
        "--set", "reason=\x1b[2Jgone\nnew line",
    )  # fmt: skip
    for command in ("show", "history", "explain"):
        shown = sandbox("case", command, number).out
        assert "\x1b" not in shown
        assert "gone\nnew" not in shown


def test_the_program_runs_as_a_module(patrol: Patrol) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "--help"],
        env={**patrol.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"Usage: patrol")
