"""Looking at cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.cases import find_case, visible
from cli.command import argument, command, flag, option
from cli.kinds import Count, Day
from cli.views import lists, records

if TYPE_CHECKING:
    from cli.session import Session

MOST = 1_000
NARROWING = (
    option("--workflow", metavar="WORKFLOW"),
    option("--org", "organisation", metavar="ORGANISATION"),
    option("--text", metavar="TEXT"),
    option("--limit", type=Count(), default=MOST, metavar="N"),
)


@command(
    "case", "list", lists=True, sandbox=True,
    params=(
        option("--stage", metavar="STAGE"),
        option("--state", metavar="STATE"),
        flag("--open"),
        flag("--closed"),
        flag("--overdue"),
        option("--due-before", type=Day(), metavar="DATE"),
        *NARROWING,
    ),
)  # fmt: skip
def list_cases(session: Session, **given: Any) -> None:
    """List cases, newest first."""
    filters = lists.filters(session, **given)
    found = visible(session, session.office.reader.cases(filters), lambda line: line)
    session.output.show_list(
        lambda: [lists.line_data(line) for line in found],
        lambda: lists.lines_screen(session, found),
    )


@command(
    "overdue", lists=True, sandbox=True,
    params=(option("--as-of", type=Day(), metavar="DATE"), *NARROWING),
)  # fmt: skip
def overdue(session: Session, *, as_of: dt.date | None, **given: Any) -> None:
    """List what is late, or was at the end of a past day."""
    filters = lists.filters(session, **given)
    before = lists.ending(session, as_of, filters.workflow)
    known_at = session.now if as_of else None
    rows = session.office.reader.overdue(before, filters, known_at)
    seen = visible(session, rows, lambda line: line.case)
    late = [lists.late(session, line, before) for line in seen]
    session.output.show_list(
        lambda: [lists.late_data(each) for each in late],
        lambda: lists.late_screen(session, late),
    )


@command("case", "history", params=(argument("case"),), lists=True, sandbox=True)
def history(session: Session, case: str) -> None:
    """Show everything that happened to a case."""
    facts = find_case(session, case)
    rows = session.office.reader.history(facts.line["id"])
    session.output.show_list(
        lambda: [records.entry_data(row) for row in rows],
        lambda: records.history_screen(session, facts, rows),
    )
