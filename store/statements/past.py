"""Cases and late clocks as they were just before an instant, as known at another.

A case, or a clock, was then its span of the highest `seq` that had begun and was recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, func, literal_column, null, select

from store.statements.cases import listed
from store.statements.lists import CLOCK, SUMMARY, parents
from store.tables import case_spans, cases, deadline_spans, deadlines

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement, FromClause

_CHANGED = ("version", "state", "stage", "final", "organisation")


def _had_happened(spans: FromClause) -> ColumnElement[bool]:
    return and_(spans.c.from_at < bindparam("then"), spans.c.recorded_at <= bindparam("known_at"))


def _newest_case() -> ColumnElement[bool]:
    """Return whether a span is what its case was then."""
    other = case_spans.alias("other")
    newest = select(func.max(other.c.seq)).where(
        other.c.case_id == case_spans.c.case_id, _had_happened(other)
    )
    return case_spans.c.seq == newest.scalar_subquery()


def _newest_clock() -> ColumnElement[bool]:
    """Return whether a span is what its clock was then."""
    other = deadline_spans.alias("other_clock")
    newest = select(func.max(other.c.seq)).where(
        other.c.case_id == deadline_spans.c.case_id,
        other.c.deadline == deadline_spans.c.deadline,
        other.c.generation == deadline_spans.c.generation,
        _had_happened(other),
    )
    return deadline_spans.c.seq == newest.scalar_subquery()


def _summary() -> list[ColumnElement[Any]]:
    """Return the columns of a case's line, as they were then."""
    ended = case_spans.c.final.is_not(None)
    then: dict[str, ColumnElement[Any]] = {
        **{name: case_spans.c[name] for name in _CHANGED},
        "closed_on": case((ended, cases.c.closed_on)).label("closed_on"),
        "closed_at": case((ended, case_spans.c.from_at)).label("closed_at"),
        "next_due_at": null().label("next_due_at"),
    }
    return [then.get(name, cases.c[name]) for name in SUMMARY]


def _then() -> Any:
    return cases.join(case_spans, case_spans.c.case_id == cases.c.id)


def _clocks() -> Any:
    same = [
        deadlines.c.case_id == deadline_spans.c.case_id,
        deadlines.c.name == deadline_spans.c.deadline,
        deadlines.c.generation == deadline_spans.c.generation,
    ]
    return deadline_spans.join(deadlines, and_(*same))


def _ran() -> ColumnElement[bool]:
    return and_(deadline_spans.c.status == literal_column("'running'"), _newest_clock())


def _conditions(dialect: str) -> dict[str, ColumnElement[bool]]:
    """Return the conditions that speak of what a case was."""
    ran = select(deadline_spans.c.case_id).select_from(_clocks()).where(_ran())
    late = ran.where(
        deadline_spans.c.due_at < bindparam("overdue_before"),
        deadlines.c.soft == literal_column("0"),
    )
    return {
        "state": case_spans.c.state == bindparam("state"),
        "stage": case_spans.c.stage == bindparam("stage"),
        "open": case_spans.c.final.is_(None),
        "closed": case_spans.c.final.is_not(None),
        "organisations": listed(dialect, case_spans.c.organisation, "organisations"),
        "overdue_before": cases.c.id.in_(late),
        "due_by": cases.c.id.in_(ran.where(deadline_spans.c.due_on <= bindparam("due_by"))),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    spans = deadline_spans.c
    columns = {
        "name": spans.deadline, "term": spans.term, "soft": deadlines.c.soft,
        "generation": spans.generation, "due_on": spans.due_on, "due_at": spans.due_at,
    }  # fmt: skip
    clock = [columns.get(name, null()).label(f"clock_{name}") for name in CLOCK]
    of_case = spans.case_id == cases.c.id
    return {
        "list_past_cases": select(*_summary(), parents.c.number.label("parent_number"))
        .select_from(_then().outerjoin(parents, parents.c.id == cases.c.parent_id))
        .where(_newest_case()),
        "list_past_cases_end": select(literal_column("1"))
        .order_by(cases.c.id.desc())
        .limit(bindparam("limit")),
        "list_past_overdue": select(*_summary(), *clock)
        .select_from(_then().join(_clocks(), of_case))
        .where(
            _newest_case(),
            _ran(),
            spans.due_at < bindparam("before"),
            deadlines.c.soft == literal_column("0"),
        ),
        "list_past_overdue_end": select(literal_column("1"))
        .order_by(spans.due_at, spans.case_id, spans.deadline)
        .limit(bindparam("limit")),
        **{f"where_past_{name}": part for name, part in _conditions(dialect).items()},
    }
