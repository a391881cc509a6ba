"""Comparisons that Python decides: held to what the CEL runtime says of the same values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.expressions import (
    Expression,
    ExpressionFault,
    load_expression,
    parse_expression,
)
from engine.definition.plain import comparison

ORDERS = ["<", "<=", ">", ">="]
SIGNS = ["==", "!=", *ORDERS]
NUMBERS = st.one_of(
    st.integers(-(2**60), 2**60),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters='"\\\n\r\0'), max_size=4)
VALUES = st.one_of(NUMBERS, TEXTS, st.booleans(), st.none(), TEXTS.map("\x03".__add__))


def by_the_runtime(text: str, value: object) -> object:
    slow = load_expression(text)
    bare = Expression(slow.text, slow.tree, slow._program)
    bare._plain = None
    return answer(bare, value)


def answer(expression: Expression, value: object) -> object:
    try:
        return expression.evaluate({"case.n": value})
    except ExpressionFault as fault:
        return fault.code


@given(st.sampled_from(SIGNS), NUMBERS, VALUES)
def test_a_number_compares_as_the_runtime_says(sign: str, literal: float, value: object) -> None:
    text = f"case.n {sign} {literal!r}"
    assert answer(load_expression(text), value) == by_the_runtime(text, value)


@given(st.sampled_from(["==", "!="]), TEXTS, VALUES)
def test_a_text_compares_as_the_runtime_says(sign: str, literal: str, value: object) -> None:
    text = f'case.n {sign} "{literal}"'
    assert answer(load_expression(text), value) == by_the_runtime(text, value)


@given(st.sampled_from(["==", "!="]), TEXTS)
def test_a_text_equals_itself_as_the_runtime_says(sign: str, literal: str) -> None:
    text = f'case.n {sign} "{literal}"'
    assert answer(load_expression(text), literal) == by_the_runtime(text, literal)


@pytest.mark.parametrize("text", ["case.n > 0", "case.n == -3", 'case.n != "x"', "case.n <= 0.5"])
def test_a_name_beside_a_literal_is_a_comparison(text: str) -> None:
    found = comparison(parse_expression(text))
    assert found is not None
    assert found.name == "case.n"


@pytest.mark.parametrize(
    "text",
    [
        "case.n", "case.n > case.m", "0 < case.n", 'case.n < "x"', "case.n == true",
        "case.n == null", "has(case.n)", "size(case.n) > 0", "case.n + 1 > 2",
        "case.n > 0 && case.m > 0", 'case.n == "\x01"', 'case.n.startsWith("x")',
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_runtime(text: str) -> None:
    assert comparison(parse_expression(text)) is None
