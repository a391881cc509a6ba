"""A wall chart is one page, whatever it holds, and nothing stands outside of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from cli.helptext import told
from cli.pictures.drawn import Label, Page, Rect
from cli.pictures.lettering import measure
from cli.pictures.wall import wall_page
from cli.views.wallchart import Wall, WallCase, WallRow, per_cent

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = dt.date(2019, 9, 2)


def says(code: str, **facts: object) -> str:
    return told("zh", code, **facts)


def page(columns: int, rows: Sequence[WallRow]) -> Page:
    wall = Wall(
        title="样例县挂图", place="样例县", day=DAY, body="单位", rows=tuple(rows),
        columns=tuple(f"阶段{number}" for number in range(columns)), marks={"m": "重大"},
    )  # fmt: skip
    return wall_page(wall, "截至今日", says)


def row(name: str, counts: Sequence[int]) -> WallRow:
    cells = tuple(
        tuple(
            WallCase(f"改〔2019〕{at}号", ("m",) if at % 3 == 0 else (), DAY if at % 2 else None)
            for at in range(count)
        )
        for count in counts
    )
    return WallRow(name, cells, counts[-1])


walls = st.integers(1, 7).flatmap(
    lambda columns: st.tuples(
        st.just(columns),
        st.lists(
            st.builds(
                row,
                st.text("县局某企业有限公司Aa", min_size=1, max_size=30),
                st.lists(st.integers(0, 40), min_size=columns, max_size=columns),
            ),
            max_size=60,
        ),
    )
)


@settings(max_examples=40, deadline=None)
@given(walls)
def test_nothing_stands_outside_of_the_page(wall: tuple[int, list[WallRow]]) -> None:
    drawn = page(*wall)
    for each in drawn.shapes:
        assert 0 <= each.x <= drawn.width
        if isinstance(each, Rect):
            assert each.y + each.height <= drawn.height
            assert each.x + each.width <= drawn.width + 0.1
        else:
            assert each.y <= drawn.height


def test_few_cases_stand_on_cards_and_many_are_counted() -> None:
    few = [each.text for each in page(2, [row("某局", [2, 1])]).shapes if isinstance(each, Label)]
    assert any("改〔2019〕1号" in text for text in few)
    many = [row(f"第{at}局", [30, 30]) for at in range(70)]
    texts = [each.text for each in page(2, many).shapes if isinstance(each, Label)]
    assert not any("改" in text for text in texts)
    assert any("其余" in text for text in texts)
    assert "4200" in texts


def test_a_long_name_is_written_smaller() -> None:
    (name,) = [
        each for each in page(2, [row("某" * 22, [1, 1])]).shapes
        if isinstance(each, Label) and each.text.startswith("某某")
    ]  # fmt: skip
    assert measure(name.text, name.size) <= 190


def test_shares_are_rounded_half_up() -> None:
    assert [per_cent(1, 3), per_cent(2, 3), per_cent(1, 2000), per_cent(0, 0)] == [
        "33.3%", "66.7%", "0.1%", "-",
    ]  # fmt: skip
