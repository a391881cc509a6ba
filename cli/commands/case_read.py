"""Looking at cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.cases import find_case, listed
from cli.command import argument, command, option
from cli.kept import with_kept
from cli.kinds import Day
from cli.narrowing import LIMIT, LOOKING_BACK, STANDING, WHOSE, filters, moment
from cli.views import lateness, lists, records

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "case", "list", lists=True, sandbox=True,
    params=(
        *WHOSE,
        *STANDING,
        option("--filter", "kept", metavar="NAME"),
        *LOOKING_BACK,
        LIMIT,
        option("--after", metavar="CASE"),
    ),
)  # fmt: skip
def list_cases(
    session: Session, *, as_of: dt.date | None, as_known_at: dt.date | None, kept: str | None,
    **given: Any,
) -> None:  # fmt: skip
    """List cases, newest first."""
    if kept is not None:
        given = with_kept(session, kept, given)
    past = moment(session, as_of, as_known_at, given.get("workflow"))
    if past is not None:
        lists.prepare(session)
    wanted = filters(session, **given, past=past)
    reader = session.office.reader
    found = listed(session, wanted, lambda given: reader.cases(given, past), lambda line: line)
    session.output.show_list(
        lambda: [lists.line_data(line) for line in found],
        lambda: lists.lines_screen(session, found, more=len(found) == wanted.limit),
    )


@command(
    "due", lists=True, sandbox=True,
    params=(
        option("--within", metavar="LENGTH"), option("--by", "due_by", type=Day(), metavar="DATE"),
        *WHOSE, LIMIT,
    ),
)  # fmt: skip
def due(session: Session, *, within: str | None, due_by: dt.date | None, **given: Any) -> None:
    """List what falls due, the earliest first."""
    last = lateness.last_day(session, within, due_by)
    reader, after = session.office.reader, session.now + lists.INSTANT
    rows = listed(
        session,
        filters(session, **given),
        lambda wanted: reader.due(after, last, wanted),
        lambda line: line.case,
    )
    found = [lateness.due(session, line) for line in rows]
    session.output.show_list(
        lambda: [lateness.due_data(each) for each in found],
        lambda: lateness.due_screen(session, found, last),
    )


@command("overdue", lists=True, sandbox=True, params=(*LOOKING_BACK, *WHOSE, LIMIT))
def overdue(
    session: Session, *, as_of: dt.date | None, as_known_at: dt.date | None, **given: Any
) -> None:
    """List what is late, or was at the end of a past day."""
    past = moment(session, as_of, as_known_at, given.get("workflow"))
    if past is not None:
        lists.prepare(session)
    before = past.before if past else session.now + lists.INSTANT
    reader = session.office.reader
    rows = listed(
        session,
        filters(session, **given),
        lambda wanted: reader.overdue(before, wanted, past),
        lambda line: line.case,
    )
    late = [lateness.late(session, line, before, past) for line in rows]
    session.output.show_list(
        lambda: [lateness.late_data(each) for each in late],
        lambda: lateness.late_screen(session, late),
    )


@command("case", "history", params=(argument("case"),), lists=True, sandbox=True)
def history(session: Session, case: str) -> None:
    """Show everything that happened to a case."""
    facts = find_case(session, case)
    rows = records.rows_for(facts, session.office.reader.history(facts.line["id"]))
    session.output.show_list(
        lambda: [records.entry_data(row) for row in rows],
        lambda: records.history_screen(session, facts, rows),
    )
