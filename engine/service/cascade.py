"""What follows from a decision, carried out in the same transaction until all is quiet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.definition.workflow import IssueDocument, Notify
from engine.errors import PatrolError
from engine.kernel.carry import effects_of, extend_clock, mark, release_clock
from engine.kernel.case import Case, Entry
from engine.kernel.decide import decide
from engine.kernel.effects import (
    Decision,
    Extending,
    Marking,
    Message,
    Opening,
    Owing,
    Paper,
    PendingStep,
    Refusal,
    Taking,
    Telling,
)
from engine.kernel.events import ENGINE, Act, Actor, Moment
from engine.kernel.opening import open_case
from engine.kernel.settle import settle_once
from engine.service.automatic import first_automatic
from engine.service.children import child_request
from engine.service.counting import counting
from engine.service.incidents import Fault, consequence_lost, told
from engine.service.outgoing import Outgoing, paper_row
from engine.service.owing import open_period
from engine.service.paper_rows import note_receipt, void_drafts
from engine.service.recounting import catch_up
from engine.service.together import draft_together, review_papers

if TYPE_CHECKING:
    from engine.kernel.effects import Effect
    from engine.kernel.machine import Machine
    from engine.kernel.recount import Recount
    from engine.service.ports import Identity
    from engine.service.workspace import Workspace

#: How many automatic events one act may set off before it counts as a fault (semantics 17).
MOST_AUTOMATIC = 100

#: How many steps a case may take at one and the same instant before that counts as a fault.
MOST_STEPS = 200

_ENGINE = Actor(person=ENGINE)
_TELLING = (Notify, IssueDocument)


class Refusing(Exception):
    """Carries a refusal out of a transaction, which is rolled back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def accepted(outcome: Decision | Refusal) -> Decision:
    """Return a decision; raise Refusing for a refusal."""
    if isinstance(outcome, Refusal):
        raise Refusing(outcome)
    return outcome


def stuck(cascade: Cascade, fault: Exception) -> Fault | None:
    """Return a fault as that of the case at which work ended; None where there was none yet."""
    if cascade.at_work is None:
        return None
    case_id, at = cascade.at_work
    code, facts = told(fault)
    return Fault(case=case_id, code=code, facts=facts, due_at=at)


class Cascade:
    """Carries out decisions and what follows from them within one workspace."""

    def __init__(self, work: Workspace, identity: Identity, recorded_at: dt.datetime) -> None:
        self.work = work
        self.identity = identity
        self.recorded_at = recorded_at
        self.steps = 0
        self.skipped: list[str] = []
        # What stands although its consequences failed; and the case that is worked on, and when.
        self.faults: list[Fault] = []
        self.at_work: tuple[str, dt.datetime] | None = None
        self.recounts: list[tuple[str, Recount]] = []
        self._touched: set[str] = set()
        self._outgoing = Outgoing(work.registry, recorded_at)
        self._at_once: dict[tuple[str, dt.datetime], int] = {}

    def settle_family(self, root: str, until: dt.datetime) -> None:
        """Bring a family to an instant: calendars that changed by then, and every step due."""
        catch_up(self, root, until)
        self.take_due(root, until)

    def take_due(self, root: str, until: dt.datetime) -> None:
        """Take every step due in a family by an instant, and what counts for duties, in order."""
        self.work.load_due_family(root, until)
        self._at_once.clear()
        self.at_work = None
        known = counting(self, root, until)
        while True:
            case = self.work.due_in_family(root, until)
            if known.one_before(case.next_due_at if case is not None else None):
                continue
            if case is None:
                return
            self.take_next(self.work.machine_of(case), case, until)

    def take_next(self, machine: Machine, case: Case, until: dt.datetime) -> None:
        """Take the step of a case that is due next; raise PatrolError where they do not end."""
        self.at_work = case.id, case.next_due_at or until
        decision = settle_once(machine, case, until, self.work, self.recorded_at)
        if decision is None:
            raise PatrolError("clock_without_step", case=case.number)
        here = (case.id, decision.entries[0].occurred_at)
        taken = self._at_once[here] = self._at_once.get(here, 0) + 1
        if taken > MOST_STEPS:
            raise PatrolError("steps_without_end", case=case.number, most=MOST_STEPS)
        self._take_step(decision)

    def _take_step(self, decision: Decision) -> None:
        """Keep a step; what follows from it stands or falls as one, the step itself stands."""
        self.steps += len(decision.then)
        self.work.apply(decision)
        if decision.entries[0].kind == "receipted":
            self.steps += 1
            note_receipt(self.work, decision.entries[0])
        if self._only_tells(decision):
            for pending in decision.then:
                self.carry_out(decision.case.id, pending)
            return
        self.follow_alone(decision)

    def follow_alone(self, decision: Decision) -> None:
        """Carry out what follows from a decision that stands whether or not that is possible."""
        kept = self.work.savepoint()
        try:
            self._follow(decision)
            self.quiet(decision.entries[0].occurred_at)
        except Refusing as refused:
            self.work.restore(kept)
            self._touched.clear()
            self.skipped.append(f"{decision.entries[0].event}: {refused.refusal.code}")

    def _only_tells(self, decision: Decision) -> bool:
        """Return whether nothing that follows from a step can be refused."""
        case = decision.case
        return (
            all(isinstance(pending.step.verb, _TELLING) for pending in decision.then)
            and case.id in self.work.alone
            and not self.work.machine_of(case).automatic
        )

    def perform(self, decision: Decision) -> None:
        """Keep a decision and carry out its steps in order."""
        self.work.apply(decision)
        self._follow(decision)

    def _follow(self, decision: Decision) -> None:
        case = decision.case
        self._touched.add(case.id)
        for entry in decision.entries:
            if entry.kind == "withdrawn":
                self._withdraw(case, entry)
        for pending in decision.then:
            self.carry_out(case.id, pending)
        if case.closed_at is not None and case.origin is not None:
            self._release_origin(case)

    def carry_out(self, case_id: str, pending: PendingStep) -> None:
        """Carry out one step of a decision."""
        machine, case = self.work.relative(case_id)
        try:
            effects = effects_of(machine, case, pending, self.work)
        except PatrolError as fault:
            self.faults.append(consequence_lost(case, pending, fault))
            raise Refusing(Refusal(code=fault.code, facts=fault.facts)) from None
        outer = self._outgoing.follow(pending.step)
        try:
            for effect in effects:
                self._take_effect(case_id, pending, effect)
        finally:
            self._outgoing.waits_when_late = outer

    def _take_effect(self, case_id: str, pending: PendingStep, effect: Effect) -> None:
        match effect:
            case Message():
                calendar = self.work.machine_of(self.work.case(case_id)).calendar
                self.work.messages.append(self._outgoing.message_row(calendar, effect))
            case Paper(together=None):
                self.work.papers.append(paper_row(effect))
            case Paper():
                draft_together(self, case_id, effect)
            case Opening():
                self.open_child(case_id, effect)
            case Owing():
                open_period(self, case_id, effect)
            case Telling():
                self._tell(case_id, effect)
            case Taking():
                self._take(case_id, pending, effect)
            case Marking():
                self._mark(case_id, effect.word, effect.cause.at)
            case Extending():
                self._extend_origin(case_id, effect)

    def _moment(self, at: dt.datetime) -> Moment:
        return Moment(at=at, recorded_at=self.recorded_at)

    def _mark(self, case_id: str, word: str, at: dt.datetime) -> None:
        """Put a word on a case, unless it stands there already."""
        machine, case = self.work.relative(case_id)
        if word not in case.marks:
            self.perform(mark(machine, case, word, self.work, self._moment(at)))

    def open_child(self, parent_id: str, opening: Opening) -> Case:
        """Open a case below another, in the engine's name."""
        machine, request = child_request(self.work, self.identity, parent_id, opening)
        moment = self._moment(opening.cause.at)
        self.perform(accepted(open_case(machine, request, _ENGINE, self.work, moment)))
        return self.work.case(request.id)

    def _tell(self, case_id: str, telling: Telling) -> None:
        parent = self.work.case(case_id)
        for machine, child in self.work.children(parent, telling.field):
            event = machine.workflow.events.get(telling.event)
            if event is None or child.void or child.state not in event.sources:
                self.skipped.append(child.number)
                continue
            act = Act(event=telling.event, actor=_ENGINE, values=telling.values)
            moment = self._moment(telling.cause.at)
            self.perform(accepted(decide(machine, child, act, self.work, moment, kind="told")))

    def _take(self, case_id: str, pending: PendingStep, taking: Taking) -> None:
        machine, case = self.work.relative(case_id)
        act, moment = Act(event=taking.event, actor=_ENGINE), self._moment(taking.cause.at)
        outcome = decide(
            machine, case, act, self.work, moment, kind="automatic", mover=pending.mover
        )
        self.perform(accepted(outcome))

    def _extend_origin(self, case_id: str, effect: Extending) -> None:
        case = self.work.case(case_id)
        if case.parent is None or case.origin is None:
            raise Refusing(Refusal(code="extension_without_origin"))
        machine, parent = self.work.relative(case.parent.case)
        origin = (case.origin.deadline, case.origin.generation)
        clock = next(one for one in parent.clocks if (one.name, one.generation) == origin)
        moment = self._moment(effect.cause.at)
        self.perform(accepted(extend_clock(machine, parent, clock, effect.to, self.work, moment)))

    def _release_origin(self, case: Case) -> None:
        """Let a deadline run again that was held while an extension of it was pending."""
        if case.parent is None or case.origin is None or case.closed_at is None:
            return
        machine, parent = self.work.relative(case.parent.case)
        clock = parent.clock(case.origin.deadline)
        if clock is None or clock.held_by != "extension":
            return
        moment = self._moment(case.closed_at)
        decision = release_clock(machine, parent, clock, self.work, moment)
        if decision is not None:
            self.perform(decision)

    def _withdraw(self, case: Case, entry: Entry) -> None:
        """Void the unsigned papers of a withdrawn step, and flag the cases that it opened."""
        seq = entry.said["seq"]
        if not seq:
            return  # An earlier repetition of a nag: it told people, and left nothing else behind.
        void_drafts(self.work, case.id, seq)
        review_papers(self, case.id)
        for field in self.work.machine_of(case).child_fields():
            for _, child in self.work.children(case, field):
                if child.parent is not None and child.parent.seq == seq:
                    self._mark(child.id, "origin_withdrawn", entry.occurred_at)

    def quiet(self, at: dt.datetime) -> None:
        """Take automatic events whose guards have become true, until none is left."""
        for _ in range(MOST_AUTOMATIC):
            found = first_automatic(self.work, self._touched, at)
            if found is None:
                self._touched.clear()
                return
            case_id, event = found
            self.at_work = case_id, at
            machine, case = self.work.relative(case_id)
            act = Act(event=event.name, actor=_ENGINE)
            outcome = decide(machine, case, act, self.work, self._moment(at), kind="automatic")
            self.perform(accepted(outcome))
        raise PatrolError("automatic_without_end", most=MOST_AUTOMATIC)
