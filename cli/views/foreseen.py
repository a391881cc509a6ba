"""What would happen if nobody did anything, day by day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.telling import what
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.kernel.case import Entry
    from engine.service.foresight import Foreseen

#: Nobody plans further, and a daily nag would fill the screen.
FURTHEST = dt.timedelta(days=3 * 366)


def end_of(session: Session, facts: CaseFacts, until: dt.date) -> dt.datetime:
    """Return the instant at which a day to come ends; raise UsageError for any other."""
    today = facts.calendar.local_date(session.now)
    if until < today:
        raise UsageError("until_in_past", day=until, today=today)
    if until > today + FURTHEST:
        raise UsageError("until_too_far", day=until, last=today + FURTHEST)
    return facts.calendar.end_of(until)


def _told(facts: CaseFacts, foreseen: Foreseen) -> list[Entry]:
    """Return the entries that the person may learn of."""
    return [one for one in foreseen.entries if facts.tells(one.event)]


def foreseen_data(facts: CaseFacts, until: dt.date, foreseen: Foreseen) -> dict[str, Any]:
    """Return what would happen as programs read it."""
    return {
        "case": facts.number,
        "until": until,
        "state": foreseen.case.state,
        "steps": [
            {
                "at": one.occurred_at, "kind": one.kind, "event": one.event, "from": one.source,
                "to": one.target,
            }
            for one in _told(facts, foreseen)
        ],
    }  # fmt: skip


def foreseen_screen(
    session: Session, facts: CaseFacts, until: dt.date, foreseen: Foreseen
) -> Iterator[str]:
    """Show what would happen, one line a step."""
    yield session.says("if_nobody_acts", case=one_line(facts.number), day=until)
    rows = [_row(session, facts, one) for one in _told(facts, foreseen)]
    if not rows:
        yield "  " + session.says("nothing_would_happen")
    else:
        yield from aligned(rows, indent="  ")
    state = facts.workflow.states[foreseen.case.state].title.said(session.language)
    yield session.says("would_stand", state=one_line(state))


def _row(session: Session, facts: CaseFacts, entry: Entry) -> list[str]:
    moved = ""
    if entry.source != entry.target and entry.target in facts.workflow.states:
        moved = "-> " + one_line(facts.workflow.states[entry.target].title.said(session.language))
    told = one_line(what(session, facts.workflow, entry))
    return [facts.local(entry.occurred_at), told, moved]
