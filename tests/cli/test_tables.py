from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cli.tables import aligned, fitting, one_line, padded, width


def test_chinese_and_latin_columns_line_up() -> None:
    lines = aligned([["编号", "Name", "x"], ["a", "江苏省", "x"], ["巡〔2019〕1号", "b", "x"]])
    assert {width(line.rpartition("x")[0]) for line in lines} == {width(lines[0]) - 1}


@given(st.text("abcd 江苏省安全〔〕（），。é12"))
def test_widths_agree_with_a_terminal_library(text: str) -> None:
    assert width(text) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("隐患", 4), ("（１）", 6), ("ｱｲｳ", 3), ("①→…“”", 5), ("e\u0301", 1), ("\u200b", 0),
        ("👍", 2), ("👍🏽", 2), ("❤️", 2), ("⚠️ x", 4), ("⚠ x", 3), ("1️⃣", 2), ("🇨🇳", 2),
        ("👨\u200d👩\u200d👧", 2), ("한글", 4), ("\u1112\u1161\u11ab", 2), ("𠮷", 2), ("㍿", 2),
    ],
)  # fmt: skip
def test_full_width_ambiguous_and_pictured_characters_take_their_columns(
    text: str, columns: int
) -> None:
    assert width(text) == columns
    assert len({width(line) for line in aligned([[text, "|"], ["x" * 9, "|"]])}) == 1


@given(st.text(), st.integers(0, 60))
def test_padding_never_shortens(text: str, columns: int) -> None:
    assert width(padded(text, columns)) == max(width(text), columns)


@given(st.text())
def test_one_line_is_one_line_that_prints(text: str) -> None:
    assert one_line(text).isprintable()


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), min_size=1))
def test_a_table_has_one_line_a_row(rows: list[list[str]]) -> None:
    assert len(aligned(rows)) == len(rows)


def test_a_table_wider_than_the_terminal_gives_each_row_its_own_lines() -> None:
    head, rows = ["编号", "单位名称"], [["1", "甲公司"], ["2", ""]]
    assert fitting(head, rows, 40) == fitting(head, rows, None) == aligned([head, *rows])
    assert fitting(head, rows, 12) == [
        "[1]", "  编号      1", "  单位名称  甲公司",
        "[2]", "  编号      2",
    ]  # fmt: skip
