"""Whatever a ledger holds is read or told: never a crash, never a guess."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from engine.errors import InputError
from engine.service.intake.dates import day
from engine.service.intake.faults import Unreadable
from engine.service.intake.mapping import FileShape
from engine.service.intake.reading import take_in
from engine.service.intake.sheets import Merged, Sheet, letter
from runtime.spreadsheets.plain import DANGEROUS, plain_cell
from runtime.spreadsheets.reading import read_sheets
from tests.intake.workshop import DIRECTORY, ledger_workflow, mapping

WORKFLOW, SHAPE = ledger_workflow(), mapping({})
TITLES = [*SHAPE.columns, "级别", "序号", "联系人"]
CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from([*TITLES, "A1", "合计", "2025.8.4", "同上"]),
    st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=8)
PLACES = st.integers(min_value=0, max_value=9)
SPELLINGS = (
    "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日",
    "{0.year}/{0.month:02}/{0.day:02}",
    "{0.year}-{0.month}-{0.day} 00:00:00", "{0.year}{0.month:02}{0.day:02}",
    " {0.year}．{0.month}．{0.day}　",
    "{0.year} 年 {0.month} 月{0.day}日 上午9时",
    "{0}T08:00:00+08:00",
    "{0.year}. {0.month}. {0.day}",
)  # fmt: skip


@given(ROWS, st.lists(st.tuples(PLACES, PLACES, PLACES, PLACES), max_size=3), st.booleans())
def test_any_cells_are_read_or_told(rows: list[Any], blocks: list[Any], headed: bool) -> None:
    merged = tuple(
        Merged(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in blocks
    )  # fmt: skip
    body: list[Any] = [list(SHAPE.columns), *rows] if headed else rows
    sheet = Sheet(name="x", rows=body, lines=list(range(1, len(body) + 1)), merged=merged)
    assert take_in(SHAPE, WORKFLOW, DIRECTORY, [sheet]) is not None


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_are_refused_in_words(raw: bytes) -> None:
    assert tabled(raw)


def tabled(raw: bytes) -> bool:
    try:
        return len(read_sheets(raw, "x", FileShape())) == 1
    except InputError as fault:
        return fault.code.startswith("ledger_")


@given(st.dates(dt.date(1000, 1, 1)), st.sampled_from(SPELLINGS))
def test_a_day_is_itself_however_it_is_spelt(one: dt.date, spelling: str) -> None:
    assert day(spelling.format(one), None, None) == one


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_is_none_and_said_to_be(text: str) -> None:
    assert dated(text)


def dated(text: str) -> bool:
    try:
        return isinstance(day(text, None, None), dt.date)
    except Unreadable as fault:
        return fault.code.startswith("ledger_date_")


@pytest.mark.parametrize("text", ["2025-1-1 1", "2025 1 1", "2025.1.1-2025.1.5", "2025.1.1、2"])
def test_a_text_that_could_be_read_in_two_ways_is_no_day(text: str) -> None:
    with pytest.raises(Unreadable):
        day(text, None, None)


@pytest.mark.parametrize("begins", DANGEROUS)
def test_what_begins_like_a_formula_stays_a_text(begins: str) -> None:
    book, target = Workbook(), io.BytesIO()
    plain_cell(book.active["A1"], f"{begins}1+1")
    book.save(target)
    cell = load_workbook(target).active["A1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).strip().endswith("1+1")


NAMED = [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]


@pytest.mark.parametrize(("place", "named"), NAMED)
def test_columns_are_named_as_spreadsheets_name_them(place: int, named: str) -> None:
    assert letter(place) == named
