"""Figures as a table and as JSON (semantics 28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.tables import aligned, one_line
from cli.usage import close_to
from engine.definition.readers import is_open
from engine.errors import NotFound

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.definition.workflow import Workflow
    from store.views import Figures

COLUMNS = (
    "opened", "closed", "open", "overdue", "closed_on_time", "closed_late", "closure_rate",
)  # fmt: skip


def check(workflow: Workflow, by: str | None) -> None:
    """Refuse figures that cannot be had: no governing deadline, or no such field."""
    if not any(deadline.governing for deadline in workflow.deadlines.values()):
        raise NotFound("no_governing_deadline", workflow=workflow.name)
    # A field that is secret beside others that are not groups nothing: its values would show.
    fields = [name for name in workflow.fields if workflow.secret or is_open(workflow, name)]
    if by is None or by in fields:
        return
    guess = close_to(by, fields)
    known = guess or ", ".join(fields)
    raise NotFound("stats_field_unknown", field=by, workflow=workflow.name, known=known)


def figure_data(row: Figures) -> dict[str, Any]:
    """Return one line of figures as programs read it; no rate where nothing was opened."""
    return {
        "group": row.group,
        "opened": row.opened,
        "closed": row.closed,
        "open": row.open,
        "overdue": row.overdue,
        "closed_on_time": row.closed_on_time,
        "closed_late": row.closed_late,
        "closure_rate": float(row.closure_rate) if row.opened else None,
    }


def figures_screen(
    session: Session, workflow: Workflow, day: dt.date, rows: Sequence[Figures]
) -> Iterator[str]:
    """Show figures, one line a group."""
    says = session.says
    yield says("figures_head", title=workflow.title.said(session.language), day=day)
    if not rows:
        yield says("nothing_found")
        return
    head = [says(f"label_{name}") for name in ("group", *COLUMNS)]
    yield from aligned([head, *(_row(session, row) for row in rows)])


def _row(session: Session, row: Figures) -> list[str]:
    group = session.says("all_together") if row.group is None else one_line(str(row.group))
    counts = [str(getattr(row, name)) for name in COLUMNS[:-1]]
    return [group, *counts, f"{row.closure_rate}%" if row.opened else "-"]
