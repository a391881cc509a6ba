"""Cases as lists show them: a start, conditions to choose from, an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal_column, or_, select, text

from store.statements.cases import listed
from store.tables import cases, deadlines

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ClauseElement, ColumnElement, Select

parents = cases.alias("parents")
SUMMARY = (
    "id", "number", "workflow", "version", "state", "stage", "final", "organisation", "secret",
    "title", "opened_on", "opened_at", "closed_on", "closed_at", "next_due_at", "parent_id",
    "parent_field",
)  # fmt: skip
CLOCK = ("name", "generation", "term", "soft", "due_on", "due_at", "next_step", "next_at")


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
            cases.c.secret == literal_column("0"),
            listed(dialect, cases.c.workflow, "visible"),
            cases.c.body.like(bindparam("named"), escape="\\"),
        ),
        "secret": cases.c.secret == literal_column("1"),
        "overdue_before": cases.c.id.in_(select(deadlines.c.case_id).where(late, hard)),
        "due_by": cases.c.id.in_(select(deadlines.c.case_id).where(due)),
        "person": cases.c.body.like(bindparam("person"), escape="\\"),
        "opened_from": cases.c.opened_on >= bindparam("opened_from"),
        "opened_to": cases.c.opened_on <= bindparam("opened_to"),
        "closed_from": cases.c.closed_on >= bindparam("closed_from"),
        "closed_to": cases.c.closed_on <= bindparam("closed_to"),
        "text": or_(*found),
        "after": cases.c.id < bindparam("after"),
    }


def _case_parts() -> dict[str, ClauseElement]:
    of_parent = cases.outerjoin(parents, parents.c.id == cases.c.parent_id)
    columns = [cases.c[name] for name in SUMMARY]
    return {
        "list_cases": select(*columns, parents.c.number.label("parent_number"))
        .select_from(of_parent)
        .where(text("1 = 1")),
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


def _numbers_like() -> ClauseElement:
    """Return the numbers in a stretch of the index; a secret case is in no list of numbers."""
    key = cases.c.number_key
    return (
        select(cases.c.number, cases.c.workflow, cases.c.version, cases.c.state)
        .where(
            key >= bindparam("start"),
            key < bindparam("end"),
            cases.c.secret == literal_column("0"),
        )
        .order_by(cases.c.id.desc())
        .limit(bindparam("limit"))
    )


def _overdue_parts() -> dict[str, ClauseElement]:
    """Return the lists of running clocks by when they are due: those that are late, and others."""
    joined = deadlines.join(cases, cases.c.id == deadlines.c.case_id)
    clock = [deadlines.c[name].label(f"clock_{name}") for name in CLOCK]
    # The index on running clocks is partial, so its condition stands as it was declared.
    running = text("status = 'running'")
    by_due: Select[int] = (
        select(literal_column("1"))
        .order_by(deadlines.c.due_at, deadlines.c.case_id, deadlines.c.name)
        .limit(bindparam("limit"))
    )
    return {
        "list_overdue": select(*[cases.c[name] for name in SUMMARY], *clock)
        .select_from(joined)
        .where(
            running,
            deadlines.c.due_at < bindparam("before"),
            deadlines.c.soft == literal_column("0"),
        ),
        "list_overdue_end": by_due,
        "list_due": select(*[cases.c[name] for name in SUMMARY], *clock)
        .select_from(joined)
        .where(
            running,
            deadlines.c.due_at >= bindparam("not_before"),
            deadlines.c.due_on <= bindparam("due_on"),
        ),
        "list_due_end": by_due,
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part; `where_…` are conditions, `…_end` endings alone."""
    conditions = {f"where_{name}": part for name, part in _conditions(dialect).items()}
    numbers = {"numbers_like": _numbers_like()}
    return {**_case_parts(), **_overdue_parts(), **numbers, **conditions}
