"""Working-day sums beside the bare look-up in two arrays."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from bench.measure import Ratio, turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar

_FIRST, _LAST = dt.date(2004, 1, 1), dt.date(2026, 12, 31)


def ratios(quick: bool) -> Iterator[Ratio]:
    """Measure sums of 1 to 60 working days from days drawn out of 23 years."""
    from runtime.shipped import calendar

    china = calendar("china")
    asked = _asked(10_000 if quick else 100_000)
    ours, bare = turns(lambda: _ours(china, asked), lambda: _bare(china, asked), 9, len(asked))
    yield Ratio(name="working-day sum", ours=ours, bare=bare, kind="cost", bar=2)


def _asked(count: int) -> list[tuple[dt.date, int]]:
    draw = random.Random(20190805)
    span = (_LAST - _FIRST).days
    return [
        (_FIRST + dt.timedelta(days=draw.randrange(span)), draw.randint(1, 60))
        for _ in range(count)
    ]


def _ours(china: Calendar, asked: list[tuple[dt.date, int]]) -> None:
    after = china.working_day_after
    for day, number in asked:
        after(day, number)


def _bare(china: Calendar, asked: list[tuple[dt.date, int]]) -> None:
    first, rank, days = china.table.first, china.table.rank, china.table.days
    for day, number in asked:
        days[rank[day.toordinal() - first] + number]
