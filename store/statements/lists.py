"""Cases as lists show them: a start, conditions to choose from, an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, literal_column, or_, select, text

from store.statements.cases import listed
from store.tables import cases, deadline_spans, deadlines

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ClauseElement, ColumnElement

parents = cases.alias("parents")
SUMMARY = (
    "id", "number", "workflow", "version", "state", "stage", "final", "organisation", "secret",
    "title", "opened_on", "opened_at", "closed_on", "closed_at", "next_due_at", "parent_id",
    "parent_field",
)  # fmt: skip
CLOCK = ("name", "generation", "status", "soft", "due_on", "due_at", "next_step", "next_at")


def _conditions(dialect: str) -> dict[str, ColumnElement[bool]]:
    """Return what a list of cases may be narrowed by, each with parameters of its own name."""
    running = deadlines.c.status == literal_column("'running'")
    late = running & (deadlines.c.due_at < bindparam("overdue_before"))
    due = running & (deadlines.c.due_on <= bindparam("due_by"))
    hard = deadlines.c.soft == literal_column("0")
    pattern: BindParameter[str] = bindparam("text")
    found = [column.ilike(pattern, escape="\\") for column in (cases.c.title, cases.c.number)]
    return {
        "workflow": cases.c.workflow == bindparam("workflow"),
        "state": cases.c.state == bindparam("state"),
        "stage": cases.c.stage == bindparam("stage"),
        "open": cases.c.final.is_(None),
        "closed": cases.c.final.is_not(None),
        "parent": cases.c.parent_id == bindparam("parent"),
        "organisations": listed(dialect, cases.c.organisation, "organisations"),
        "visible": or_(
            cases.c.secret == literal_column("0"), listed(dialect, cases.c.workflow, "visible")
        ),
        "overdue_before": cases.c.id.in_(select(deadlines.c.case_id).where(late, hard)),
        "due_by": cases.c.id.in_(select(deadlines.c.case_id).where(due)),
        "text": or_(*found),
        "after": cases.c.id < bindparam("after"),
    }


def _case_parts() -> dict[str, ClauseElement]:
    of_parent = cases.outerjoin(parents, parents.c.id == cases.c.parent_id)
    columns = [cases.c[name] for name in SUMMARY]
    return {
        "list_cases": select(*columns, parents.c.number.label("parent_number")).select_from(
            of_parent
        ),
        "list_cases_end": select(literal_column("1"))
        .order_by(cases.c.id.desc())
        .limit(bindparam("limit")),
        "case_view": select(cases.c.body, *columns, parents.c.number.label("parent_number"))
        .select_from(of_parent)
        .where(cases.c.id == bindparam("id")),
        "child_views": select(*columns, parents.c.number.label("parent_number"))
        .select_from(of_parent)
        .where(cases.c.parent_id == bindparam("parent_id"))
        .order_by(cases.c.id),
    }


def _overdue_parts() -> dict[str, ClauseElement]:
    """Return the list of running clocks whose due day has ended, oldest first."""
    joined = deadlines.join(cases, cases.c.id == deadlines.c.case_id)
    clock = [deadlines.c[name].label(f"clock_{name}") for name in CLOCK]
    # The index on running clocks is partial, so its condition stands as it was declared.
    running = text("status = 'running'")
    return {
        "list_overdue": select(*[cases.c[name] for name in SUMMARY], *clock)
        .select_from(joined)
        .where(
            running,
            deadlines.c.due_at < bindparam("before"),
            deadlines.c.soft == literal_column("0"),
        ),
        "list_overdue_end": select(literal_column("1"))
        .order_by(deadlines.c.due_at, deadlines.c.case_id, deadlines.c.name)
        .limit(bindparam("limit")),
    }


def _past_overdue_parts() -> dict[str, ClauseElement]:
    """Return the list of clocks that ran late just before an instant, as known at another.

    A clock was then its span of the highest `seq` that had begun and was recorded.
    """
    spans = deadline_spans
    newest = func.row_number().over(
        partition_by=[spans.c.case_id, spans.c.deadline, spans.c.generation],
        order_by=spans.c.seq.desc(),
    )
    past = (
        select(*spans.c, newest.label("place"))
        .where(spans.c.from_at < bindparam("before"), spans.c.recorded_at <= bindparam("known_at"))
        .subquery("past")
    )
    same = [deadlines.c.case_id == past.c.case_id, deadlines.c.name == past.c.deadline]
    joined = past.join(deadlines, and_(*same, deadlines.c.generation == past.c.generation)).join(
        cases, cases.c.id == past.c.case_id
    )
    nothing: list[ColumnElement[Any]] = [
        literal_column("NULL").label(f"clock_{name}") for name in CLOCK[-2:]
    ]
    clock = [past.c.deadline, past.c.generation, past.c.status, deadlines.c.soft]
    return {
        "list_past_overdue": select(
            *[cases.c[name] for name in SUMMARY], *clock, past.c.due_on, past.c.due_at, *nothing
        )
        .select_from(joined)
        .where(
            past.c.place == literal_column("1"),
            past.c.status == literal_column("'running'"),
            past.c.due_at < bindparam("before"),
            deadlines.c.soft == literal_column("0"),
        ),
        "list_past_overdue_end": select(literal_column("1"))
        .order_by(past.c.due_at, past.c.case_id, past.c.deadline)
        .limit(bindparam("limit")),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part; `where_…` are conditions, `…_end` endings alone."""
    conditions = {f"where_{name}": part for name, part in _conditions(dialect).items()}
    return {**_case_parts(), **_overdue_parts(), **_past_overdue_parts(), **conditions}
