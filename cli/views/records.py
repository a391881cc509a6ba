"""The history of a case, as a table and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cli.tables import aligned, one_line
from cli.views.case import named
from cli.views.earlier import with_definitions
from cli.views.telling import what
from engine.kernel.events import IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.case import CaseFacts
    from engine.definition.workflow import Workflow
    from engine.service.ports import HistoryRow


def rows_for(facts: CaseFacts, rows: Sequence[HistoryRow]) -> Sequence[HistoryRow]:
    """Return the entries that the reader of a case is shown, numbered without a gap.

    Who does not see the case whole is given no hashes: they are of what is kept from them too.
    """
    reading = facts.reading
    if reading is None:
        return rows
    if not reading.named:
        return [replace(row, text=reading.text(row.text)) for row in rows]
    shown = [row for row in rows if reading.tells(row.event)]
    return [
        replace(row, seq=seq, text=reading.text(row.text), hash="", previous="")
        for seq, row in enumerate(shown, 1)
    ]


def entry_data(row: HistoryRow) -> dict[str, Any]:
    """Return an entry as programs read it; `data` is all that is stored and hashed.

    Who does not see the case whole is told what of it they may see, and no hash.
    """
    data = json.loads(row.text)
    return {
        "seq": row.seq,
        "kind": row.kind,
        "event": row.event,
        "from": row.source,
        "to": row.target,
        "actor": row.actor,
        "post": data.get("post"),
        "principal": data.get("principal"),
        "occurred_at": row.occurred_at,
        "recorded_at": row.recorded_at,
        "data": data,
        "hash": row.hash or None,
        "previous": row.previous or None,
    }


def history_screen(session: Session, facts: CaseFacts, rows: Sequence[HistoryRow]) -> Iterator[str]:
    """Show what happened, one line an entry."""
    names = ("seq", "occurred_at", "what", "from", "to", "actor")
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned(
        [head, *(_row(session, facts, *each) for each in with_definitions(facts, rows))]
    )


def _row(
    session: Session, facts: CaseFacts, row: HistoryRow, was: Workflow, workflow: Workflow
) -> list[str]:
    return [
        str(row.seq),
        facts.local(row.occurred_at),
        one_line(what(session, workflow, row)),
        _state(session, was, row.source),
        _state(session, workflow, row.target),
        _who(session, facts, row),
    ]


def _who(session: Session, facts: CaseFacts, row: HistoryRow) -> str:
    """Return who acted, in which post, and for whom."""
    data = json.loads(row.text)
    who = named(session, facts.lexicon, row.actor)
    if data.get("principal") and row.actor != IMPORT:
        principal = named(session, facts.lexicon, data["principal"])
        who = session.says("acted_for", who=who, principal=principal)
    if data.get("post"):
        who = session.says("acted_as", who=who, post=one_line(data["post"]))
    return who


def _state(session: Session, workflow: Workflow, name: str | None) -> str:
    state = workflow.states.get(name or "")
    return one_line(state.title.said(session.language)) if state else name or ""
