"""PostgreSQL's one statement of a record: the cases, and all that hangs on them, or nothing.

Each part joins `moved`, the cases that were still as they had been read: losing a race writes
nothing. Rows come as one JSON parameter per table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    table,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql

from store.statements.cases import CHANGING, as_read
from store.tables import (
    case_spans,
    cases,
    deadline_spans,
    deadlines,
    history,
    imports,
    outbox,
    papers,
    private_texts,
    steps,
    waiting,
)

if TYPE_CHECKING:
    from sqlalchemy import Alias, ClauseElement, Table

_FOLLOWING = (
    deadline_spans, steps, history, private_texts, outbox, papers, deadlines, case_spans, waiting,
)  # fmt: skip
_UPSERTED = (papers, deadlines)
moved = table("moved", column("id", Text))


# What stands beside the columns of a case that is written: how it was read, what it gains.
_KINDS = {
    "case_id": cases.c.id.type,
    "read_seq": cases.c.seq.type,
    "read_alone": cases.c.seq.type,
    "born": cases.c.children.type,
}


def _rows(of: Table, *more: str) -> Alias:
    """Return the rows of a JSON parameter as a table of the same columns, and more numbers."""
    columns = [column(c.name, c.type) for c in of.columns]
    extra = [column(name, _KINDS[name]) for name in more]
    given = func.json_to_recordset(cast(bindparam("rows"), postgresql.JSON))
    return given.table_valued(*columns, *extra, name="given").render_derived(with_types=True)


def _move() -> ClauseElement:
    given = _rows(cases, *_KINDS)
    return (
        update(cases)
        .where(cases.c.id == given.c.case_id, as_read(given.c.read_seq, given.c.read_alone))
        .values(
            {name: given.c[name] for name in CHANGING}
            | {"children": cases.c.children + given.c.born}
        )
        .returning(cases.c.id)
    )


def _touch() -> ClauseElement:
    given = _rows(cases, *_KINDS)
    read_seq = func.coalesce(given.c.read_seq, cases.c.seq)
    return (
        update(cases)
        .where(cases.c.id == given.c.case_id, as_read(read_seq, given.c.read_alone))
        .values(children=cases.c.children + given.c.born)
        .returning(cases.c.id)
    )


def _open() -> ClauseElement:
    given = _rows(cases)
    names = [c.name for c in cases.columns]
    return (
        insert(cases)
        .from_select(names, select(*[given.c[name] for name in names]))
        .returning(cases.c.id)
    )


def _follow(of: Table) -> ClauseElement:
    """Return the insert of what hangs on cases that moved or were opened."""
    given = _rows(of)
    names = [c.name for c in of.columns]
    chosen = select(*[given.c[name] for name in names]).where(given.c.case_id == moved.c.id)
    if of is waiting:  # Where it stands already it stands rightly.
        return postgresql.insert(of).from_select(names, chosen).on_conflict_do_nothing()
    if of not in _UPSERTED:
        return insert(of).from_select(names, chosen)
    made = postgresql.insert(of).from_select(names, chosen)
    changed = {c.name: made.excluded[c.name] for c in of.columns if not c.primary_key}
    return made.on_conflict_do_update(index_elements=list(of.primary_key), set_=changed)


def _wait_no_more() -> ClauseElement:
    given = _rows(waiting)
    gone = select(given.c.case_id, given.c.what, given.c.address)
    return delete(waiting).where(
        tuple_(*waiting.primary_key.columns).in_(gone.where(given.c.case_id == moved.c.id))
    )


def statements() -> dict[str, ClauseElement]:
    """Return the parts of the statement by name."""
    given = _rows(imports)
    return {
        "json_move": _move(),
        "json_touch": _touch(),
        "json_open": _open(),
        **{f"json_{of.name}": _follow(of) for of in _FOLLOWING},
        "json_waits_no_more": _wait_no_more(),
        "json_imports": insert(imports).from_select(
            ["key", "case_id"], select(given.c.key, given.c.case_id)
        ),
    }
