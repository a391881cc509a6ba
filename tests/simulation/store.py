"""A store in memory whose process may die at a commit, and in which another may work meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.fakes.memory_store import MemoryStore, MemoryUnit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator

    from engine.kernel.case import Case


class ProcessKilled(BaseException):
    """The process is gone, in the middle of what it did; nothing in it can catch this."""

    def __init__(self, *, committed: bool) -> None:
        super().__init__()
        self.committed = committed


class TroubledUnit(MemoryUnit):
    """A transaction that passes over families which another one holds, and holds its own."""

    def __init__(self, store: TroubledStore) -> None:
        super().__init__(store.state.copy())
        self.store = store

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        store = self.store
        due = super().claim_due(until, len(self.state.cases), passing)
        claimed = [case for case in due if case.root not in store.held][: min(limit, store.batch)]
        if claimed and store.meanwhile is not None:
            store.let_others_work({case.root for case in claimed})
            self.state = store.state.copy()  # Nothing has been written yet; others may have.
        return claimed


class TroubledStore(MemoryStore):
    """Keeps cases; `dies_in` counts the commits until the process is killed.

    `dies_after`: whether the commit at which it dies has still come through. `meanwhile` is what
    another process does, once, while the next claimed cases are held. `batch` is how many cases
    are claimed at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dies_in: int | None = None
        self.dies_after = False
        self.meanwhile: Callable[[], None] | None = None
        self.batch = 2
        self.held: set[str] = set()

    @contextmanager
    def unit(self) -> Iterator[MemoryUnit]:
        unit = TroubledUnit(self)
        before = self.state
        yield unit
        if self._dies_now():
            if self.dies_after:
                self.state = unit.state
            raise ProcessKilled(committed=self.dies_after and unit.state.history != before.history)
        self.state = unit.state

    def _dies_now(self) -> bool:
        if self.dies_in is None:
            return False
        self.dies_in -= 1
        if self.dies_in > 0:
            return False
        self.dies_in = None
        return True

    def let_others_work(self, held: set[str]) -> None:
        """Let another process do what it has to do, while some families are held."""
        others, self.meanwhile = self.meanwhile, None
        if others is None:
            return
        mine, self.dies_in = self.dies_in, None
        self.held = held
        try:
            others()
        finally:
            self.held, self.dies_in = set(), mine
