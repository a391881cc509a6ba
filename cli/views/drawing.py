"""A timeline as a drawing (SVG), in both languages, for papers and screens alike."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cli.helptext import told
from cli.views.timeline import is_late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.views.timeline import Bar, Timeline

WIDTH, LABEL, NOTE, ROW, TOP = 1120, 330, 190, 40, 84
FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','Source Han Sans SC',sans-serif"
STATE, CLOCK, LATE, REST = "#3b6ea5", "#6b9e5b", "#b5342b", "#c9ccd1"


class Paper:
    """Where days and rows lie on the drawing."""

    def __init__(self, found: Timeline) -> None:
        self.found = found
        self._days = max(1, (found.last - found.first).days)

    def x(self, day: dt.date) -> float:
        """Return how far right a day lies."""
        share = (day - self.found.first).days / self._days
        return round(LABEL + share * (WIDTH - LABEL - NOTE), 1)

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return TOP + ROW * len(self.found.bars) + 44


def drawing(found: Timeline) -> str:
    """Return a timeline as SVG text."""
    paper = Paper(found)
    parts = [*_head(paper), *_axis(paper)]
    for place, bar in enumerate(found.bars):
        parts += _row(paper, bar, TOP + ROW * place)
    parts += [*_today(paper), "</svg>"]
    return "\n".join(parts) + "\n"


def _text(x: float, y: float, text: str, **look: object) -> str:
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in look.items())
    return f'<text x="{x}" y="{y}"{given}>{escape(text)}</text>'


def _head(paper: Paper) -> Iterator[str]:
    found = paper.found
    size = f'width="{WIDTH}" height="{paper.height}" viewBox="0 0 {WIDTH} {paper.height}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" font-size="13"'
    yield ' role="img" aria-labelledby="title description">'
    yield f'<title id="title">{escape(found.number)}</title>'
    described = f"{found.first} - {found.last}: {found.title.zh} / {found.title.en}"
    yield f'<desc id="description">{escape(described)}</desc>'
    yield f'<rect width="{WIDTH}" height="{paper.height}" fill="#ffffff"/>'
    title = f"{found.number}  {found.title.zh}  {found.title.en}"
    yield _text(16, 32, title, font_size=18, font_weight="bold", fill="#1d2733")


def _axis(paper: Paper) -> Iterator[str]:
    """Yield a line for each of a handful of days."""
    found = paper.found
    bottom = TOP + ROW * len(found.bars)
    days = (found.last - found.first).days
    for step in range(6):
        day = found.first + dt.timedelta(days=round(days * step / 5))
        x = paper.x(day)
        yield f'<line x1="{x}" y1="{TOP - 12}" x2="{x}" y2="{bottom}" stroke="#e3e5e8"/>'
        yield _text(
            x, TOP - 18, day.isoformat(), text_anchor="middle", fill="#5a6572", font_size=12
        )
        if days < 5:
            return


def _row(paper: Paper, bar: Bar, top: int) -> Iterator[str]:
    yield _text(16, top + 17, bar.title.zh, fill="#1d2733")
    yield _text(16, top + 32, bar.title.en, fill="#5a6572", font_size=11)
    if bar.due is not None and bar.last < bar.due:
        yield _bar(paper, bar.last, bar.due, top, REST)
    yield _bar(paper, bar.first, bar.last, top, STATE if bar.is_state else CLOCK)
    if bar.due is not None:
        if is_late(bar):
            yield _bar(paper, bar.due, bar.last, top, LATE)
        x = paper.x(bar.due)
        line = f'x1="{x}" y1="{top + 4}" x2="{x}" y2="{top + 30}"'
        yield f'<line {line} stroke="#1d2733" stroke-width="2"/>'
    yield from _note(bar, top)


def _bar(paper: Paper, first: dt.date, last: dt.date, top: int, colour: str) -> str:
    start, end = paper.x(first), paper.x(last)
    wide = round(max(3.0, end - start), 1)
    return f'<rect x="{start}" y="{top + 9}" width="{wide}" height="16" rx="2" fill="{colour}"/>'


def _note(bar: Bar, top: int) -> Iterator[str]:
    x = WIDTH - NOTE + 14
    if bar.is_state:
        yield _text(x, top + 22, bar.first.isoformat(), fill="#5a6572", font_size=12)
        return
    late = is_late(bar) and bar.is_open
    code = "timeline_late" if late else f"clock_{bar.status}"
    colour = LATE if is_late(bar) else "#5a6572"
    due = bar.due.isoformat() + "  " if bar.due else ""
    facts: dict[str, object] = {}
    if bar.held_on is not None:
        # The day of a clock that stands still is none to go by.
        due, code, facts = "", "clock_held_undated", {"since": bar.held_on}
    yield _text(x, top + 17, due + told("zh", code, **facts), fill=colour, font_size=12)
    yield _text(x, top + 32, told("en", code, **facts), fill=colour, font_size=11)


def _today(paper: Paper) -> Iterator[str]:
    found = paper.found
    if not found.first <= found.today <= found.last:
        return
    x, bottom = paper.x(found.today), TOP + ROW * len(found.bars)
    yield (
        f'<line x1="{x}" y1="{TOP - 4}" x2="{x}" y2="{bottom + 6}" stroke="{LATE}"'
        ' stroke-dasharray="4 3"/>'
    )
    label = f"{found.today.isoformat()}"
    yield _text(x, bottom + 22, label, text_anchor="middle", fill=LATE, font_size=12)
