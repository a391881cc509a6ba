"""A stage: an office in memory at which people act and time passes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.service.engine import Engine
from engine.service.sweep import sweep
from runtime.clock import FixedClock
from runtime.rehearsal.identity import CountingIdentity
from runtime.rehearsal.memory_store import MemoryStore

if TYPE_CHECKING:
    from engine.kernel.case import Case
    from engine.service.ports import HistoryRow, Library, PaperRow
    from engine.service.registry import Registry
    from store.values import OutboxMessage

THE_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Stage:
    """The service over a store in memory; the clock stands where it is set."""

    def __init__(self, library: Library, registry: Registry | None = None) -> None:
        self.library = library
        self.store = MemoryStore()
        self.clock = FixedClock(THE_BEGINNING)
        self.identity = CountingIdentity()
        self.engine = Engine(self.store, library, self.clock, self.identity)
        if registry is not None:
            self.engine.registry = registry

    def until(self, at: dt.datetime) -> tuple[str, ...]:
        """Let time pass until an instant; all that falls due takes effect at its own.

        Return what could not be settled.
        """
        failed: list[str] = []
        while (due := self._next_due()) is not None and due <= at:
            self.clock.set(max(due, self.clock.now()))
            failed += sweep(self.engine).failed
            if failed:
                break
        self.clock.set(at)
        if self.engine.registry.counted:
            failed += sweep(self.engine).failed  # Duties look at what was done meanwhile.
        return tuple(failed)

    def _next_due(self) -> dt.datetime | None:
        dues = (case.next_due_at for case in self.store.state.cases.values())
        return min((due for due in dues if due is not None), default=None)

    def case(self, case_id: str) -> Case:
        """Return a case as it stands."""
        return self.store.state.cases[case_id]

    def children(self, case_id: str, field: str) -> list[Case]:
        """Return the children under a field in order of opening, void ones included."""
        with self.store.unit() as unit:
            return unit.children(case_id, field)

    def history(self, case_id: str) -> list[HistoryRow]:
        """Return the history of a case, oldest entry first."""
        return self.store.reader.history(case_id)

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        return self.store.reader.papers(case_id)

    def messages(self, case_id: str) -> list[OutboxMessage]:
        """Return the messages of a case, oldest first."""
        return self.store.reader.messages(case_id)
