"""The office of a simulated world: one store, two schedulers, processes that die and begin anew."""

from __future__ import annotations

import datetime as dt
from copy import copy
from itertools import count
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.kernel.history import broken_links, unseal
from engine.kernel.replay import replay
from engine.service.engine import Engine
from engine.service.following import Progress
from engine.service.recomputing import follow_changes
from engine.service.sweep import sweep
from tests.fakes.memory_store import MemoryStore
from tests.model.both import CALENDAR
from tests.model.kernel_adapter import Counter, PlanClock, PlanLibrary, ServiceRun
from tests.model.world import Act, Appoint, Correct, Extend, Notice, Open, Sweep
from tests.simulation.store import ProcessKilled, TroubledStore

if TYPE_CHECKING:
    from tests.model.world import CaseOutcome, Operation, Plan


class Library(PlanLibrary):
    """A plan's library that says truly whether its calendars are newer than those read."""

    def renew_calendars(self) -> bool:
        return len(self.revisions) > 1


class Book:
    """How far the cases have followed each change, as a state of the store says."""

    def __init__(self, library: Library, store: MemoryStore) -> None:
        self._library = library
        self._store = store

    def progress(self, change: int) -> Progress:
        return self._store.state.progress.get(change, Progress())

    def finish(self, change: int, now: dt.datetime) -> None:
        library = self._library
        library.unfollowed = [one for one in library.unfollowed if one.id != change]


class SimulatedOffice(ServiceRun):
    """Does what people do, while its schedulers come and go."""

    store: TroubledStore

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.store = TroubledStore()
        self.clock = PlanClock(plan.until)
        self.library: Library = Library(plan, CALENDAR)
        self.ids = Counter()
        self.roots = {}
        self.begin_anew()

    def begin_anew(self) -> None:
        """Start every process again: they know nothing but what is kept."""
        self.store.dies_in = self.store.meanwhile = None
        self.store.held = set()
        self.engine = Engine(self.store, self.library, self.clock, self.ids)
        self.other = Engine(self.store, self.library, self.clock, self.ids)

    def pass_by(self, operation: Appoint | Notice | Sweep) -> bool:
        if isinstance(operation, Appoint):
            self.library.appoint(operation.office, operation.person, operation.since)
            self.begin_anew()
        elif isinstance(operation, Notice):
            self.library.announce(operation)
            self.engine.registry.renew()
            self.other.registry.renew()
        else:
            self.sweep(self.engine)
        return True

    def sweep(self, engine: Engine, most: int | None = None) -> None:
        """Let a scheduler take what is due, in so many transactions at most."""
        tries = count()
        report = sweep(engine, stop=lambda: most is not None and next(tries) >= most)
        assert not report.failed, report.failed

    def follow(self, engine: Engine) -> None:
        """Let every case follow what notices changed."""
        follow_changes(engine, Book(self.library, self.store))

    def sweeps_at_once(self, killed: bool) -> None:
        """Let one scheduler work while the other is in the middle of it; the second may die."""

        def second() -> None:
            if killed:
                self.store.dies_in = 1
            try:
                self.sweep(self.other)
            except ProcessKilled:
                self.other = Engine(self.store, self.library, self.clock, self.ids)

        self.store.meanwhile = second
        self.sweep(self.engine)
        self.store.meanwhile = None

    def foreseen(self, at: dt.datetime) -> dict[str, CaseOutcome]:
        """Return what all cases are once everything due by an instant has taken effect."""
        ahead = copy(self)
        ahead.store = TroubledStore()
        ahead.store.state = self.store.state.copy()
        ahead.library = copy(self.library)
        ahead.clock = PlanClock(at)
        ahead.ids = Counter()
        ahead.ids.last = self.ids.last
        ahead.engine = copy(self.engine)
        ahead.engine.registry = copy(self.engine.registry)
        ahead.engine.registry.library = ahead.library
        ahead.engine.store, ahead.engine.clock = ahead.store, ahead.clock
        ahead.engine.identity = ahead.ids
        if ahead.library.unfollowed:
            ahead.follow(ahead.engine)
        ahead.sweep(ahead.engine)
        return ahead.cases()

    def check_chains(self) -> None:
        """Hold every history to its links, and the kept case to its history."""
        for case_id, kept in self.store.state.cases.items():
            rows = self.history(case_id)
            assert broken_links((row.text, row.hash, row.previous) for row in rows) == []
            entries = [unseal(row.text, {}) for row in rows]
            assert replace(replay(entries), head=kept.head) == kept

    def attempt(self, operation: Operation, *, dies_after: bool) -> bool:
        """Do something while the process is killed at its commit; who did it tries again."""
        if isinstance(operation, Act | Extend | Correct):
            self.found(operation.case)
            self.sweep(self.engine)
        self.store.dies_in, self.store.dies_after = 1, dies_after
        try:
            return self.do(operation)
        except ProcessKilled as killed:
            self.begin_anew()
            if not killed.committed or not isinstance(operation, Open | Act | Extend | Correct):
                return self.do(operation)
            if isinstance(operation, Open):
                self.roots[operation.label] = max(
                    case.id for case in self.store.state.cases.values() if case.parent is None
                )
            return True
        finally:
            self.store.dies_in = None

    def fail(self, operation: Operation) -> None:
        """Try something and be killed before its commit; nobody tries again."""
        if isinstance(operation, Act | Extend):
            self.found(operation.case)
        self.store.dies_in, self.store.dies_after = 1, False
        try:
            self.do(operation)
        except ProcessKilled:
            self.begin_anew()
        finally:
            self.store.dies_in = None
