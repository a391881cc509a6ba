"""A wall chart laid out on one A3 page across: organisations down, stages across, cases within.

As long as every case finds room it stands on a card of its own; otherwise cells hold numbers. What
finds no room at all is told in a last row, so that one page is always enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.pictures.drawn import Label, Page, Rect, Shape
from cli.pictures.lettering import DARK, GREY, PALE, TINT, clean, measure
from cli.views.wallchart import WallRow, date_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cli.views.wallchart import Wall, WallCase

#: A3 across in points, the edge around everything, and where the table begins.
WIDTH, HEIGHT, EDGE, TOP = 1190.55, 841.89, 34.0, 104.0
TITLE, NOTE, HEAD, BODY, CARD = 26.0, 11.0, 13.0, 11.5, 8.0
HEAD_HEIGHT, LEAST, FOOT = 30.0, 19.0, 26.0
NAME_WIDTH, SUM_WIDTH = 190.0, 62.0
CARD_HEIGHT, GAP = 22.0, 3.0
#: How much larger cards may be drawn where there is room, the largest that fits.
ZOOMS = (2.2, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0)
#: The highest row of numbers, and how high one is in which letters have their plain size.
_HIGHEST, _PLAIN = 54.0, 26.0
_LARGEST = 1.7
LATE, MARKED, DONE = "#c0392b", "#b9770e", "#2e7d4f"
_LATE_FILL, _MARK_FILL, _DONE_FILL, _FILL = "#fbe3e0", "#fdf1dc", "#e3f2e8", "#ffffff"


def wall_page(wall: Wall, note: str, says: Callable[..., str]) -> Page:
    """Return the page of a chart."""
    return Page(WIDTH, HEIGHT, wall.title, tuple(_Layout(wall, says).shapes(note)))


class _Layout:
    def __init__(self, wall: Wall, says: Callable[..., str]) -> None:
        self._wall, self._says = wall, says
        self._column = (WIDTH - 2 * EDGE - NAME_WIDTH - 3 * SUM_WIDTH) / max(1, len(wall.columns))
        self._room = HEIGHT - TOP - EDGE - HEAD_HEIGHT - 2 * LEAST - FOOT
        numbers = [case.number for row in wall.rows for case in row.cases]
        self._widest = max((measure(number, CARD) for number in numbers), default=0.0)
        fitting = (zoom for zoom in ZOOMS if self._zoomed(zoom) <= self._room)
        zoom = next(fitting, None)
        self._as_cards = zoom is not None
        self._zoomed(zoom or 1.0)

    def _zoomed(self, zoom: float) -> float:
        """Take a size of cards, and return how high all rows are then."""
        self._zoom = zoom
        wide = min(max(self._widest + 16.0, 58.0) * zoom, self._column - 2 * GAP)
        self._across = max(1, int((self._column - GAP) // (wide + GAP)))
        return sum(map(self._card_row, self._wall.rows))

    def shapes(self, note: str) -> Iterator[Shape]:
        """Yield the title, the head, the rows, the sum and the legend."""
        middle = WIDTH / 2
        yield Label(middle, EDGE + TITLE, clean(self._wall.title), TITLE, DARK, "middle", bold=True)
        yield Label(middle, EDGE + TITLE + 24, clean(note), NOTE, GREY, "middle")
        yield from self._head()
        top = TOP + HEAD_HEIGHT
        cards = self._as_cards
        rows, left = self._fitting(cards=cards)
        for row in rows:
            height = self._card_row(row) if cards else self._number_row()
            yield from self._row(row, row.name, top, height, cards=cards)
            top += height
        if left is not None:
            yield from self._row(left, left.name, top, LEAST, cards=False)
            top += LEAST
        whole = self._says("wallchart_total")
        yield from self._row(self._wall.whole, whole, top, LEAST, cards=False, strong=True)
        yield from self._legend(HEIGHT - EDGE - 6)

    @property
    def _high(self) -> float:
        return CARD_HEIGHT * self._zoom

    def _card_row(self, row: WallRow) -> float:
        most = max(len(cell) for cell in row.cells)
        return max(LEAST + 5, -(-most // self._across) * (self._high + GAP) + GAP)

    def _number_row(self) -> float:
        return min(_HIGHEST, max(LEAST, self._room / max(1, len(self._wall.rows))))

    def _fitting(self, *, cards: bool) -> tuple[Sequence[WallRow], WallRow | None]:
        """Return the rows that have room, and all others as one."""
        rows = self._wall.rows
        most = len(rows) if cards else int(self._room // self._number_row())
        if len(rows) <= most:
            return rows, None
        others = rows[most:]
        cells = tuple(
            tuple(case for row in others for case in row.cells[at])
            for at in range(len(self._wall.columns))
        )
        name = self._says("wallchart_others", count=len(others))
        return rows[:most], WallRow(name, cells, sum(row.done for row in others))

    def _xs(self) -> list[tuple[float, float]]:
        """Return where every column begins and how wide it is."""
        widths = [NAME_WIDTH, *[self._column] * len(self._wall.columns), *[SUM_WIDTH] * 3]
        found, x = [], EDGE
        for width in widths:
            found.append((x, width))
            x += width
        return found

    def _head(self) -> Iterator[Shape]:
        sums = [self._says(f"wallchart_{name}") for name in ("total", "overdue", "rate")]
        titles = [self._wall.body, *self._wall.columns, *sums]
        for (x, width), title in zip(self._xs(), titles, strict=True):
            yield Rect(x, TOP, width, HEAD_HEIGHT, DARK, PALE, 0.7)
            size = _fit(title, HEAD, width - 8)
            yield Label(x + width / 2, TOP + 20, clean(title), size, PALE, "middle", bold=True)

    def _row(
        self, row: WallRow, name: str, top: float, height: float, *, cards: bool,
        strong: bool = False,
    ) -> Iterator[Shape]:  # fmt: skip
        places = self._xs()
        (x, width), *others = places
        fill = TINT if strong else PALE
        # A wall is read from afar: letters grow with their rows.
        body = BODY * (min(self._zoom, 1.4) if cards else min(max(height / _PLAIN, 1.0), _LARGEST))
        base = top + height / 2 + body * 0.36
        yield Rect(x, top, width, height, fill, GREY, 0.5)
        size = _fit(name, body, width - 10)
        yield Label(x + 6, base, clean(name), size, DARK, bold=strong)
        for (x, width), cell in zip(others, row.cells, strict=False):
            yield Rect(x, top, width, height, fill, GREY, 0.5)
            if cards:
                yield from self._cards(cell, x, top, is_last=x == others[len(row.cells) - 1][0])
            else:
                yield from _count(cell, x, width, base, body)
        sums = (str(len(row.cases)), str(row.overdue or "-"), row.rate)
        for (x, width), text in zip(others[len(row.cells) :], sums, strict=True):
            yield Rect(x, top, width, height, TINT, GREY, 0.5)
            late = text == sums[1] and bool(row.overdue) and x == others[len(row.cells) + 1][0]
            colour = LATE if late else DARK
            size = _fit(text, body, width - 8)
            yield Label(x + width / 2, base, text, size, colour, "middle", bold=strong or late)

    def _cards(
        self, cell: Sequence[WallCase], x: float, top: float, *, is_last: bool
    ) -> Iterator[Shape]:
        width = (self._column - GAP) / self._across - GAP
        for at, case in enumerate(cell):
            left = x + GAP + (at % self._across) * (width + GAP)
            high = top + GAP + (at // self._across) * (self._high + GAP)
            yield from self._card(case, left, high, width, is_last=is_last)

    def _card(
        self, case: WallCase, x: float, y: float, width: float, *, is_last: bool
    ) -> Iterator[Shape]:
        late = case.late_since is not None
        fill, edge = (
            (_LATE_FILL, LATE) if late else (_DONE_FILL, DONE) if is_last
            else (_MARK_FILL, MARKED) if case.marks else (_FILL, GREY)
        )  # fmt: skip
        zoom = self._zoom
        yield Rect(x, y, width, self._high, fill, edge, 0.8, radius=3)
        sign = "▲" if case.marks else ""
        size = _fit(sign + case.number, CARD * zoom, width - 6)
        base = y + (9.5 * zoom if late else self._high / 2 + 3 * zoom)
        if sign:
            yield Label(x + 4, base, sign, size, MARKED)
        yield Label(x + 4 + measure(sign, size), base, clean(case.number), size, DARK)
        if case.late_since is not None:
            text = self._says("wallchart_late", **date_parts(case.late_since))
            size = _fit(text, (CARD - 1) * zoom, width - 6)
            yield Label(x + 4, y + 18.5 * zoom, text, size, LATE)

    def _legend(self, y: float) -> Iterator[Shape]:
        marks = [(_MARK_FILL, MARKED, f"▲ {title}") for title in self._wall.marks.values()]
        known = [
            (_LATE_FILL, LATE, self._says("wallchart_legend_late")),
            (_DONE_FILL, DONE, self._says("wallchart_legend_done", title=self._wall.columns[-1])),
            *marks,
        ]
        x = EDGE
        for fill, edge, text in known:
            yield Rect(x, y - 9, 14, 10, fill, edge, 0.8, radius=2)
            yield Label(x + 19, y, clean(text), NOTE - 1, GREY)
            x += 19 + measure(text, NOTE - 1) + 22


def _count(
    cell: Sequence[WallCase], x: float, width: float, base: float, size: float
) -> Iterator[Shape]:
    """Yield how many cases a cell holds, and how many of them are overdue, in red."""
    if not cell:
        return
    late = sum(case.late_since is not None for case in cell)
    text = str(len(cell))
    yield Label(x + width / 2, base, text, size, DARK, "middle")
    if late:
        right = x + width / 2 + measure(text, size) / 2 + 5
        yield Label(right, base, f"({late})", size - 2, LATE)


def _fit(text: str, size: float, width: float) -> float:
    """Return a size at which a text fits, no smaller than half of the one that is wished."""
    wide = measure(text, size)
    return size if wide <= width else max(size / 2, size * width / wide)
