"""The definitions that the tests are about: good ones, and bad ones with what they must be told."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from engine.definition.check import Checked, check_sources
from engine.definition.source import Source
from engine.definition.workflow import Workflow

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
GOOD = sorted((HERE / "good").glob("*.yaml"))
EXPECTED = re.compile(rb"(?m)^#! (.*)$")


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes())


@cache
def good_workflows() -> dict[str, Workflow]:
    """Return the good definitions, which have no problems."""
    found = check_sources([source(path) for path in GOOD], {})
    assert [problem.text("en") for problem in found.problems] == []
    return {one.name: one for one in found.workflows}


def check_with_good(*sources: Source) -> Checked:
    """Check definitions where the good ones are in force already."""
    known = {name: (one,) for name, one in good_workflows().items()}
    return check_sources(
        sources, known, calendars=("china", "new_york"), profiles=("civil_code", "calendar_days")
    )


def good_text(name: str) -> str:
    return (HERE / "good" / f"{name}.yaml").read_text(encoding="utf-8")


def checked(text: str) -> Workflow:
    """Return the workflow of a text that has no problems."""
    found = check_with_good(Source("text.yaml", text.replace("version: 1\n", "version: 7\n", 1)))
    assert [one.text("en") for one in found.problems] == []
    return found.workflows[-1]


def problems(text: str) -> list[tuple[str, str]]:
    """Return path and code of each problem of a text checked beside the good definitions."""
    found = check_with_good(Source("text.yaml", text.replace("version: 1\n", "version: 7\n", 1)))
    return [(one.path, one.code) for one in found.problems if one.file == "text.yaml"]


def expected(path: Path) -> list[str]:
    """Return the lines that a bad definition says it must be told: `#! LINE:COLUMN: …`."""
    return [line.decode("utf-8") for line in EXPECTED.findall(path.read_bytes())]
