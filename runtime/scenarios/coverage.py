"""What scenarios touch of a definition, and what none of them does.

An event is touched when it is taken, a guard when it was once true and once false, a step when it
took effect (one that repeats: once). A deadline is touched when some scenario says what to expect
of it. What a definition takes over unchanged is for the scenarios of what it is based on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.definition.duties import PERIOD, host_and_duty
from runtime.rehearsal.observing import marked
from runtime.scenarios.check_expected import ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.workflow import Workflow
    from engine.service.ports import HistoryRow

KINDS = ("events", "guards", "deadlines", "steps")


class Coverage(msgspec.Struct, frozen=True):
    """By kind, how many things there are in a definition, and which no scenario touches.

    What a file says cannot happen is not counted; where it `happened` all the same, it is told.
    """

    workflow: str
    total: dict[str, int]
    missed: dict[str, tuple[str, ...]]
    happened: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything is touched."""
        return not any(self.missed.values()) and not self.happened

    @property
    def share(self) -> float:
        """How much is touched, in per cent."""
        total = sum(self.total.values())
        missed = sum(map(len, self.missed.values()))
        return 100.0 if not total else round(100 * (total - missed) / total, 1)


class Touches:
    """Collects what is touched while scenarios of one workflow are played."""

    def __init__(self, workflow: Workflow, base: Workflow | None = None) -> None:
        self._workflow = workflow
        self._taken_over = unchanged(workflow, base) if base is not None else set()
        self._excused: set[str] = set()
        self._touched: dict[str, set[str]] = {kind: set() for kind in KINDS}

    def guard(self, workflow: str, path: str, holds: bool) -> None:
        """Take in what a guard came to."""
        if workflow == self._workflow.name:
            self._touched["guards"].add(_outcome(path, holds))

    def history(self, workflow: str, rows: Iterable[HistoryRow]) -> None:
        """Take in the history of a case, or of what one owes for a duty of it."""
        host, duty = host_and_duty(workflow)
        if host != self._workflow.name:
            return
        for row in rows:
            if row.kind == "step":
                self._touched["steps"].add(_step(duty, _base(row.event)))
            elif not duty and row.event in self._workflow.events:
                self._touched["events"].add(row.event)

    def deadline(self, workflow: str, name: str) -> None:
        """Take in that something is expected of a deadline."""
        if workflow == self._workflow.name:
            self._touched["deadlines"].add(name)

    def excuse(self, names: Iterable[str]) -> None:
        """Take in what cannot happen."""
        self._excused.update(names)

    def coverage(self) -> Coverage:
        """Return what is touched, and what is not."""
        touched = {name for names in self._touched.values() for name in names}
        everything = {
            kind: [name for name in names if name not in self._excused | self._taken_over]
            for kind, names in everything_in(self._workflow).items()
        }
        missed = {
            kind: tuple(name for name in names if name not in self._touched[kind])
            for kind, names in everything.items()
        }
        total = {kind: len(names) for kind, names in everything.items()}
        return Coverage(self._workflow.name, total, missed, tuple(sorted(self._excused & touched)))


def everything_in(workflow: Workflow) -> dict[str, list[str]]:
    """Return by kind the name of everything in a definition that a scenario may touch."""
    _, guards = marked(workflow)
    steps = [
        f"{deadline.name}:{step}"
        for deadline in workflow.deadlines.values()
        for step in ids(deadline)
    ]
    for name, duty in workflow.duty_workflows.items():
        steps += [_step(name, f"{PERIOD}:{step}") for step in ids(duty.deadlines[PERIOD])]
    return {
        "events": list(workflow.events),
        "guards": [_outcome(path, holds) for path in guards.paths for holds in (True, False)],
        "deadlines": list(workflow.deadlines),
        "steps": steps,
    }


def unchanged(workflow: Workflow, base: Workflow) -> set[str]:
    """Return the names of what scenarios may touch that is in a definition as in its base."""
    found = {
        name
        for section in ("events", "deadlines")
        for name, one in getattr(base, section).items()
        if getattr(workflow, section).get(name) == one
    }
    # Guards may not change, and a step is known by its name.
    known = everything_in(base)
    return found | {*known["guards"], *known["steps"]}


def _outcome(path: str, holds: bool) -> str:
    return f"{path} = {str(holds).lower()}"


def _step(duty: str, step: str) -> str:
    """Return a step's name; one of a duty is named with it."""
    return step.replace(PERIOD, f"duties.{duty}", 1) if duty else step


def _base(event: str) -> str:
    return event.partition("#")[0]
