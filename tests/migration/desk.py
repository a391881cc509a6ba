"""An office whose workflow has several versions, and cases that go from one to another."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from engine.definition.migrating.plan import ClockPlan, MigrationPlan
from engine.definition.workflow import Workflow
from engine.kernel.case import Clock
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.replay import replay
from engine.service.engine import Outcome
from engine.service.migrating import migrate_case
from tests.model.build import deadline, event, field, step, workflow
from tests.service.office import Office, OfficeLibrary

ADMINISTRATOR = Actor(person="wang")


class VersionLibrary(OfficeLibrary):
    """A library that keeps every version; cases are opened under the one that is in force."""

    versions: dict[tuple[str, int], Workflow]

    def workflow(self, name: str, version: int | None = None) -> Workflow:
        if version is None:
            return super().workflow(name)
        return self.versions[name, version]


class Desk(Office):
    """An office at work under the first of several versions of a workflow."""

    def __init__(
        self, first: Workflow, *later: Workflow, others: tuple[Workflow, ...] = ()
    ) -> None:
        super().__init__(first, *others)
        library = self.engine.registry.library
        assert isinstance(library, OfficeLibrary)
        library.__class__ = VersionLibrary
        known = (first, *later, *others)
        library.versions = {(one.name, one.version): one for one in known}  # type: ignore[attr-defined]

    def at(self, moment: str) -> Desk:
        """Set the clock to a local time."""
        super().at(moment)
        return self

    def migrate(self, case: str, plan: MigrationPlan, *, dry_run: bool = False) -> Outcome:
        """Let a case go on under another version, which must be possible."""
        found = self.tries(case, plan, dry_run=dry_run)
        assert isinstance(found, Outcome), found
        return found

    def tries(self, case: str, plan: MigrationPlan, *, dry_run: bool = False) -> Outcome | Refusal:
        """Let a case go on under another version, or see why it may not."""
        return migrate_case(self.engine, case, plan, ADMINISTRATOR, dry_run=dry_run)

    def hindered(self, case: str, plan: MigrationPlan) -> list[str]:
        """Return the codes of all that stands in the way; the case must be as it was."""
        before = self.case(case)
        found = self.tries(case, plan)
        assert isinstance(found, Refusal), found
        assert self.case(case) == before
        return [one["code"] for one in found.facts["problems"]]

    def running(self, case: str, name: str) -> Clock:
        """Return the latest clock of a name."""
        found = self.case(case).clock(name)
        assert found is not None
        return found

    def told(self, case: str) -> bool:
        """Return whether the history of a case adds up to it."""
        kept = self.case(case)
        return replace(replay(self.history(case)), head=kept.head) == kept


def plan(source: int = 1, target: int = 2, **more: Any) -> MigrationPlan:
    """Return a plan that gives every name of the sample definition to itself."""
    usual: dict[str, Any] = {
        "states": {"going": "going", "waiting": "waiting"},
        "fields": {"n": "n"},
        "events": {"go": "go", "finish": "finish"},
        "deadlines": {"report": ClockPlan(to="report")},
    }
    return MigrationPlan(
        workflow="w", source=source, target=target, reason="new rules", **{**usual, **more}
    )


def sample(version: int, within: str = "10wd", ladder: Any = None, **more: Any) -> Workflow:
    """Return a version of a small definition: one deadline with a ladder."""
    steps = ladder or (step("late", "0d"), step("letter", "3wd"), step("nag", "10wd", every="5wd"))
    name, shape = more.pop("deadline", "report"), more.pop("shape", {})
    clock = deadline(
        name, "enter:going", within, stops="event:finish", overdue=tuple(steps), **more
    )
    made = workflow(
        "w",
        shape.get("states", "going waiting done=done"),
        [event("go", "going", "waiting"), event("finish", "going waiting", "done")],
        [clock, *shape.get("deadlines", ())],
        fields=shape.get("fields", [field("n", "number")]),
    )
    return replace(made, version=version)
