"""Whom a paper names for being late with a duty, and with which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from engine.definition.duties import PERIOD
from engine.kernel.history import unseal
from engine.kernel.together import late_cases, lateness_behind
from engine.service.together import named_on

if TYPE_CHECKING:
    from engine.kernel.case import Entry
    from engine.kernel.scene import View
    from engine.service.ports import HistoryRow, PaperRow


class PaperReader(Protocol):
    """Reads what stands of a case: a database, or a store in memory."""

    def history(self, case_id: str) -> list[HistoryRow]:
        """Return the history of a case, oldest entry first."""

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""


class Named:
    """What papers about duties say, for somebody who only looks."""

    def __init__(self, reader: PaperReader, view: View) -> None:
        self._reader = reader
        self._view = view

    def about(self, paper: PaperRow) -> dict[str, Any] | None:
        """Return the duty and the period that a paper is about; None for one of a single case."""
        late = lateness_behind(paper.key)
        if late is None:
            return None
        machine, host = self._view.relative(paper.case)
        title = machine.workflow.duties[late.duty].title
        case = next((one for _, one in late_cases(host, late, self._view)), None)
        clock = case.clock(PERIOD) if case is not None else None
        return {
            "duty": late.duty,
            "title": {"zh": title.zh, "en": title.en},
            "starts_on": case.fields["starts_on"] if case is not None else None,
            "ends_on": late.ends_on,
            "due_on": clock.due_on if clock is not None else None,
        }

    def on(self, paper: PaperRow) -> list[dict[str, Any]]:
        """Return whom a paper named when it was signed, or names as long as it waits."""
        fell = paper.status == "void" and paper.number is None
        if fell or lateness_behind(paper.key) is None:
            return []
        history = self._history(paper.case)
        for entry in history:
            if entry.kind == "signed" and entry.said["paper"] == paper.key:
                named: list[dict[str, Any]] = entry.said["named"]
                return named
        _, host = self._view.relative(paper.case)
        papers = self._reader.papers(paper.case)
        return named_on(paper, host, papers, lambda: history, self._view)

    def _history(self, case_id: str) -> list[Entry]:
        return [unseal(row.text, {}) for row in self._reader.history(case_id)]
