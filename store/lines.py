"""Rows of lists as values."""

from __future__ import annotations

from typing import Any

from store.codec import day, instant, maybe_day, maybe_instant
from store.views import CaseLine, OverdueLine

LINE = 17  # columns of a case's line, as store.statements.lists says them


def case_line(row: Any) -> CaseLine:
    """Return a row of cases as a value."""
    (
        *names, secret, title, opened_on, opened_at, closed_on, closed_at, due, parent, field,
        parent_number,
    ) = row  # fmt: skip
    case_id, number, workflow, version, state, stage, final, organisation = names
    return CaseLine(
        id=case_id,
        number=number,
        workflow=workflow,
        version=version,
        state=state,
        stage=stage,
        final=final,
        organisation=organisation,
        secret=bool(secret),
        title=title,
        opened_on=day(opened_on),
        opened_at=instant(opened_at),
        closed_on=maybe_day(closed_on),
        closed_at=maybe_instant(closed_at),
        next_due_at=maybe_instant(due),
        parent=parent,
        parent_field=field,
        parent_number=parent_number,
    )


def overdue_line(row: Any) -> OverdueLine:
    """Return a row of clocks with their cases as a value."""
    name, generation, term, soft, due_on, due_at, next_step, next_at = row[LINE:]
    return OverdueLine(
        case=case_line((*row[:LINE], None)),
        deadline=name,
        generation=generation,
        term=term,
        soft=bool(soft),
        due_on=day(due_on),
        due_at=instant(due_at),
        next_step=next_step,
        next_at=maybe_instant(next_at),
    )
