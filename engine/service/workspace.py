"""The cases of one transaction as they stand while things are decided about them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.service.sighting import require_as_seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.kernel.case import Case, Entry
    from engine.kernel.directory import Directory
    from engine.kernel.effects import Decision
    from engine.kernel.machine import Machine
    from engine.kernel.scene import Relative
    from engine.service.counting import Counting
    from engine.service.duty_rows import Uncounted
    from engine.service.ports import MessageRow, PaperRow, UnitOfWork
    from engine.service.registry import Registry


class Savepoint(NamedTuple):
    """How a workspace stood: its cases, and how much of each list there was."""

    now: dict[str, Case]
    entries: dict[str, int]
    born: dict[tuple[str, str], int]
    alone: set[str]
    papers: int
    messages: int


class Workspace:
    """Reads cases once, keeps what becomes of them, and shows each its relatives."""

    def __init__(
        self, unit: UnitOfWork, registry: Registry, required: Mapping[str, int] | None = None
    ) -> None:
        self.unit = unit
        self._required = required or {}
        self.registry = registry
        self.before: dict[str, Case | None] = {}
        self.now: dict[str, Case] = {}
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.messages: list[MessageRow] = []
        self.papers: list[PaperRow] = []
        self._machines: dict[str, Machine] = {}
        self.imported: list[tuple[str, str]] = []
        self.alone: set[str] = set()
        # By family, up to which instant it has followed what changed of calendars.
        self.followed: dict[str, dt.datetime] = {}
        # Of duties: cases opened here, acts that they looked at, and cases as they were at an act.
        self.owing_born: list[str] = []
        self.weighed: list[Uncounted] = []
        self.countings: dict[str, Counting] = {}
        self.found: dict[tuple[str, int], dict[str, Any]] = {}
        # Cases that come under another version here, as they stood before that, settled.
        self.migrating: dict[str, Case] = {}
        self._children: dict[tuple[str, str], list[str]] = {}
        self._families: dict[str, list[str]] = defaultdict(list)
        # By family, the cases with a step to come and when: most of a large family is closed.
        self._ringing: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
        self._born: dict[tuple[str, str], list[str]] = defaultdict(list)

    @property
    def directory(self) -> Directory:
        """Organisations, people and posts."""
        return self.registry.directory

    def case(self, case_id: str) -> Case:
        """Return a case as it stands in this transaction; raise NotFound."""
        if case_id not in self.now:
            self.adopt(self.unit.case(case_id))
        return self.now[case_id]

    def adopt(self, case: Case) -> None:
        """Take in a case as it was read, unless it is here already."""
        if case.id not in self.now:
            self.before[case.id] = case
            self._stands(case)
            self._families[case.root].append(case.id)
            if self.unit.is_alone(case.id):
                self.alone.add(case.id)

    def take_in_family(self, case_id: str) -> Case:
        """Return a case to be acted on, every other writer kept out of its family.

        Raise Conflict where its history must be at an entry and is not.
        """
        case = self.unit.case(case_id)
        if not self.unit.is_alone(case_id):
            self.unit.lock_family(case.root)
            case = self.unit.case(case_id)
        require_as_seen(case, self._required)
        self.adopt(case)
        return case

    def machine_of(self, case: Case) -> Machine:
        """Return the machine of the definition version under which a case runs."""
        known = self._machines.get(case.id)
        if known is None:
            known = self.registry.machine(case.workflow, case.version)
            self._machines[case.id] = known
        return known

    def leave_version(self, case_id: str) -> None:
        """Note that a case comes under another version; what it has done so far stays as it is."""
        self.migrating[case_id] = self.now[case_id]
        self._machines.pop(case_id, None)

    def relative(self, case_id: str) -> Relative:
        """Return any case by id with its machine; raise NotFound."""
        case = self.case(case_id)
        return self.machine_of(case), case

    def children(self, case: Case, field: str) -> list[Relative]:
        """Return the children under a field in order of opening, or the cases it links."""
        known = self.machine_of(case).workflow.fields.get(field)
        if known is not None and known.linked:
            return [self.relative(linked) for linked in case.fields.get(field) or ()]
        return [self.relative(child) for child in self._child_ids(case.id, field)]

    def _child_ids(self, parent: str, field: str) -> list[str]:
        key = (parent, field)
        if key not in self._children:
            new = parent in self.alone or self.before.get(parent) is None
            found = [] if new else self.unit.children(parent, field)
            for child in found:
                self.adopt(child)
            self._children[key] = [child.id for child in found]
        return [*self._children[key], *self._born[key]]

    def apply(self, decision: Decision) -> None:
        """Keep what a decision made of a case."""
        case = decision.case
        if case.id not in self.now:
            self._welcome(case)
        self._stands(case)
        self.entries[case.id].extend(decision.entries)

    def _stands(self, case: Case) -> None:
        """Keep a case as it stands now, and when its next step is due."""
        self.now[case.id] = case
        if (at := case.next_due_at) is not None:
            self._ringing[case.root][case.id] = at
        else:
            self._ringing[case.root].pop(case.id, None)

    def _welcome(self, case: Case) -> None:
        self.before[case.id] = None
        if case.parent is None:
            self.alone.add(case.id)
        self._families[case.root].append(case.id)
        if case.parent is not None:
            self._born[case.parent.case, case.parent.field or ""].append(case.id)
            self.alone.discard(case.parent.case)

    def savepoint(self) -> Savepoint:
        """Return how everything stands, to go back to."""
        entries = {case_id: len(found) for case_id, found in self.entries.items()}
        born = {key: len(found) for key, found in self._born.items()}
        papers, messages = len(self.papers), len(self.messages)
        return Savepoint(dict(self.now), entries, born, set(self.alone), papers, messages)

    def restore(self, kept: Savepoint) -> None:
        """Forget what was decided since a savepoint; what was read since stays read."""
        read = {key: case for key, case in self.before.items() if case and key not in kept.now}
        self.now = {}
        self._ringing.clear()
        for case in (*read.values(), *kept.now.values()):
            self._stands(case)
        self.before = {key: case for key, case in self.before.items() if key in self.now}
        for root, family in self._families.items():
            self._families[root] = [case_id for case_id in family if case_id in self.now]
        for case_id, entries in self.entries.items():
            del entries[kept.entries.get(case_id, 0) :]
        for key, born in self._born.items():
            del born[kept.born.get(key, 0) :]
        self.alone = kept.alone
        del self.papers[kept.papers :]
        del self.messages[kept.messages :]

    def due_in_family(self, root: str, until: dt.datetime) -> Case | None:
        """Return the family's case with the earliest step due by an instant, ties by id."""
        first: tuple[dt.datetime, str] | None = None
        for case_id, at in self._ringing[root].items():
            if at <= until and (first is None or (at, case_id) < first):
                first = (at, case_id)
        return None if first is None else self.now[first[1]]

    def has_all_of(self, root: str) -> bool:
        """Return whether a family is whole here: the store knows no more of it."""
        return root in self.alone or (root in self.before and self.before[root] is None)

    def load_due_family(self, root: str, until: dt.datetime) -> None:
        """Read every case of a family that has a step due by an instant."""
        if self.has_all_of(root):
            return
        for case_id in self.unit.due_in_family(root, until):
            self.case(case_id)

    def open_family(self, root: str) -> list[Case]:
        """Return a family's open cases as they stand, in order of opening."""
        if not self.has_all_of(root):
            for case in self.unit.open_family(root):
                self.adopt(case)
        family = (self.now[case_id] for case_id in sorted(self._families[root]))
        return [case for case in family if case.closed_at is None]

    def let_go(self) -> None:
        """Forget who holds this workspace, so that it goes with its transaction and not later."""
        self.countings.clear()

    @contextmanager
    def counting_on(self, registry: Registry) -> Iterator[None]:
        """Let cases count on another registry's calendars for a while."""
        kept, machines = self.registry, self._machines
        self.registry, self._machines = registry, {}
        try:
            yield
        finally:
            self.registry, self._machines = kept, machines

    def changed(self) -> list[Case]:
        """Return the cases that gained history, in order of opening."""
        if len(self.entries) == 1:
            ((case_id, entries),) = self.entries.items()
            return [self.now[case_id]] if entries else []
        ids = sorted(case_id for case_id, entries in self.entries.items() if entries)
        return [self.now[case_id] for case_id in ids]
