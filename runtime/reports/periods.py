"""The weeks and months that reports are made of, as people write them: 2025-W40, 2025-09."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from engine.errors import UsageError

WEEK, MONTH = "week", "month"
_WEEK = re.compile(r"(?a)(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(?a)(\d{4})-(\d{2})")
_ONE_DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """A week from Monday to Sunday, or a month, under the name that people give it."""

    name: str
    first: dt.date
    last: dt.date


def span_of(kind: str, text: str) -> Span:
    """Return the week or month of a name; raise UsageError where it is none."""
    try:
        found = _week(text) if kind == WEEK else _month(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise UsageError(f"report_{kind}_unreadable", text=text)
    return found


def span_before(kind: str, span: Span) -> Span:
    """Return the week or month before another."""
    last = span.first - _ONE_DAY
    if kind == MONTH:
        return Span(f"{last:%Y-%m}", last.replace(day=1), last)
    year, week, _ = last.isocalendar()
    return Span(f"{year:04}-W{week:02}", span.first - dt.timedelta(days=7), last)


def _week(text: str) -> Span | None:
    matched = _WEEK.fullmatch(text)
    if matched is None:
        return None
    first = dt.date.fromisocalendar(int(matched[1]), int(matched[2]), 1)
    return Span(text, first, first + dt.timedelta(days=6))


def _month(text: str) -> Span | None:
    matched = _MONTH.fullmatch(text)
    if matched is None:
        return None
    first = dt.date(int(matched[1]), int(matched[2]), 1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return Span(text, first, after - _ONE_DAY)
