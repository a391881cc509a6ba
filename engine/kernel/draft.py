"""A case while something is being decided about it: what changes, and the line that says so."""

from __future__ import annotations

import datetime as dt
from itertools import compress
from operator import attrgetter, is_not
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.kernel.case import ActMemory, Case, Clock, Entry, TakenStep
from engine.kernel.due import Rules, When
from engine.kernel.effects import Cause, Decision, PendingStep
from engine.kernel.events import ENGINE
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from engine.definition.workflow import Deadline, Step
    from engine.kernel.case import EntryKind
    from engine.kernel.events import Actor, Moment
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


#: What an act may have changed of a case beside its state, its fields and its clocks.
_MOVED = (
    "acts", "waiting", "marks", "void", "acted_on", "acted_at", "closed_on", "closed_at",
)  # fmt: skip
_moved = attrgetter(*_MOVED)


class Draft:
    """Collects the changes of one decision; `when` is the legal day and instant."""

    def __init__(
        self, machine: Machine, case: Case, view: View, moment: Moment, when: When
    ) -> None:
        self.machine = machine
        self.before = case
        self.case = case
        self.view = view
        self.moment = moment
        self.when = when
        self.written: dict[str, Any] = {}
        self.touched: dict[tuple[str, int], Clock] = {}
        self.withdrawn: list[tuple[Clock, TakenStep]] = []
        self.dropped: dict[str, list[str]] = {}

    def scene(self, actor: Actor | None = None) -> Scene:
        """Return what expressions see of the case as it stands in this draft."""
        person = None if actor is None else actor.person
        event = {"date": self.when.on, "actor": person}
        return Scene(self.machine, self.case, self.view, self.when.at, event=event, actor=person)

    def rules(self, deadline: Deadline) -> Rules:
        """Return what a deadline is counted by."""
        return self.machine.rules(deadline.name)

    def write(self, values: dict[str, Any]) -> None:
        """Write fields."""
        if values:
            self.written.update(values)
            self.case = replace(self.case, fields={**self.case.fields, **values})

    def move(self, state: str) -> None:
        """Put the case into a state, where nobody's part is taken yet; a final one closes it."""
        final = self.machine.workflow.states[state].final is not None
        self.case = replace(
            self.case,
            state=state,
            closed_on=self.when.on if final else None,
            closed_at=self.when.at if final else None,
            waiting={},
        )

    def set_clock(self, clock: Clock) -> None:
        """Replace a generation of a clock, or add a new one."""
        name, generation = key = clock.name, clock.generation
        clocks = list(self.case.clocks)
        for place, one in enumerate(clocks):
            if one.generation == generation and one.name == name:
                clocks[place] = clock
                break
        else:
            clocks.append(clock)
        self.touched[key] = clock
        self.case = replace(self.case, clocks=tuple(clocks))

    def remember(self, event: str, actor: Actor) -> None:
        """Note who took an event, over all rounds."""
        known = self.case.acts.get(event)
        persons = known.persons if known else ()
        if actor.person != ENGINE:
            who = (actor.person, actor.principal) if actor.principal else (actor.person,)
            persons = tuple(dict.fromkeys((*persons, *who)))
        memory = ActMemory(actor=actor.person, on=self.when.on, persons=persons)
        self.case = replace(self.case, acts={**self.case.acts, event: memory})

    def decision(self, entry: Entry, then: Sequence[Step] = (), **more: Any) -> Decision:
        """Return the decision with its history line, withdrawals after it, and what follows."""
        entries = (entry, *self._withdrawals(entry)) if self.withdrawn else (entry,)
        case = replace(self.case, seq=entries[-1].seq)
        if not then:
            return Decision(case=case, entries=entries)
        pending = tuple(
            PendingStep(step=step, cause=cause_of(entry, index, step), **more)
            for index, step in enumerate(then)
        )
        return Decision(case=case, entries=entries, then=pending)

    def personal(self) -> list[str]:
        """Return the fields written here that hold personal free text (semantics 26)."""
        personal = self.machine.personal
        return [name for name in self.written if name in personal] if personal else []

    def entry(self, kind: EntryKind, event: str, actor: Actor, **more: Any) -> Entry:
        """Return the history line of this draft; personal free text is set apart."""
        private = {name: self.written[name] for name in self.personal()}
        return Entry(
            case=self.case.id,
            seq=self.before.seq + 1,
            kind=kind,
            event=event,
            source=self.before.state,
            target=self.case.state,
            actor=actor.person,
            principal=actor.principal,
            post=more.pop("post", actor.post),
            occurred_on=self.when.on,
            occurred_at=self.when.at,
            recorded_at=self.moment.recorded_at,
            changes=self._changes(private),
            private=private,
            **more,
        )

    def _changes(self, private: Container[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if fields := {name: one for name, one in self.written.items() if name not in private}:
            found["fields"] = fields
        if self.touched:
            found["clocks"] = list(self.touched.values())
        if self.dropped and (dropped := {part: one for part, one in self.dropped.items() if one}):
            found["dropped"] = dropped
        case, before = self.case, self.before
        if self._has_moved():
            found.update(self._moved())
        if case.awaited is not before.awaited:
            found["awaited"] = list(case.awaited)
        if case.related is not before.related:
            found["related"] = list(case.related)
        return found

    def _has_moved(self) -> bool:
        case, before = self.case, self.before
        return (
            case.acts is not before.acts
            or case.state != before.state
            or case.marks != before.marks
            or case.void is not before.void
        )

    def _moved(self) -> dict[str, Any]:
        """Return what else an act changed; a mere step of a clock changes none of it."""
        now, before = _moved(self.case), _moved(self.before)
        others = compress(zip(_MOVED, now, before, strict=True), map(is_not, now, before))
        return {name: self._difference(name, one) for name, one, was in others if one != was}

    def _difference(self, name: str, value: Any) -> Any:
        if name != "acts":
            return value
        before = self.before.acts
        return {event: memory for event, memory in value.items() if before.get(event) != memory}

    def _withdrawals(self, entry: Entry) -> list[Entry]:
        """Return a line for each step that a late entry shows should not have been taken."""
        return [
            replace(
                entry,
                kind="withdrawn",
                seq=entry.seq + number,
                event=f"{clock.name}:{step.id}",
                source=entry.target,
                said={"generation": clock.generation, "term": clock.term, "seq": step.seq},
                changes={},
                private={},
                reason=entry.reason,
            )
            for number, (clock, step) in enumerate(self.withdrawn, 1)
        ]


def cause_of(entry: Entry, index: int, step: Step) -> Cause:
    """Return where the effects of a step come from, which follows an entry as the index-th."""
    name = step.id or str(index + 1)
    return Cause(
        case=entry.case,
        seq=entry.seq,
        event=entry.event,
        key=f"{entry.case}:{entry.event}:{entry.seq}:{name}",
        at=entry.occurred_at,
        on=entry.occurred_on,
        actor=entry.actor,
    )


def local_when(machine: Machine, at: dt.datetime) -> When:
    """Return an instant with its local day."""
    return When(machine.calendar.local_date(at), at)
