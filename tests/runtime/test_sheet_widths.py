"""Columns of a ledger on paper: readable when printed, whatever stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from runtime.registers.workbook import fitted

if TYPE_CHECKING:
    from engine.definition.ledgers import Paper


@given(st.lists(st.integers(1, 200), min_size=1, max_size=22), st.sampled_from(["A3", "A4"]))
def test_no_column_is_wider_than_a_page_can_show_and_narrow_ones_stay(
    widths: list[int], paper: Paper
) -> None:
    found = fitted(widths, paper)
    assert len(found) == len(widths)
    for wanted, given_ in zip(widths, found, strict=True):
        assert 6 <= given_ <= 36
        assert given_ >= min(max(wanted, 6), 12)
    room = {"A3": 400 / 0.75, "A4": 277 / 0.75}[paper]
    across = sum(1.852 * one + 1.323 for one in found)
    assert across <= room or max(found) <= 12
