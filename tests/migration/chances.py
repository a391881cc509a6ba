"""Random migrations: a random definition, a random other version of it, and a random plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec.structs import replace

from engine.definition.migrating.plan import ClockPlan, MigrationPlan
from engine.definition.workflow import Deadline, Workflow
from engine.kernel.case import Case, Entry
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.history import unseal
from engine.service.engine import Outcome
from engine.service.migrating import migrate_case
from engine.service.sweep import sweep
from tests.migration.desk import VersionLibrary
from tests.model.both import CALENDAR, SLOW
from tests.model.build import length
from tests.model.histories import told
from tests.model.kernel_adapter import ServiceRun
from tests.model.strategies import Dice

WITHIN = ("1d", "3wd", "10wd", "5d", "2w", "promptly")
ADMINISTRATOR = Actor(person="anna")


def another(dice: Dice, workflow: Workflow) -> Workflow:
    """Return a second version: other limits, other ladders, other names of deadlines."""
    deadlines = [_other(dice, one) for one in workflow.deadlines.values()]
    return replace(workflow, version=2, deadlines={one.name: one for one in deadlines})


def _other(dice: Dice, deadline: Deadline) -> Deadline:
    changes: dict[str, Any] = {}
    if deadline.within is not None and dice.yes(60):
        changes["within"] = length(dice.one(WITHIN))
    if deadline.overdue and dice.yes(40):
        changes["overdue"] = deadline.overdue[dice.number(0, len(deadline.overdue) - 1) :]
    if dice.yes(30):
        changes["warn"] = (length("2wd"), length("1d"))
    if dice.yes(30) and deadline.extension is None:
        changes["name"] = f"{deadline.name}_new"
    return replace(deadline, **changes)


def a_plan(dice: Dice, old: Workflow, new: Workflow, *, keep: bool = False) -> MigrationPlan:
    """Return a plan between two versions of the same states, events and fields."""
    names = zip(old.deadlines, new.deadlines, strict=True)
    rules: list[Any] = ["keep"] if keep else ["keep", "from_start", "from_today"]
    return MigrationPlan(
        workflow=old.name,
        source=old.version,
        target=new.version,
        reason="law",
        states={name: name for name in old.states},
        fields={name: name for name in old.fields},
        events={name: name for name in old.events},
        deadlines={name: ClockPlan(to=to, date=dice.one(rules)) for name, to in names},
    )


class Moving:
    """A random plan at work, whose cases go from one version to another at the end."""

    def __init__(self, seed: int, store: Any) -> None:
        self.dice = Dice(seed)
        self.plan = told(seed, SLOW)
        self.store = store
        self.run = ServiceRun(self.plan, CALENDAR, store)
        self.old = {one.name: one for one in self.plan.workflows}
        self.new = {name: another(self.dice, one) for name, one in self.old.items()}
        library: Any = self.run.library
        library.__class__ = _Library
        library.versions = {
            (one.name, one.version): one for one in (*self.old.values(), *self.new.values())
        }
        for operation in self.plan.operations:
            self.run.do(operation)

    def cases(self) -> list[str]:
        return sorted(one for root in self.run.roots.values() for one in self.run.descendants(root))

    def case(self, case_id: str) -> Case:
        with self.store.unit() as unit:
            found: Case = unit.case(case_id)
            return found

    def history(self, case_id: str) -> list[Entry]:
        return [unseal(row.text, {}) for row in self.store.reader.history(case_id)]

    def later(self, hours: int) -> dt.datetime:
        self.run.clock.at = self.plan.operations[-1].at + dt.timedelta(hours=hours)
        return self.run.clock.at

    def migrate(
        self, case_id: str, plans: dict[str, MigrationPlan], *, dry_run: bool = False
    ) -> Outcome | Refusal:
        plan = plans[self.case(case_id).workflow]
        return migrate_case(self.run.engine, case_id, plan, ADMINISTRATOR, dry_run=dry_run)

    def plans(self, *, keep: bool = False, back: bool = False) -> dict[str, MigrationPlan]:
        one, other = (self.new, self.old) if back else (self.old, self.new)
        return {name: a_plan(self.dice, one[name], other[name], keep=keep) for name in self.old}

    def settled(self, days: int = 30) -> None:
        self.run.clock.at = self.plan.until + dt.timedelta(days=days)
        sweep(self.run.engine)


class _Library(VersionLibrary):
    """Versions of random definitions, on the calendar of the plan."""

    delegations = ()
