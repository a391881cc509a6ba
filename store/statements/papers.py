"""Papers as people look for them: by number or key, and those that wait for a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal_column, or_, select

from store.statements.cases import upsert
from store.tables import papers

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement


def statements(dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    named = or_(
        papers.c.key == bindparam("key"),
        papers.c.number_key == bindparam("number_key"),
    )
    return {
        "upsert_papers": upsert(dialect, papers),
        "papers": select(*papers.c)
        .where(papers.c.case_id == bindparam("case_id"))
        .order_by(papers.c.drafted_at, papers.c.seq, papers.c.key),
        "papers_named": select(*papers.c).where(named).order_by(papers.c.key),
        "papers_to_sign": select(*papers.c)
        .where(papers.c.status == literal_column("'draft'"))
        .order_by(papers.c.drafted_at, papers.c.key)
        .limit(bindparam("limit")),
    }
