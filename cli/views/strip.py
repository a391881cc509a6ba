"""A timeline as text: bars of plain characters, so that every console shows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.tables import one_line, padded, width
from cli.views.held import due_text, held_text, is_held
from cli.views.timeline import is_late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.timeline import Bar, Timeline

NARROWEST, WIDEST = 60, 160
LABEL = 0.3  # of the columns, at most


class Scale:
    """Which column of a strip a day falls into."""

    def __init__(self, first: dt.date, last: dt.date, columns: int) -> None:
        self.first = first
        self.columns = columns
        self._days = max(1, (last - first).days)

    def at(self, day: dt.date) -> int:
        """Return the column of a day."""
        share = (day - self.first).days * (self.columns - 1) / self._days
        return min(self.columns - 1, max(0, round(share)))

    def day(self, column: int) -> dt.date:
        """Return the day of a column."""
        days = column * self._days / max(1, self.columns - 1)
        return self.first + dt.timedelta(days=round(days))


def timeline_screen(session: Session, found: Timeline, columns: int) -> Iterator[str]:
    """Show a timeline in a number of columns; what is told right of it needs no colour."""
    columns = min(WIDEST, max(NARROWEST, columns))
    titles = [
        _cut(one_line(bar.title.said(session.language)), int(columns * LABEL)) for bar in found.bars
    ]
    notes = [_note(session, bar) for bar in found.bars]
    label = max(map(width, titles), default=0)
    note = max(map(width, notes), default=0)
    scale = Scale(found.first, found.last, max(12, columns - label - note - 4))
    yield one_line(f"{found.number}  {found.title.said(session.language)}")
    yield from _axis(scale, label + 2)
    states = True
    for bar, title, told in zip(found.bars, titles, notes, strict=True):
        if states and not bar.is_state:
            states = False
            yield ""
        yield f"{padded(title, label)}  {_drawn(bar, scale, found.today)}  {told}".rstrip()
    yield ""
    yield session.says("timeline_key")


def _axis(scale: Scale, indent: int) -> Iterator[str]:
    """Yield the days along the strip, each above its column."""
    days, ticks = [" "] * scale.columns, ["."] * scale.columns
    free = 0
    for column in range(0, scale.columns, 4):
        text = scale.day(column).isoformat()
        if column >= free and column + len(text) <= scale.columns:
            days[column : column + len(text)] = text
            ticks[column] = "|"
            free = column + max(len(text) + 2, scale.columns // 5)
    yield " " * indent + "".join(days).rstrip()
    yield " " * indent + "".join(ticks)


def _drawn(bar: Bar, scale: Scale, today: dt.date) -> str:
    cells = [" "] * scale.columns
    if scale.first <= today and bar.is_open:
        cells[scale.at(today)] = ">"
    due = bar.due
    if due is not None and bar.last < due:
        _fill(cells, ".", scale.at(bar.last), scale.at(due))
    _fill(cells, "=" if bar.is_state else "-", scale.at(bar.first), scale.at(bar.last))
    if due is not None:
        if is_late(bar):
            _fill(cells, "!", scale.at(due), scale.at(bar.last))
        cells[scale.at(due)] = "|"
    if bar.is_open:
        cells[scale.at(bar.last)] = ">"
    return "".join(cells)


def _fill(cells: list[str], mark: str, first: int, last: int) -> None:
    for column in range(first, last + 1):
        cells[column] = mark


def _note(session: Session, bar: Bar) -> str:
    if bar.is_state:
        return bar.first.isoformat()
    held = {"due_on": bar.due, "status": bar.status, "held_on": bar.held_on}
    due = due_text(session, held)
    if is_held(held):
        return f"{due} {held_text(session, held)}"
    code = "timeline_late" if is_late(bar) and bar.is_open else f"clock_{bar.status}"
    return f"{due} {session.says(code)}"


def _cut(text: str, columns: int) -> str:
    """Return a text that takes no more than some columns."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 2:
        text = text[:-1]
    return text + ".."
