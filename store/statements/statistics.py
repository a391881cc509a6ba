"""Figures of a workflow by its governing deadline, as of an instant and as known at another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, bindparam, case, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSON

from store.statements.cases import listed
from store.tables import cases, deadline_spans, history, private_texts

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement, Select, Subquery

COUNTED = ("running", "suspended", "missed", "met", "met_late")
UNMET = ("running", "suspended", "missed")


def _among(column: ColumnElement[Any], words: tuple[str, ...]) -> ColumnElement[bool]:
    return column.in_([literal_column(f"'{word}'") for word in words])


def _newest_first() -> ColumnElement[int]:
    """Return the place of a span among those of its case, the one that stands for it first."""
    spans = deadline_spans
    cancelled = spans.c.status == literal_column("'cancelled'")
    return func.row_number().over(
        partition_by=spans.c.case_id,
        order_by=[
            spans.c.seq.desc(),
            case((cancelled, literal_column("1")), else_=literal_column("0")),
            spans.c.generation.desc(),
            spans.c.deadline,
        ],
    )


def _latest(dialect: str) -> Subquery:
    """Return each case's governing spans that had happened and were recorded, newest first.

    The span of the highest `seq` stands for the case, of several the newest generation's; one
    that an entry cancels stands behind one that it brings back, as a correction does.
    A case that was void by then is in no figure, nor a secret one that is not among those `seen`
    unless everything is.
    """
    spans = deadline_spans
    void = cases.c.final == literal_column("'void'")
    chosen = (
        select(
            spans.c.case_id,
            spans.c.status,
            spans.c.due_at,
            _newest_first().label("place"),
            cases.c.organisation,
        )
        .join(cases, cases.c.id == spans.c.case_id)
        .where(
            cases.c.workflow == bindparam("workflow"),
            spans.c.governing == literal_column("1"),
            spans.c.from_at < bindparam("before"),
            spans.c.recorded_at <= bindparam("known_at"),
            _seen(dialect),
            or_(
                cases.c.final.is_(None),
                ~void,
                cases.c.closed_at >= bindparam("before"),
                cases.c.closed_at > bindparam("known_at"),
            ),
        )
    )
    return chosen.subquery("latest")


def _seen(dialect: str) -> ColumnElement[bool]:
    return or_(
        cases.c.secret == literal_column("0"),
        bindparam("everything") == literal_column("1"),
        listed(dialect, cases.c.id, "seen"),
    )


def _grouped(dialect: str, latest: Subquery) -> Subquery:
    """Return the same spans with a field of their case as JSON text, alike on both databases.

    A case's text is read once it is known that the case counts.
    """
    if dialect == "sqlite":
        field: ColumnElement[Any] = cases.c.body.op("->")(bindparam("field", type_=Text))
    else:
        fields = cast(cases.c.body, JSON).op("->")(literal_column("'fields'"))
        field = cast(fields.op("->")(bindparam("field", type_=Text)), Text)
    counted = (latest.c.place == literal_column("1"), _among(latest.c.status, COUNTED))
    chosen = select(*latest.c, field.label("grouped_by")).join(
        cases, cases.c.id == latest.c.case_id
    )
    return chosen.where(*counted).subquery("grouped")


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, literal_column("1")))), literal_column("0"))


def _figures(latest: Subquery) -> Select[int, int, int, int]:
    """Return how many clocks had started, were met in time, met late, and stood overdue."""
    status = latest.c.status
    late = and_(_among(status, UNMET), latest.c.due_at < bindparam("before"))
    return select(
        func.count().label("opened"),
        _count(status == literal_column("'met'")).label("on_time"),
        _count(status == literal_column("'met_late'")).label("late"),
        _count(late).label("overdue"),
    ).where(latest.c.place == literal_column("1"), _among(status, COUNTED))


def _texts(dialect: str) -> dict[str, ClauseElement]:
    """Return the readings of a workflow's cases in order of their ids, behind one.

    State by state the ids come from an index in their order, and are merged; of a workflow as a
    whole no index has them so, and each portion would sort all that follow.
    """
    of_workflow = cases.c.workflow == bindparam("workflow")
    behind = cases.c.id > bindparam("after")
    limited: ColumnElement[Any] = bindparam("limit")
    bodies = select(cases.c.body).where(of_workflow, behind)
    texts = select(cases.c.id, cases.c.version, cases.c.body)
    in_state = cases.c.state == bindparam("state")
    return {
        "bodies_of_workflow": bodies.order_by(cases.c.id).limit(limited),
        "ids_of_state": select(cases.c.id).where(of_workflow, in_state, behind),
        "ids_of_state_end": select(literal_column("1"))
        .order_by(literal_column("1"))
        .limit(limited),
        "texts_of": texts.where(listed(dialect, cases.c.id, "cases")).order_by(cases.c.id),
    }


def _still_to_come(dialect: str) -> ClauseElement:
    """Return the first entry of each history that had not happened, or was not known, then."""
    later = or_(
        history.c.occurred_at >= bindparam("before"), history.c.recorded_at > bindparam("known_at")
    )
    first = func.min(history.c.seq).label("seq")
    return (
        select(history.c.case_id, first)
        .where(listed(dialect, history.c.case_id, "cases"), later)
        .group_by(history.c.case_id)
    )


def _entries(dialect: str) -> dict[str, ClauseElement]:
    """Return the readings of many histories at once, as far as they were known.

    A correction is read whenever it was taken: what it restores may hold from before.
    """
    entries, private = history.c, private_texts.c
    happened = or_(
        entries.occurred_at < bindparam("before"), entries.kind == literal_column("'corrected'")
    )
    return {
        "entries_of": select(entries.case_id, entries.seq, entries.text)
        .where(listed(dialect, entries.case_id, "cases"), happened)
        .where(entries.recorded_at <= bindparam("known_at"))
        .order_by(entries.case_id, entries.seq),
        "private_texts_of": select(private.case_id, private.seq, private.field, private.text).where(
            listed(dialect, private.case_id, "cases"), private.text.is_not(None)
        ),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    whole = _latest(dialect)
    parts = _grouped(dialect, whole)
    return {
        **_texts(dialect),
        **_entries(dialect),
        "still_to_come": _still_to_come(dialect),
        "figures": _figures(whole),
        "figures_by_organisation": _figures(whole)
        .add_columns(whole.c.organisation)
        .group_by(whole.c.organisation),
        "figures_by_field": _figures(parts)
        .add_columns(parts.c.grouped_by)
        .group_by(parts.c.grouped_by),
    }
