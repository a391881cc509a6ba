"""Figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.command import command, option
from cli.kinds import Day, Instant
from cli.views import figures as views

if TYPE_CHECKING:
    from cli.session import Session
    from engine.calendar.calendar import Calendar


def _recorded_by(calendar: Calendar, known_at: dt.date) -> dt.datetime:
    """Return the instant until which records count: a day means its end."""
    if not isinstance(known_at, dt.datetime):
        return calendar.end_of(known_at)
    return known_at if known_at.tzinfo else known_at.replace(tzinfo=calendar.zone)


@command(
    "stats", lists=True, sandbox=True,
    params=(
        option("--workflow", required=True, metavar="WORKFLOW"),
        option("--as-of", type=Day(), metavar="DATE"),
        option("--known-at", "as_known_at", type=Instant(), metavar="INSTANT"),
        option("--by", metavar="FIELD"),
    ),
)  # fmt: skip
def stats(
    session: Session,
    *,
    workflow: str,
    as_of: dt.date | None,
    as_known_at: dt.date | None,
    by: str | None,
) -> None:
    """Count what was opened, closed and late."""
    found = session.office.library.workflow(workflow)
    views.check(found, by)
    calendar = session.office.library.calendar(found.calendar)
    day = as_of or calendar.local_date(session.now)
    known_at = _recorded_by(calendar, as_known_at) if as_known_at else session.now
    rows = session.office.reader.figures(found.name, calendar.end_of(day), known_at, by)
    session.output.show_list(
        lambda: [views.figure_data(row) for row in rows],
        lambda: views.figures_screen(session, found, day, rows),
    )
