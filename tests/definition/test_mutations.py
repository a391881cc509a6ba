"""Shipped definitions with one flaw planted: the right law catches it, on the right line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.definition.check import check_sources
from engine.definition.problems import Problem
from engine.definition.source import Source, load_plain
from runtime.laws import PREFIX, law_of, laws
from runtime.publishing import shipped_workflows
from runtime.shipped import FOLDER

FILE = Path(__file__).with_name("mutations.yaml")
MUTATIONS: list[dict[str, Any]] = load_plain(FILE.read_bytes(), FILE.name)[0]["mutations"]


def mutated(planted: dict[str, Any]) -> str:
    """Return the text of a shipped definition with a flaw planted in it."""
    [file] = FOLDER.glob(f"**/{planted['in']}/workflow.yaml")
    text = file.read_text(encoding="utf-8")
    assert text.count(planted["replace"]) == 1, "the shipped text has changed: plant it anew"
    return text.replace(planted["replace"], planted["by"])


def problems(name: str, text: str) -> tuple[Problem, ...]:
    """Return what is told of a text that stands in the place of a shipped definition."""
    others = {one: versions for one, versions in shipped_workflows().items() if one != name}
    source = Source("mutated.yaml", text)
    return check_sources([source], others, calendars=["china"], profiles=["civil_code"]).problems


@pytest.mark.parametrize("planted", MUTATIONS, ids=lambda planted: planted["flaw"])
def test_a_planted_flaw_is_caught_by_its_law_on_its_line(planted: dict[str, Any]) -> None:
    text = mutated(planted)
    told = problems(planted["in"], text)
    lines = text.splitlines()
    assert lines.count(planted["at"]) == 1
    line = lines.index(planted["at"]) + 1
    codes = {one.code.removesuffix("_known") for one in told if one.line == line}
    assert PREFIX + planted["code"] in codes
    assert law_of(planted["code"]).name == planted["law"]
    found = {law_of(one.code).name for one in told}
    assert found == {planted["law"], *planted.get("besides", [])}


def test_sixty_flaws_are_planted_and_each_law_has_some() -> None:
    assert len(MUTATIONS) >= 60
    planted = {one["law"] for one in MUTATIONS}
    assert planted == {law.name for law in laws()} - {"form"}
    assert len({one["flaw"] for one in MUTATIONS}) == len(MUTATIONS)
