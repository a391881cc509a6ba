"""A case over time: its states and its deadlines as bars, drawn by `strip` and `drawing`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from cli.views.earlier import deadline_of, definition
from engine.definition.workflow import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.service.list_rows import CaseSpanRow
    from engine.service.ports import (
        SpanRow,
    )
    from store.views import Past

ONE_DAY = dt.timedelta(days=1)
ENDED = ("met", "met_late", "cancelled", "superseded", "missed")


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A state, or a deadline, from its first day to its last; both are included.

    `due` is a deadline's due day, `status` how it stood; both are None for a state. `is_open`
    tells that it went on, `held_on` since when a clock stands still: its due day is that of before.
    """

    name: str
    title: Text
    first: dt.date
    last: dt.date
    is_open: bool
    due: dt.date | None = None
    status: str | None = None
    soft: bool = False
    held_on: dt.date | None = None

    @property
    def is_state(self) -> bool:
        """Whether the case stood here, or a deadline ran."""
        return self.status is None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """All bars of a case, and the days between which they lie; `today` is the day looked at."""

    number: str
    title: Text
    first: dt.date
    last: dt.date
    today: dt.date
    bars: tuple[Bar, ...]


def timeline(session: Session, facts: CaseFacts, past: Past | None) -> Timeline:
    """Return a case over time, up to now or to the end of a past day."""
    before = past.before if past else session.now
    known_at = past.known_at if past else session.now
    today = facts.calendar.local_date(before - dt.timedelta(microseconds=1))
    spans = [
        one
        for one in session.office.projections.spans_of(facts.line["id"])
        if one.from_at <= before and one.recorded_at <= known_at
    ]
    clocks = [one for one in facts.spans if one.from_at <= before and one.recorded_at <= known_at]
    bars = (*_states(facts, spans, today), *_deadlines(facts, clocks, today))
    days = [day for bar in bars for day in (bar.first, bar.last, bar.due) if day is not None]
    return Timeline(
        number=facts.number,
        title=facts.workflow.title,
        first=min(days, default=today),
        last=max(days, default=today),
        today=today,
        bars=bars,
    )


def _states(facts: CaseFacts, spans: Sequence[CaseSpanRow], today: dt.date) -> Iterator[Bar]:
    """Yield the states in their order; a final one is the day on which it was reached."""
    moves: list[CaseSpanRow] = []
    for span in spans:
        if not moves or (span.state, span.final) != (moves[-1].state, moves[-1].final):
            moves.append(span)
    for place, span in enumerate(moves):
        first = facts.calendar.local_date(span.from_at)
        following = moves[place + 1] if place + 1 < len(moves) else None
        last = facts.calendar.local_date(following.from_at) if following else today
        yield Bar(
            name=span.state,
            title=definition(facts, span.version).states[span.state].title,
            first=first,
            last=first if span.final else last,
            is_open=following is None and span.final is None,
        )


def _deadlines(facts: CaseFacts, spans: Sequence[SpanRow], today: dt.date) -> Iterator[Bar]:
    """Yield each generation of a deadline, as it stood at last."""
    found: dict[tuple[str, int], SpanRow] = {}
    for span in spans:
        found[span.deadline, span.generation] = span
    ends = {(one.name, one.generation): one.ended_on for one in facts.case.clocks if one.ended_on}
    for span in sorted(found.values(), key=lambda one: (one.started_on, one.due_on or dt.date.max)):
        deadline = deadline_of(facts, span.deadline)
        ended = span.status in ENDED
        last = facts.calendar.local_date(span.from_at) if ended else today
        if ended and (span.deadline, span.generation) in ends:
            # One that had ended before it took its name in a migration.
            last = min(last, ends[span.deadline, span.generation])
        yield Bar(
            name=span.deadline,
            title=deadline.title,
            first=span.started_on,
            last=max(last, span.started_on),
            is_open=not ended,
            due=span.due_on,
            status=span.status,
            soft=deadline.soft,
            held_on=_held_on(facts, spans, span),
        )


def _held_on(facts: CaseFacts, spans: Sequence[SpanRow], last: SpanRow) -> dt.date | None:
    """Return since when a clock stands still at last; None where it runs, or has ended."""
    since = None
    for span in spans:
        if (span.deadline, span.generation) == (last.deadline, last.generation):
            held = span.status == "suspended"
            since = (since or span.from_at) if held else None
    return facts.calendar.local_date(since) if since else None


def is_late(bar: Bar) -> bool:
    """Return whether a deadline ran, or runs, beyond its due day; a soft one never does."""
    counted = bar.status in ("running", "met_late", "missed")
    return counted and not bar.soft and bar.due is not None and bar.last > bar.due


def timeline_data(found: Timeline) -> dict[str, Any]:
    """Return a timeline as programs read it; `to` is null where a bar went on."""
    return {
        "case": found.number,
        "as_of": found.today,
        "states": [
            {"state": bar.name, "from": bar.first, "to": None if bar.is_open else bar.last}
            for bar in found.bars
            if bar.is_state
        ],
        "deadlines": [
            {
                "deadline": bar.name,
                "from": bar.first,
                "to": None if bar.is_open else bar.last,
                "due_on": bar.due,
                "status": bar.status,
                "held_on": bar.held_on,
                "soft": bar.soft,
            }
            for bar in found.bars
            if not bar.is_state
        ],
    }
