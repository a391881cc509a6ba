"""Writing and reading what stands beside a case: history, steps, spans, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy import text as sql

from store.statements.cases import insert_all
from store.tables import deadline_spans, history, outbox, private_texts, steps

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement


def _history() -> dict[str, ClauseElement]:
    of_case = history.c.case_id == bindparam("case_id")
    return {
        "history": select(*history.c).where(of_case).order_by(history.c.seq),
        # A literal, as the index is partial.
        "attached_texts": select(history.c.text)
        .where(sql("kind = 'attached'"))
        .order_by(history.c.case_id, history.c.seq),
        "last_entry": select(history.c.event, history.c.actor, history.c.recorded_at)
        .where(of_case)
        .order_by(history.c.seq.desc())
        .limit(literal_column("1")),
        "private_texts": select(*private_texts.c)
        .where(private_texts.c.case_id == bindparam("case_id"))
        .order_by(private_texts.c.seq, private_texts.c.field),
        "spans": select(*deadline_spans.c)
        .where(deadline_spans.c.case_id == bindparam("case_id"))
        .order_by(deadline_spans.c.seq, deadline_spans.c.deadline, deadline_spans.c.generation),
        "steps": select(*steps.c)
        .where(steps.c.case_id == bindparam("case_id"))
        .order_by(steps.c.occurred_at, steps.c.seq, steps.c.step),
    }


def statements(_dialect: str) -> dict[str, ClauseElement]:
    """Return the statements of this part."""
    return {
        "insert_deadline_spans": insert_all(deadline_spans),
        "insert_steps": insert_all(steps),
        "insert_history": insert_all(history),
        "insert_private_texts": insert_all(private_texts),
        "insert_outbox": insert_all(outbox),
        "messages": select(*outbox.c)
        .where(outbox.c.case_id == bindparam("case_id"))
        .order_by(outbox.c.occurred_at, outbox.c.seq, outbox.c.key),
        **_history(),
    }
