"""Every fault of a scenario file is told at its place, all at once, before anything is played."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.definition.source import Source
from runtime.publishing import shipped_workflows
from runtime.rules import rule_rows
from runtime.scenarios.suite import Suite
from runtime.scenarios.world import World

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
_MANY = re.compile(r"there are: .*(?=\))")


def told(path: Path, language: str) -> list[str]:
    workflows = {name: each[-1] for name, each in shipped_workflows().items()}
    source = Source(path.name, path.read_bytes())
    problems = Suite([source], World(workflows, {}), tuple(rule_rows())).problems()
    lines = [problem.text(language).removeprefix(f"{path.name}:") for problem in problems]
    return [_MANY.sub("there are: …", line) if len(line) > 200 else line for line in lines]


def expected(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("# ") for line in lines if re.match(r"# \d+:\d+:", line)]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_scenario_file_is_told_what_is_wrong(path: Path) -> None:
    assert told(path, "en") == expected(path)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_problem_is_told_in_chinese_as_well(path: Path) -> None:
    for line in told(path, "zh"):
        assert re.search("[一-鿿]", line), line
        assert "{" not in line.replace("{field: name}", "").replace("{ }", ""), line
