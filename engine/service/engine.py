"""What an office does with cases: open, act, extend, and let what is due take effect."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any

from engine.errors import PatrolError
from engine.kernel.called import not_known, titles_of
from engine.kernel.case import Case, Entry, Link, Origin, Value
from engine.kernel.decide import decide
from engine.kernel.effects import Refusal
from engine.kernel.events import Act, Actor, Moment, OpenRequest
from engine.kernel.machine import extension_field
from engine.kernel.opening import open_case
from engine.service.cascade import Cascade, Refusing, accepted, stuck
from engine.service.duty_notes import duty_notes
from engine.service.extension import check_application, hold_while_pending
from engine.service.incidents import OF_THE_CASE
from engine.service.keeping_back import keep_back_package
from engine.service.numbering import number_new_cases
from engine.service.record import changes_of
from engine.service.registry import Registry
from engine.service.sighting import require_not_gone_on
from engine.service.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.kernel.machine import Machine
    from engine.service.incidents import Fault, Incidents
    from engine.service.ports import Change, Clock, Identity, Library, Store, Units


class Outcome(Value, kw_only=True):
    """What came of an act: the case, what was due before it, and what it added."""

    case: Case
    settled: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = ()
    touched: tuple[Case, ...] = ()
    skipped: tuple[str, ...] = ()


class Transaction:
    """One transaction at work: its cases, what follows from decisions, and its instants."""

    def __init__(self, engine: Engine, work: Workspace, at: dt.datetime) -> None:
        self.engine = engine
        self.work = work
        self.at = at
        self.moment = Moment(at=at, recorded_at=engine.clock.now())
        self.cascade = Cascade(work, engine.identity, self.moment.recorded_at)

    def outcome(self, case_id: str, settled: int) -> Outcome:
        """Return what was done to a case, of whose new entries the first `settled` were due."""
        number_new_cases(self.work)
        entries = self.work.entries[case_id]
        return Outcome(
            case=self.work.now[case_id],
            settled=tuple(entries[:settled]),
            entries=tuple(entries[settled:]),
            touched=tuple([case for case in self.work.changed() if case.id != case_id]),
            skipped=tuple(self.cascade.skipped),
        )


class _Trial(Exception):
    """Ends a trial so that nothing of it is kept."""


class Engine:
    """The service over a store, a library of definitions, a clock and a source of ids."""

    def __init__(self, store: Store, library: Library, clock: Clock, identity: Identity) -> None:
        self.store: Units = store
        self._bulk = store.bulk
        self.registry = Registry(library)
        self.clock = clock
        self.identity = identity
        self.incidents: Incidents | None = None
        self.observe: Callable[[Sequence[Change]], None] | None = None
        # By case, the last entry that the person who acts had seen, and the one that must be last.
        self.seen: dict[str, int] = {}
        self.required: dict[str, int] = {}

    @contextmanager
    def transaction(
        self, at: dt.datetime | None = None, *, notes: bool = True, keeps: bool = True
    ) -> Iterator[Transaction]:
        """Give one transaction; what it decided is recorded at its end, all or nothing.

        With `keeps` false it is a trial, of which nothing stays.

        After the commit, `observe` is told what was recorded. Raise Conflict where what is refused
        was asked of a case that had gone on since the person saw it. What is a case's own fault
        becomes an incident, unless the caller notes it (`notes`).
        """
        now: Transaction | None = None
        changes: list[Change] = []
        at = at or self.clock.now()
        try:
            with self.store.unit() as unit:
                now = Transaction(self, Workspace(unit, self.registry, self.required), at)
                try:
                    yield now
                except Refusing:
                    require_not_gone_on(now.work.before, self.seen)
                    raise
                if not keeps:
                    raise _Trial
                changes = self._recorded(now)
        except _Trial:
            return
        except PatrolError as fault:
            if notes and now is not None and fault.code in OF_THE_CASE:
                self._note(stuck(now.cascade, fault))
            raise
        finally:
            if now is not None:
                now.work.let_go()
        if changes and self.observe is not None:
            self.observe(changes)
        for lost in now.cascade.faults:
            self._note(lost)

    def _note(self, fault: Fault | None) -> None:
        if self.incidents is not None and fault is not None:
            self.incidents.note(fault, self.clock.now())

    def _recorded(self, now: Transaction) -> list[Change]:
        """Record what a transaction decided, and return it."""
        work = now.work
        number_new_cases(work)
        changes = changes_of(work, self.identity.salt)
        if changes:
            work.unit.record(changes)
        if notes := duty_notes(work, now.at):
            work.unit.note_duties(notes)
        for key, case_id in work.imported:
            work.unit.remember_import(key, case_id)
        return changes

    @contextmanager
    def in_bulk(self) -> Iterator[Engine]:
        """Give an engine whose transactions stand together: all are kept, or none."""
        with self._bulk() as units:
            engine = copy(self)
            engine.store = units
            engine.incidents = None
            yield engine

    def open_case(
        self,
        workflow: str,
        values: Mapping[str, Any],
        actor: Actor,
        *,
        parent: tuple[str, str] | None = None,
        at: dt.datetime | None = None,
    ) -> Outcome | Refusal:
        """Open a case by hand, below a parent's field where one is given."""
        try:
            with self.transaction(at) as now:
                machine = self.registry.newest(workflow)
                return self._open(now, machine, dict(values), actor, parent, None)
        except Refusing as refused:
            return refused.refusal

    def _open(
        self,
        now: Transaction,
        machine: Machine,
        values: dict[str, Any],
        actor: Actor,
        parent: tuple[str, str] | None,
        origin: Origin | None,
    ) -> Outcome:
        above = now.work.take_in_family(parent[0]) if parent else None
        if above is not None:
            now.cascade.settle_family(above.root, now.at)
        home = above.home if above else self.registry.home
        request = OpenRequest(
            id=self.identity.case_id(),
            number="",
            home=home,
            values=values,
            parent=Link(case=parent[0], field=parent[1]) if parent else None,
            root=above.root if above else None,
            origin=origin,
        )
        now.cascade.perform(accepted(open_case(machine, request, actor, now.work, now.moment)))
        now.cascade.quiet(now.at)
        now.cascade.settle_family(request.root or request.id, now.at)
        return now.outcome(request.id, 0)

    def act(
        self,
        case_id: str,
        event: str,
        values: Mapping[str, Any],
        actor: Actor,
        *,
        reason: str | None = None,
        at: dt.datetime | None = None,
    ) -> Outcome | Refusal:
        """Take an event in a case, after everything due has taken effect."""
        act = Act(event=event, actor=actor, values=dict(values), reason=reason)
        try:
            with self.transaction(at) as now:
                return self.act_within(now, case_id, act)
        except Refusing as refused:
            return refused.refusal

    def act_within(self, now: Transaction, case_id: str, act: Act) -> Outcome:
        """Take an event within a transaction that is open; raise Refusing."""
        root = now.work.take_in_family(case_id).root
        now.cascade.settle_family(root, now.at)
        settled = len(now.work.entries[case_id])
        machine, case = now.work.relative(case_id)
        decision = accepted(decide(machine, case, act, now.work, now.moment))
        now.cascade.perform(decision)
        keep_back_package(now.work, machine, case, decision.entries[0])
        now.cascade.quiet(decision.entries[0].occurred_at)
        now.cascade.settle_family(root, now.at)
        return now.outcome(case_id, settled)

    def extend(
        self,
        case_id: str,
        deadline: str,
        to: dt.date,
        reason: str,
        actor: Actor,
        *,
        at: dt.datetime | None = None,
    ) -> Outcome | Refusal:
        """Apply for an extension: a case of its own, decided by whom the deadline names."""
        try:
            with self.transaction(at) as now:
                case = now.work.take_in_family(case_id)
                now.cascade.settle_family(case.root, now.at)
                machine, case = now.work.relative(case_id)
                rule, clock = check_application(machine, case, deadline, to, actor, now)
                hold_while_pending(machine, case, clock, now)
                return self._open(
                    now,
                    self.registry.newest(rule.workflow),
                    {"wanted": to.isoformat(), "reason": reason},
                    actor,
                    (case_id, extension_field(deadline)),
                    Origin(deadline=deadline, generation=clock.generation),
                )
        except Refusing as refused:
            return refused.refusal

    def suspend(
        self, case_id: str, deadline: str, values: Mapping[str, Any], actor: Actor,
        *, reason: str | None = None, at: dt.datetime | None = None,
    ) -> Outcome | Refusal:  # fmt: skip
        """Take the event that holds a deadline, where its definition names one."""
        return self._pull(case_id, deadline, "begins", values, actor, reason, at)

    def resume(
        self, case_id: str, deadline: str, values: Mapping[str, Any], actor: Actor,
        *, reason: str | None = None, at: dt.datetime | None = None,
    ) -> Outcome | Refusal:  # fmt: skip
        """Take the event that lets a held deadline run again."""
        return self._pull(case_id, deadline, "ends", values, actor, reason, at)

    def _pull(
        self, case_id: str, deadline: str, side: str, values: Mapping[str, Any], actor: Actor,
        reason: str | None, at: dt.datetime | None,
    ) -> Outcome | Refusal:  # fmt: skip
        with self.store.unit() as unit:
            case = unit.case(case_id)
        workflow = self.registry.machine(case.workflow, case.version).workflow
        known = workflow.deadlines.get(deadline)
        if known is None:
            facts = {"deadline": deadline, "deadlines": list(workflow.deadlines)}
            titles = titles_of(workflow.deadlines)
            code, told = not_known("deadline_unknown", deadline, titles, **facts)
            return Refusal(code=code, facts=told)
        if known.suspended is None:
            return Refusal(code="deadline_not_suspendable", facts={"deadline": deadline})
        clock = case.clock(deadline)
        held = clock is not None and clock.status == "suspended"
        if held == (side == "begins"):
            code = "deadline_held_already" if held else "deadline_not_held"
            return Refusal(code=code, facts={"deadline": deadline})
        triggers = getattr(known.suspended, side)
        events = [one.name for one in triggers if one.kind == "event"]
        fitting = [name for name in events if case.state in workflow.events[name].sources]
        event = (fitting or events or [""])[0]
        return self.act(case_id, event, values, actor, reason=reason, at=at)
