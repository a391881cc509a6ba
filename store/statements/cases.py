"""Reading a case and its family inside a transaction, and writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, cast, exists, func, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB

from store.tables import cases, counters, deadlines, imports, incidents

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, ColumnElement, Insert, Select, Table, Update

# What an event can change of a case's row; all else is given at its opening.
CHANGING = (
    "version", "state", "stage", "final", "organisation", "secret", "title", "closed_on",
    "closed_at", "next_due_at", "seq", "head", "body",
)  # fmt: skip


def listed(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return whether a column is among the texts of a JSON list."""
    if dialect == "sqlite":
        elements = func.json_each(bindparam(name)).table_valued("value")
        return column.in_(select(elements.c.value))
    array = func.jsonb_array_elements_text(cast(bindparam(name), JSONB)).table_valued("value")
    return column.in_(select(array.c.value))


def insert_all(table: Table) -> Insert:
    """Return an insert that takes every column of a table, in its order."""
    return insert(table).values({column.name: bindparam(column.name) for column in table.columns})


def upsert(dialect: str, table: Table) -> ClauseElement:
    """Return an insert that takes every column, and replaces all but the key where it exists."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    made = make(table).values(values)
    keys = list(table.primary_key.columns)
    changed = {c.name: made.excluded[c.name] for c in table.columns if not c.primary_key}
    return made.on_conflict_do_update(index_elements=keys, set_=changed)


def insert_missing(dialect: str, table: Table) -> ClauseElement:
    """Return an insert that takes every column, and does nothing where the key exists."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    return make(table).values(values).on_conflict_do_nothing()


def as_read(read_seq: ColumnElement[int], read_alone: ColumnElement[int]) -> ColumnElement[bool]:
    """Return whether a case still is as it was read: unchanged, and alone if it was so."""
    return and_(cases.c.seq == read_seq, cases.c.children * read_alone == literal_column("0"))


def _move() -> Update:
    """Return the update of a case, which finds it only as it was read."""
    return (
        update(cases)
        .where(
            cases.c.id == bindparam("case_id"),
            as_read(bindparam("read_seq"), bindparam("read_alone")),
        )
        .values(
            {name: bindparam(name) for name in CHANGING}
            | {"children": cases.c.children + bindparam("born")}
        )
    )


def _touch() -> Update:
    """Return the update of a parent that gains children and nothing else.

    Where it was read without a lock it must be as it was read; otherwise `read_seq` is NULL.
    """
    read_seq: ColumnElement[int] = func.coalesce(bindparam("read_seq"), cases.c.seq)
    return (
        update(cases)
        .where(cases.c.id == bindparam("case_id"), as_read(read_seq, bindparam("read_alone")))
        .values(children=cases.c.children + bindparam("born"))
    )


def _next_number(dialect: str) -> ClauseElement:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = ("office", "series", "year")
    made = make(counters).values(
        {**{name: bindparam(name) for name in keys}, "value": bindparam("count")}
    )
    raised = made.on_conflict_do_update(
        index_elements=list(keys), set_={"value": counters.c.value + made.excluded.value}
    )
    return raised.returning(counters.c.value)


def _read() -> Select[Any]:
    """Return the reading of a case's body, and whether it has neither parent nor children."""
    return select(cases.c.body, alone().label("alone"))


def alone() -> ColumnElement[bool]:
    """Return whether a case has neither parent nor children."""
    return and_(cases.c.parent_id.is_(None), cases.c.children == literal_column("0"))


def _claim_due(dialect: str) -> ClauseElement:
    """Return the reading of cases that need attention.

    Another scheduler's are passed over, and families in which an incident waits for its next try.
    """
    roots = cases.alias("roots")
    standing_still = exists().where(
        incidents.c.root_id == cases.c.root_id,
        # A literal, not a parameter: the index is partial.
        incidents.c.status == literal_column("'open'"),
        incidents.c.retry_at > bindparam("until"),
    )
    due = (
        _read()
        .join(roots, roots.c.id == cases.c.root_id)
        .where(
            cases.c.next_due_at <= bindparam("until"),
            ~listed(dialect, cases.c.id, "passing"),
            ~standing_still,
        )
        .order_by(cases.c.next_due_at, cases.c.id)
        .limit(bindparam("limit"))
    )
    if dialect == "sqlite":
        return due
    return due.with_for_update(skip_locked=True, of=[cases, roots])


def _family() -> dict[str, ClauseElement]:
    """Return the questions about a case's relatives."""
    children = select(cases.c.body).where(cases.c.parent_id == bindparam("parent_id"))
    due = cases.c.next_due_at
    return {
        "children": children.order_by(cases.c.id),
        "children_of_field": children.where(
            cases.c.parent_field == bindparam("parent_field")
        ).order_by(cases.c.id),
        "due_in_family": select(cases.c.id)
        .where(cases.c.root_id == bindparam("root_id"), due <= bindparam("until"))
        .order_by(due, cases.c.id),
        "lock_family": select(cases.c.id)
        .where(cases.c.id == bindparam("root_id"))
        .with_for_update(),
    }


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {
        "case": _read().where(cases.c.id == bindparam("id")),
        "claim_due": _claim_due(dialect),
        "case_seq": select(cases.c.seq, cases.c.number).where(cases.c.id == bindparam("id")),
        "find": select(cases.c.id).where(cases.c.number_key == bindparam("number_key")),
        **_family(),
        "insert_cases": insert_all(cases),
        "move_cases": _move(),
        "touch_cases": _touch(),
        "upsert_deadlines": upsert(dialect, deadlines),
        "next_number": _next_number(dialect),
        "imported": select(imports.c.key, imports.c.case_id).where(
            listed(dialect, imports.c.key, "keys")
        ),
        "insert_imports": insert_all(imports),
        "count_cases": select(func.count()).select_from(cases),
    }
