"""Ledgers and figures: what an office keeps of its cases as tables."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.command import argument, command, option
from cli.kinds import Day, Instant
from cli.narrowing import moment
from cli.views import ledgers as views
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from engine.definition.ledgers import Ledger
    from engine.definition.workflow import Workflow

_PAST = (
    option("--as-of", type=Day(), metavar="DATE"),
    option("--known-at", "as_known_at", type=Instant(), metavar="INSTANT"),
)


@command("ledger", "list", lists=True, sandbox=True)
def list_ledgers(session: Session) -> None:
    """List the ledgers and figures that the definitions keep."""
    found = [each for each in _workflows(session) if each.ledgers or each.figures]
    session.output.show_list(
        lambda: [line for each in found for line in views.lines_of(each)],
        lambda: views.list_screen(session, found),
    )


@command(
    "ledger", "show", lists=True, sandbox=True,
    params=(
        argument("workflow"),
        argument("ledger", required=False),
        *_PAST,
        option("--xlsx", metavar="FILE"),
    ),
)  # fmt: skip
def show(
    session: Session, *, workflow: str, ledger: str | None, as_of: dt.date | None,
    as_known_at: dt.date | None, xlsx: str | None,
) -> None:  # fmt: skip
    """Show a ledger as a table, or write it as a workbook."""
    from runtime.registers.table import Table

    found = session.office.library.workflow(workflow)
    past = moment(session, as_of, as_known_at, workflow)
    table = Table(
        session.office, found, _ledger(found, ledger), session.looks_as, session.language, past
    )
    if xlsx is not None:
        _write(session, table, xlsx)
        return
    rows = list(table.rows())
    session.output.show_list(
        lambda: [views.row_data(table.columns, row) for row in rows],
        lambda: views.table_screen(session, table, rows),
    )


def _write(session: Session, table: Any, target: str) -> None:
    """Write a workbook, whole or not at all, never over another file."""
    from pathlib import Path

    from cli.progress import progress_over
    from store.care.files import new_file

    with new_file(Path(target)) as file, progress_over(None) as progress:
        written = table.write(file, progress)
    session.output.show(
        lambda: {"file": target, "rows": written},
        lambda: [session.says("ledger_written", file=target, rows=written)],
    )


@command(
    "ledger", "figures", lists=True, sandbox=True,
    params=(
        argument("workflow"),
        option("--from", "first", type=Day(), metavar="DATE"),
        option("--to", "last", type=Day(), metavar="DATE"),
        option("--by", metavar="FIELD"),
        *_PAST,
    ),
)  # fmt: skip
def figures(
    session: Session, *, workflow: str, first: dt.date | None, last: dt.date | None,
    by: str | None, as_of: dt.date | None, as_known_at: dt.date | None,
) -> None:  # fmt: skip
    """Count the figures of a definition over a period, in all or by a field."""
    from cli.progress import progress_over
    from runtime.registers.figures import Period, figures_of
    from runtime.registers.words import Cells

    found = session.office.library.workflow(workflow)
    if not found.figures:
        raise NotFound("figures_none", workflow=workflow)
    calendar = session.office.library.calendar(found.calendar)
    # Without a last day nothing of the days to come counts, such as what is not yet due.
    last = last or as_of or calendar.local_date(session.now)
    if first and last < first:
        raise UsageError("days_reversed", first=first, last=last)
    views.check_field(found, by)
    past = moment(session, as_of, as_known_at, workflow)
    with progress_over(None) as progress:
        lines = figures_of(
            session.office, workflow, session.looks_as, session.now, past,
            period=Period(first, last), by=by, progress=progress,
        )  # fmt: skip
    cells = Cells(found, session.office.lexicon.names, session.language)
    note = views.period_note(session, first, last, as_of)
    session.output.show_list(
        lambda: [views.figures_data(line) for line in lines],
        lambda: views.figures_screen(session, found, by, lines, cells, note),
    )


def _workflows(session: Session) -> list[Workflow]:
    names = sorted({row.workflow for row in session.office.registry.definitions()})
    return [session.office.library.workflow(name) for name in names]


def _ledger(workflow: Workflow, name: str | None) -> Ledger:
    """Return a ledger of a definition, its only one without a name; raise NotFound."""
    known = workflow.ledgers
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        code = "ledger_to_choose" if name is None else "ledger_unknown"
        code = code if known else "ledgers_none"
        listed = ", ".join(known)
        raise NotFound(code, ledger=name, workflow=workflow.name, known=listed)
    return known[name]
