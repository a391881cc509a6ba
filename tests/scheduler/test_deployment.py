"""What stands in deploy/ fits the program, and its manual tells every setting."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from runtime.scheduler.jobs import JOBS
from runtime.settings import SCHEDULING

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "patrol.service"
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_the_unit_waits_for_what_the_program_tells_systemd() -> None:
    service = unit()["Service"]
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) >= 30
    assert service["KillSignal"] == "SIGTERM"
    assert service["Restart"] == "always"
    assert re.search(r"/patrol run --metrics 127\.0\.0\.1:\d+$", service["ExecStart"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"), ("CapabilityBoundingSet", ""), ("UMask", "0077"),
        ("User", "patrol"),
    ],
)  # fmt: skip
def test_the_unit_gives_the_program_little_of_the_machine(name: str, value: str) -> None:
    assert unit()["Service"][name] == value


def test_systemd_finds_no_fault_in_the_unit_where_it_is_there_to_be_asked(tmp_path: Path) -> None:
    asked = shutil.which("systemd-analyze")
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/sh", UNIT.read_text()))
    if asked is not None:
        done = subprocess.run(
            [asked, "verify", str(copy)], check=False, capture_output=True, text=True
        )
        assert "patrol.service" not in done.stderr


def test_the_container_is_made_of_what_is_there_and_runs_as_nobody_special() -> None:
    sources = re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", CONTAINER)
    assert sources
    assert all((ROOT / name).exists() for line in sources for name in line.split())
    assert re.search(r"(?m)^USER \d+$", CONTAINER)
    assert "--require-hashes" in CONTAINER
    assert 'CMD ["patrol", "run"' in CONTAINER


@pytest.mark.parametrize("name", ["deployment.md", "deployment.zh.md"])
def test_the_manual_tells_every_setting_with_its_usual_value(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    told = dict(re.findall(r"(?m)^\| `(\w+)` \| ?(\S*) ?\|", text))
    assert told == SCHEDULING
    assert {job.setting for job in JOBS} <= set(told)
