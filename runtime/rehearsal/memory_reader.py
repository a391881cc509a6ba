"""What is asked of a store in memory beside its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.service.ports import HistoryRow, PaperRow, SpanRow, StepRow
    from runtime.rehearsal.memory_store import State
    from store.values import OutboxMessage


class MemoryReader:
    """Reads what stands, outside any transaction."""

    def __init__(self, state: State) -> None:
        self._state = state

    def history(self, case_id: str) -> list[HistoryRow]:
        """Return the history of a case, oldest entry first."""
        rows = [row for row in self._state.history.values() if row.case == case_id]
        return sorted(rows, key=lambda row: row.seq)

    def private_texts(self, case_id: str) -> dict[tuple[int, str], str | None]:
        """Return the personal texts of a case by entry and field."""
        rows = sorted(self._state.private.items())
        return {(seq, name): text for (case, seq, name), text in rows if case == case_id}

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        found = [paper for paper in self._state.papers.values() if paper.case == case_id]
        return sorted(found, key=lambda paper: (paper.drafted_at, paper.seq, paper.key))

    def messages(self, case_id: str) -> list[OutboxMessage]:
        """Return the messages of a case, oldest first."""
        found = [one for one in self._state.outbox.values() if one.case == case_id]
        return sorted(found, key=lambda one: (one.occurred_at, one.seq, one.key))

    def spans(self, case_id: str) -> list[SpanRow]:
        """Return what the clocks of a case were, oldest first."""
        rows = [row for row in self._state.spans.values() if row.case == case_id]
        return sorted(rows, key=lambda row: (row.seq, row.deadline, row.generation))

    def steps(self, case_id: str) -> list[StepRow]:
        """Return the steps that took effect in a case, oldest first."""
        rows = [row for row in self._state.steps.values() if row.case == case_id]
        return sorted(rows, key=lambda row: (row.occurred_at, row.seq, row.step))
