"""Figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.cases import seen_cases
from cli.command import command, option
from cli.kinds import Day, Instant
from cli.narrowing import moment
from cli.views import figures as views

if TYPE_CHECKING:
    from cli.session import Session


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
    from runtime.registers.versions import is_subject

    found = session.office.library.workflow(workflow)
    views.check(found, by)
    seen = seen_cases(session, found, by)
    calendar = session.office.library.calendar(found.calendar)
    day = as_of or calendar.local_date(session.now)
    past = moment(session, as_of, as_known_at, found.name)
    until, known_at = (past.before, past.known_at) if past else (calendar.end_of(day), session.now)
    of_subject = is_subject(session.office, found.name, by)
    rows = session.office.reader.figures(
        found.name, until, known_at, by, seen=seen, of_subject=of_subject
    )
    session.output.show_list(
        lambda: [views.figure_data(row) for row in rows],
        lambda: views.figures_screen(session, found, day, rows),
    )
