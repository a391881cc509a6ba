"""UTF-8 consoles, GBK consoles and lesser ones, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.tables import one_line
from engine.messages import LANGUAGES, catalogue
from tests.cli.conftest import NUMBER

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

ROOT = Path(__file__).resolve().parents[2]
#: A person's name with a character that GBK lacks, and one beyond the basic plane.
RARE = "王䶮𠮷"
GBK = {"PYTHONIOENCODING": "gbk"}


def said(
    patrol: Patrol, *arguments: str | bytes, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command line as the system would, and return the bytes that it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env={**patrol.environ, "PYTHONPATH": str(ROOT), "PATROL_LANG": "zh", **environ},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_a_screen_is_written_in_the_encoding_of_the_console(patrol: Patrol, encoding: str) -> None:
    done = said(patrol, "calendar", "explain", "2020-01-31", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert "放假（春节）" in done.stdout.decode(encoding)


def test_a_character_that_gbk_lacks_is_spelt_out(patrol: Patrol) -> None:
    done = said(patrol, "calendar", "explain", RARE, **GBK)
    assert done.returncode == 2
    assert "王\\u4dae\\U00020bb7" in done.stderr.decode("gbk")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "ascii", "latin-1"])
def test_json_reads_the_same_on_every_console(patrol: Patrol, encoding: str) -> None:
    done = said(patrol, "calendar", "explain", RARE, "--json", PYTHONIOENCODING=encoding)
    told = json.loads(done.stdout.decode("utf-8"))["refused"]
    assert RARE in told["message"]


def test_json_on_a_utf8_console_is_written_as_people_read_it(patrol: Patrol) -> None:
    done = said(patrol, "calendar", "explain", "2020-01-31", "--json", PYTHONIOENCODING="utf-8")
    assert "春节" in done.stdout.decode("utf-8")


def test_a_number_typed_on_a_gbk_console_finds_its_case(demo: Patrol) -> None:
    done = said(demo, "case", "show", NUMBER.encode("gbk"), **GBK)
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert NUMBER in done.stdout.decode("gbk")


def test_a_number_typed_in_utf8_is_found_on_a_gbk_console_too(demo: Patrol) -> None:
    done = said(demo, "case", "show", NUMBER.encode(), **GBK)
    assert done.returncode == 0
    assert NUMBER in done.stdout.decode("gbk")


def test_bytes_that_are_no_text_are_refused_on_a_gbk_console(demo: Patrol) -> None:
    done = said(demo, "case", "show", b"\xff\xff", **GBK)
    assert done.returncode == 2
    assert "\\udcff" in done.stderr.decode("gbk")


def test_gbk_on_a_utf8_console_is_refused_rather_than_guessed(demo: Patrol) -> None:
    done = said(demo, "case", "show", NUMBER.encode("gbk"), PYTHONIOENCODING="utf-8")
    assert done.returncode == 2


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK"])
def test_a_locale_that_is_poor_or_not_installed_makes_no_fault(patrol: Patrol, locale: str) -> None:
    assert said(patrol, "calendar", "explain", "2020-01-31", LC_ALL=locale).returncode == 0


def test_gbk_can_write_all_that_the_program_says() -> None:
    for language in LANGUAGES:
        for code, text in catalogue(language).items():
            assert one_line(text.message + text.hint).encode("gbk"), code


def test_gbk_can_write_all_that_comes_with_the_program() -> None:
    for file in sorted((ROOT / "workflows").rglob("*.yaml")):
        assert file.read_text(encoding="utf-8").encode("gbk"), file
