"""A small office over a store in memory: two posts, any definitions, a clock set by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from engine.calendar.calendar import Calendar
from engine.definition.workflow import Workflow
from engine.errors import NotFound
from engine.kernel.case import Case, Entry
from engine.kernel.directory import Delegation, Directory
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.history import unseal
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.engine import Engine, Outcome
from engine.service.sweep import SweepReport, sweep
from runtime import shipped
from tests.fakes.memory_store import MemoryStore
from tests.model.build import local
from tests.model.kernel_adapter import Counter, PlanClock, PlanLibrary
from tests.model.world import Plan

POSTS = {"clerk": "li", "chief": "wang", "unit": "zhao"}


@lru_cache
def china() -> Calendar:
    """Return the shipped calendar."""
    return shipped.calendar("china")


class OfficeLibrary(PlanLibrary):
    """The plan's library, with people who stand in for others."""

    delegations: tuple[Delegation, ...] = ()

    def workflow(self, name: str, version: int | None = None) -> Workflow:
        if name not in self.known:
            raise NotFound("workflow_unknown", workflow=name, known=", ".join(self.known))
        return super().workflow(name, version)

    def directory(self) -> Directory:
        return replace(super().directory(), delegations=self.delegations)


class Office:
    """Opens cases, acts and sweeps at local times; refusals are returned."""

    def __init__(self, *workflows: Workflow, delegations: Iterable[Delegation] = ()) -> None:
        plan = Plan(workflows=workflows, posts=POSTS, operations=(), until=local("2019-01-01"))
        self.store = MemoryStore()
        self.clock = PlanClock(local("2019-09-02 09:00"))
        library = OfficeLibrary(plan, china())
        library.delegations = tuple(delegations)
        self.engine = Engine(self.store, library, self.clock, Counter())

    def at(self, moment: str) -> Office:
        """Set the clock to a local time."""
        self.clock.at = local(moment)
        return self

    def open(self, workflow: str = "w", by: str = "li", **values: Any) -> str:
        """Open a case; return its id."""
        return self.opened(workflow, by, **values).case.id

    def opened(self, workflow: str = "w", by: str = "li", **values: Any) -> Outcome:
        """Open a case that may be opened."""
        found = self.engine.open_case(workflow, values, Actor(person=by))
        assert isinstance(found, Outcome), found
        return found

    def act(
        self, case: str, event: str, by: str = "li", behalf: str | None = None, **values: Any
    ) -> Outcome | Refusal:
        """Take an event."""
        return self.engine.act(
            case, event, values, Actor(person=by, principal=behalf, permits=OF_A_SANDBOX)
        )

    def does(self, case: str, event: str, by: str = "li", **values: Any) -> Outcome:
        """Take an event that must be possible."""
        found = self.act(case, event, by, **values)
        assert isinstance(found, Outcome), found
        return found

    def refuses(self, case: str, event: str, by: str = "li", **values: Any) -> Refusal:
        """Take an event that must be refused."""
        found = self.act(case, event, by, **values)
        assert isinstance(found, Refusal), found
        return found

    def sweep(self) -> SweepReport:
        """Let what is due take effect."""
        return sweep(self.engine)

    def case(self, case_id: str) -> Case:
        """Return a case as it is kept."""
        with self.store.unit() as unit:
            return unit.case(case_id)

    def children(self, case_id: str, field: str) -> list[Case]:
        """Return the children under a field."""
        with self.store.unit() as unit:
            return unit.children(case_id, field)

    def history(self, case_id: str) -> list[Entry]:
        """Return the entries of a case, private texts included."""
        state = self.store.state
        rows = sorted((row for row in state.history.values() if row.case == case_id),
                      key=lambda row: row.seq)  # fmt: skip
        return [unseal(row.text, self._private(case_id, row.seq)) for row in rows]

    def _private(self, case_id: str, seq: int) -> dict[str, str]:
        texts = self.store.state.private
        return {field: text for (case, at, field), text in texts.items()
                if (case, at) == (case_id, seq)}  # fmt: skip

    def events(self, case_id: str, kind: str | None = None) -> list[str]:
        """Return the events of a case's history, of one kind where it is given."""
        return [entry.event for entry in self.history(case_id) if kind in (None, entry.kind)]


def local_text(at: dt.datetime) -> str:
    """Return an instant as a local time in Shanghai."""
    return f"{at.astimezone(china().zone):%Y-%m-%d %H:%M}"
