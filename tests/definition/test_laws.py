"""Why each law exists: the wrong passage breaks it, and it alone; the right one is clean."""

from __future__ import annotations

import re

import pytest

from engine.definition.check import Source, check_sources
from engine.definition.problem_words import WORDED
from engine.messages import catalogue
from runtime.laws import (
    OTHERS,
    PREFIX,
    Flaw,
    Law,
    flaw_of,
    flaws,
    laws,
    problem_of,
    problems_with,
    reasons,
    right_text,
)
from runtime.shipped import FOLDER

#: What is wrong with bytes, with sheer size, with other versions, or with a whole file.
UNSHOWN = {
    "encoding", "encoding_unknown", "too_deep", "too_many_paths", "expression_too_long",
    "format_other", "text_changed", "base_faulty", "not_a_mapping", "state_initial_and_final",
}  # fmt: skip
RAW = {"yes_no", "working_days", "organisations", "rows"}
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
    assert flaw.right in right_text(flaw)
    assert {one.code for one in problems_with(flaw)} == {flaw.code}
    assert problem_of(flaw).code == flaw.code


@pytest.mark.parametrize("within", sorted({flaw.within for flaw in flaws().values()}))
def test_an_example_without_its_flaw_has_no_problem(within: str) -> None:
    assert problems_with(Flaw("", "", "", within)) == ()


def test_every_code_has_an_example_of_its_own_unless_no_passage_can_show_it() -> None:
    lacking = {code for law in laws() for code in law.codes if flaw_of(code) is None}
    assert {code.removeprefix(PREFIX) for code in lacking} == UNSHOWN


def test_every_code_has_a_reason_of_its_own_in_both_languages() -> None:
    codes = {code.removesuffix("_known") for law in laws() for code in law.codes}
    assert set(reasons()) == codes
    for why in reasons().values():
        assert re.fullmatch("[^a-z]*(null)?[^a-z]*。", why.zh), why.zh
        assert re.fullmatch("[A-Z][^\u4e00-\u9fff]*[.]", why.en), why.en
    assert len({why.zh for why in reasons().values()}) == len(codes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_on_an_example_shows_a_word_of_the_program(language: str) -> None:
    for flaw in flaws().values():
        found = problem_of(flaw)
        words = {str(found.facts.get(name)) for name in WORDED} & RAW
        said = found.sentence(language)
        assert not re.search(r"[{][a-z_]+[}]", said.message.replace("{ }", "")), flaw.code
        for word in words:
            assert word not in said.message, flaw.code
