"""Definitions as screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.views.telling import asks
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.session import Session
    from engine.definition.workflow import Deadline, Event, Text, Workflow
    from runtime.retiring import Retirement
    from store.values import DefinitionRow

    Retired = Mapping[tuple[str, int], Retirement]


def name_and_version(text: str) -> tuple[str, int | None]:
    """Read `patrol` or `patrol@2`; raise UsageError."""
    name, at, version = text.partition("@")
    if not at:
        return name, None
    if not name or not version.isascii() or not version.isdigit() or len(version) > 9:
        raise UsageError("version_unreadable", text=text)
    return name, int(version)


def row_data(row: DefinitionRow, away: Retired) -> dict[str, Any]:
    """Return a published version as programs read it."""
    gone = away.get((row.workflow, row.version))
    return {
        "workflow": row.workflow,
        "version": row.version,
        "hash": row.hash,
        "published_at": row.published_at,
        "published_by": row.published_by,
        "retired_at": gone.at if gone else None,
        "retired_by": gone.by if gone else None,
    }


def rows_screen(session: Session, rows: Sequence[DefinitionRow], away: Retired) -> Iterator[str]:
    """List the published versions."""
    if not rows:
        yield session.says("no_workflows")
        return
    names = ("workflow", "version", "title", "hash")
    head = [*(session.says(f"label_{name}") for name in names), ""]
    yield from aligned([head, *(_row(session, row, away) for row in rows)])


def _row(session: Session, row: DefinitionRow, away: Retired) -> list[str]:
    title = session.office.library.workflow(row.workflow, row.version).title
    gone = away.get((row.workflow, row.version))
    note = _retired(session, gone) if gone else ""
    return [row.workflow, str(row.version), _said(session, title), row.hash[:12], note]


def _retired(session: Session, gone: Retirement) -> str:
    day = session.local(gone.at)
    if gone.by is None:
        return session.says("workflow_retired_on", on=day)
    return session.says("workflow_retired_by", on=day, by=gone.by)


def _said(session: Session, text: Text) -> str:
    return one_line(text.said(session.language))


def workflow_screen(session: Session, workflow: Workflow) -> Iterator[str]:
    """Show a definition: states, events with who may take them, deadlines."""
    says = session.says
    yield f"{workflow.name}@{workflow.version}  {_said(session, workflow.title)}"
    if workflow.basis:
        yield says("workflow_basis", rows=", ".join(workflow.basis))
    yield from ("", says("workflow_states"))
    yield from aligned(list(_states(session, workflow)), indent="  ")
    yield from ("", says("workflow_events"))
    events = [_event(session, workflow, each) for each in workflow.events.values()]
    yield from aligned(events, indent="  ")
    if workflow.deadlines:
        yield from ("", says("workflow_deadlines"))
        rows = [_deadline(session, each) for each in workflow.deadlines.values()]
        yield from aligned(rows, indent="  ")
    yield from ("", says("workflow_fields"))
    yield from aligned(list(_fields(session, workflow)), indent="  ")


def _states(session: Session, workflow: Workflow) -> Iterator[list[str]]:
    for state in workflow.states.values():
        kind = "initial" if state.initial else state.final or ""
        shown = session.says(f"state_{kind}") if kind else ""
        yield [state.name, _said(session, state.title), shown]


def _event(session: Session, workflow: Workflow, event: Event) -> list[str]:
    roles = [_said(session, workflow.roles[name].title) for name in (*event.by, *event.by_each)]
    separator = session.says("list_separator")
    to = dict.fromkeys(branch.to or session.says("stays") for branch in event.branches)
    return [
        event.name,
        _said(session, event.title),
        f"{_sources(session, workflow, event)} → {separator.join(to)}",
        separator.join(roles) or session.says("engine_itself"),
        " ".join(f"--set {name}=…" for name in asks(event)),
    ]


def _sources(session: Session, workflow: Workflow, event: Event) -> str:
    """Return the states that an event can be taken from, in a word where that is every open one."""
    every = {state.name for state in workflow.states.values() if state.final is None}
    if len(every) > 1 and set(event.sources) == every:
        return session.says("any_state")
    return session.says("list_separator").join(event.sources)


def _deadline(session: Session, deadline: Deadline) -> list[str]:
    length = deadline.within.text(session.language) if deadline.within else ""
    clause = one_line(_said(session, deadline.clause)) if deadline.clause else ""
    return [deadline.name, _said(session, deadline.title), length, clause]


def _fields(session: Session, workflow: Workflow) -> Iterator[list[str]]:
    for field in workflow.fields.values():
        required = session.says("required") if field.required else ""
        yield [field.name, _said(session, field.title), field.type, required]
