"""Every bad definition is told exactly what is wrong with it, where, and what to do next."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

from engine.definition.problems import Problem
from engine.definition.source import Source
from tests.definition.shelf import BAD, check_with_good, expected, source

NOT_OF_A_PROBLEM = {"definition_file_unreadable"}


@cache
def told(path: Path) -> tuple[Problem, ...]:
    return check_with_good(source(path)).problems


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_definition_is_told_what_is_wrong(path: Path) -> None:
    said = [one.text("en").removeprefix(f"{path.name}:") for one in told(path)]
    assert said == expected(path)
    assert said != []


def test_there_are_at_least_eighty_bad_definitions() -> None:
    assert len(BAD) >= 80


def test_every_problem_that_can_be_told_has_a_bad_definition() -> None:
    codes = {problem.code for path in BAD for problem in told(path)}
    texts = resources.files("engine.messages") / "en" / "definition.json"
    known = set(json.loads(texts.read_text(encoding="utf-8"))) - {"expression_fault"}
    assert known - codes - NOT_OF_A_PROBLEM == set()


def test_every_problem_is_told_in_chinese_as_well() -> None:
    for path in BAD:
        for problem in told(path):
            message, hint = problem.sentence("zh")
            assert re.search("[一-鿿].*。$", message), problem.code
            assert hint == "" or hint[-1] in "。？", problem.code
            assert "。）" not in problem.text("zh"), problem.code
            assert "{" not in message.replace("{ }", ""), problem.code


def test_bad_definitions_checked_in_one_call_are_each_told_their_own_problems() -> None:
    together: dict[str, list[str]] = {path.name: [] for path in BAD}
    for one in check_with_good(*map(source, BAD)).problems:
        together[one.file].append(one.text("en").removeprefix(f"{one.file}:"))
    unsaid = {path.name: set(expected(path)) - set(together[path.name]) for path in BAD}
    assert {name: lines for name, lines in unsaid.items() if lines} == {}


def test_problems_of_all_files_come_at_once_and_in_order_of_place() -> None:
    some = [path for path in BAD if "_expression_" in path.stem or "_ladder_" in path.stem]
    found = check_with_good(*map(source, reversed(some))).problems
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert {one.file for one in found} == {path.name for path in some}


def test_a_definition_with_a_problem_is_not_among_the_workflows() -> None:
    found = check_with_good(Source("bad.yaml", "workflow: bad\nversion: 1\ntitle: 坏\n"))
    assert "bad" not in [one.name for one in found.workflows]


def test_faults_of_shape_do_not_hide_faults_of_meaning() -> None:
    [several] = [path for path in BAD if path.stem.endswith("several_at_once")]
    codes = {problem.code for problem in told(several)}
    assert codes == {
        "definition_key_missing",
        "definition_key_unknown",
        "definition_state_unknown",
        "definition_length_unreadable",
        "definition_step_without_id",
    }
