"""Why each law exists: the wrong passage breaks it, and it alone; the right one is clean."""

from __future__ import annotations

import pytest

from engine.definition.check import Source, check_sources
from engine.messages import catalogue
from runtime.laws import OTHERS, PREFIX, Flaw, Law, flaw_of, flaws, laws, problem_of
from runtime.shipped import FOLDER

START = (FOLDER / "starting" / "definition.yaml").read_text(encoding="utf-8")
BASE = START.replace("NAME", "sample")


@pytest.mark.parametrize("law", laws(), ids=lambda law: law.name)
def test_the_wrong_passage_of_a_law_gives_exactly_its_code(law: Law) -> None:
    assert law.right in BASE
    wrong = BASE.replace(law.right, law.wrong, 1)
    found = check_sources([Source("sample.yaml", wrong)], {}).problems
    assert {one.code for one in found} == {law.example}
    assert law.example in law.codes


def test_the_right_passages_stand_in_a_definition_without_problems() -> None:
    assert check_sources([Source("sample.yaml", BASE)], {}).problems == ()


def test_every_code_of_a_problem_belongs_to_one_law() -> None:
    listed = [code for law in laws() for code in law.codes]
    known = {code for code in catalogue("en") if code.startswith(PREFIX)} - set(OTHERS)
    assert sorted(listed) == sorted(known)


@pytest.mark.parametrize("flaw", flaws().values(), ids=lambda flaw: flaw.code)
def test_the_example_of_a_code_gives_exactly_that_code(flaw: Flaw) -> None:
    assert flaw.right in BASE
    source = Source("sample.yaml", BASE.replace(flaw.right, flaw.wrong, 1))
    found = check_sources([source], {}, calendars=["china"], profiles=["civil_code"]).problems
    assert {one.code for one in found} == {flaw.code}
    assert problem_of(flaw).code == flaw.code


def test_every_code_has_an_example_at_least_of_its_law() -> None:
    for law in laws():
        for code in law.codes:
            assert flaw_of(code).code in law.codes


def test_more_than_half_of_the_codes_have_an_example_of_their_own() -> None:
    codes = {code.removesuffix("_known") for law in laws() for code in law.codes}
    own = {code.removesuffix("_known") for code in flaws()}
    assert own <= codes
    assert len(own) > len(codes) / 2
