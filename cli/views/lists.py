"""Lists of cases, as tables and JSON."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.definition.workflow import State
    from store.views import CaseLine


INSTANT = dt.timedelta(microseconds=1)


def prepare(session: Session) -> None:
    """Make sure that the database knows what old cases were."""
    from runtime.filling import ensure_filled

    ensure_filled(session.office)


def line_data(line: CaseLine) -> dict[str, Any]:
    """Return a case of a list as programs read it."""
    return {
        "number": line.number,
        "workflow": line.workflow,
        "version": line.version,
        "state": line.state,
        "stage": line.stage,
        "organisation": line.organisation,
        "parent": line.parent_number,
        "opened_at": line.opened_at,
        "closed_at": line.closed_at,
        "next_due_at": line.next_due_at,
    }


def lines_screen(
    session: Session, lines: Sequence[CaseLine], *, more: bool = False
) -> Iterator[str]:
    """Show a list of cases; `more` says that it goes on behind the last one."""
    if not lines:
        yield session.says("nothing_found")
        return
    names = ("number", "workflow", "state", "organisation", "opened_on", "closed_on")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(session, line) for line in lines)])
    if more:
        yield session.says("list_goes_on", after=one_line(lines[-1].number))


def _row(session: Session, line: CaseLine) -> list[str]:
    workflow = session.office.library.workflow(line.workflow, line.version)
    return [
        one_line(line.number),
        one_line(workflow.title.said(session.language)),
        _state(session, line, workflow.states[line.state]),
        named(session, line.organisation),
        line.opened_on.isoformat(),
        _closed(session, line, workflow.calendar),
    ]


def _state(session: Session, line: CaseLine, state: State) -> str:
    """Return where a case stands; one that was made void stands nowhere any more."""
    if line.final == "void" and state.final != "void":
        return session.says("made_void")
    return one_line(state.title.said(session.language))


def _closed(session: Session, line: CaseLine, calendar: str) -> str:
    if line.closed_at is None:
        return ""
    return session.office.library.calendar(calendar).local_date(line.closed_at).isoformat()


def named(session: Session, organisation: str | None) -> str:
    """Return an organisation's name in the language of the screen; its id where it has none."""
    name = session.office.lexicon.names.get(organisation or "")
    return one_line(name[session.language]) if name else organisation or ""
