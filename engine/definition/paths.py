"""Every path that a case can take, with the clocks that run along it.

Guards are not weighed: an event may or may not be allowed, a condition may or may not hold.
Only conditions over settings alone are known, since settings are pinned.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.definition.expressions import ExpressionError, load_expression
from engine.definition.workflow import OpenCase, TakeEvent, Trigger
from engine.errors import PatrolError

if TYPE_CHECKING:
    from engine.definition.workflow import Deadline, Event, Workflow

OFF, RUNNING, HELD, MET, SPENT = range(5)
ALIVE = (RUNNING, HELD, SPENT)
MOST = 20_000
_CHANGES = {OFF: "ended", MET: "ended", RUNNING: "started", HELD: "held", SPENT: "lapsed"}

Happening = tuple[str, str]


class Node(NamedTuple):
    """A state, and how each clock stands in it."""

    state: str
    clocks: tuple[int, ...]


class Arrow(NamedTuple):
    """One way that an event takes; `mover` is the clock whose ladder takes it, if one does."""

    event: Event
    target: str | None
    mover: int | None


class TooManyPaths(Exception):
    """A definition whose paths cannot all be followed."""


class Paths:
    """The nodes that a case can come to, each with the shortest way there."""

    def __init__(self, workflow: Workflow, taken: set[str]) -> None:
        self.workflow = workflow
        self.deadlines = tuple(workflow.deadlines.values())
        self.came: dict[Node, tuple[Node, str] | None] = {}
        self.ended: set[int] = set()
        self._taken = taken
        self._constants: dict[str, bool | None] = {}
        self._moved_by = _moved_by(self.deadlines)
        self._arrows = tuple(self._all_arrows())
        self._walk()

    def way_to(self, node: Node) -> str:
        """Return the events on the shortest way to a node."""
        events: list[str] = []
        came = self.came[node]
        while came is not None:
            events.append(came[1])
            came = self.came[came[0]]
        return " → ".join(["open", *reversed(events)])

    def trail_to(self, node: Node) -> list[dict[str, Any]]:
        """Return the shortest way to a node, act by act, with the clocks that each starts or ends.

        `lapsed` are clocks whose own ladder has moved the case and has nothing more to say.
        """
        nodes = [node]
        while (came := self.came[nodes[-1]]) is not None:
            nodes.append(came[0])
        nodes.reverse()
        before = (OFF,) * len(self.deadlines)
        trail = []
        for one in nodes:
            came = self.came[one]
            trail.append(self._passage(came[1] if came else "open", before, one))
            before = one.clocks
        return trail

    def _passage(self, event: str, before: tuple[int, ...], node: Node) -> dict[str, Any]:
        changes: dict[str, list[str]] = {"started": [], "ended": [], "held": [], "lapsed": []}
        for deadline, old, new in zip(self.deadlines, before, node.clocks, strict=True):
            if old != new:
                changes[_CHANGES[new]].append(deadline.name)
        return {"event": event, "state": node.state, **changes}

    def _all_arrows(self) -> Iterator[Arrow]:
        ladders: dict[str, dict[int, None]] = {}
        for number, deadline in enumerate(self.deadlines):
            for step in deadline.overdue:
                if isinstance(step.verb, TakeEvent):
                    ladders.setdefault(step.verb.event, {})[number] = None
        for event in self.workflow.events.values():
            targets = dict.fromkeys(branch.to for branch in event.branches)
            movers = ladders.get(event.name, ())
            for target in targets:
                if event.by or event.by_each or event.automatic or event.name in self._taken:
                    yield Arrow(event, target, None)
                yield from (Arrow(event, target, mover) for mover in movers)

    def _walk(self) -> None:
        initial = self.workflow.initial().name
        off = (OFF,) * len(self.deadlines)
        waiting: deque[Node] = deque()
        for clocks in self._pulled(off, [("enter", initial)]):
            node = Node(initial, clocks)
            self.came[node] = None
            waiting.append(node)
        while waiting:
            node = waiting.popleft()
            for event, after in self._onward(node):
                if after not in self.came:
                    self.came[after] = (node, event)
                    waiting.append(after)
            if len(self.came) > MOST:
                raise TooManyPaths

    def _onward(self, node: Node) -> Iterator[tuple[str, Node]]:
        if self.workflow.states[node.state].final:
            return
        for arrow in self._arrows:
            if node.state not in arrow.event.sources:
                continue
            if arrow.mover is not None and node.clocks[arrow.mover] != RUNNING:
                continue
            yield from self._taken_from(node, arrow)
        for document in self.workflow.documents.values():
            if document.receipt is not None:
                happened = [("receipt", document.name)]
                for clocks in self._pulled(node.clocks, happened):
                    self._note_ended(node.clocks, clocks)
                    yield f"receipt {document.name}", Node(node.state, clocks)

    def _taken_from(self, node: Node, arrow: Arrow) -> Iterator[tuple[str, Node]]:
        happened = [("event", arrow.event.name)]
        if arrow.target is not None:
            happened += [("leave", node.state), ("enter", arrow.target)]
        state = node.state if arrow.target is None else arrow.target
        final = self.workflow.states[state].final
        for pulled in self._pulled(node.clocks, happened, starting=final is None):
            clocks = _moved(pulled, arrow.mover, OFF if final else SPENT)
            self._note_ended(node.clocks, clocks)
            yield arrow.event.name, Node(state, clocks)

    def _note_ended(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        if before != after:
            pairs = enumerate(zip(before, after, strict=True))
            self.ended.update(number for number, (b, a) in pairs if b in ALIVE and a not in ALIVE)

    def _pulled(
        self, clocks: tuple[int, ...], happened: list[Happening], *, starting: bool = True
    ) -> Iterable[tuple[int, ...]]:
        """Return how clocks may stand after something happened, conditions met or not."""
        numbers = sorted({number for one in happened for number in self._moved_by.get(one, ())})
        choices = [
            self._one(self.deadlines[number], clocks[number], happened, starting)
            for number in numbers
        ]
        for chosen in itertools.product(*choices):
            after = list(clocks)
            for number, status in zip(numbers, chosen, strict=True):
                after[number] = status
            yield tuple(after)

    def _one(
        self, deadline: Deadline, status: int, happened: list[Happening], starting: bool
    ) -> set[int]:
        """Return how one clock may stand: stops, cancels, undoing and starts in their order."""
        found = {status}
        suspended = deadline.suspended
        undoings = [one.trigger for one in deadline.undone_by]
        found = self._shift(found, deadline.stops, happened, ALIVE, MET)
        found = self._shift(found, deadline.cancels, happened, ALIVE, OFF)
        found = self._shift(found, undoings, happened, (MET,), RUNNING)
        if suspended is not None:
            found = self._shift(found, suspended.ends, happened, (HELD,), RUNNING)
            found = self._shift(found, suspended.begins, happened, (RUNNING,), HELD)
        startable = (OFF, MET, SPENT) if deadline.again == "restart" else (OFF, MET)
        if starting:
            found = self._shift(found, deadline.starts, happened, startable, RUNNING)
        # Only a claim that can be undone needs to be remembered.
        return found if undoings else {OFF if one == MET else one for one in found}

    def _shift(
        self,
        statuses: set[int],
        triggers: Iterable[Trigger],
        happened: list[Happening],
        before: tuple[int, ...],
        after: int,
    ) -> set[int]:
        fitting = [one for one in triggers if (one.kind, one.name) in happened]
        holds = [self._holds(one.when) for one in fitting]
        if not any(one is not False for one in holds):
            return statuses
        shifted = {after if status in before else status for status in statuses}
        return shifted if any(one is True for one in holds) else statuses | shifted

    def _holds(self, text: str | None) -> bool | None:
        """Return whether a condition holds, or None where that depends on the case."""
        if text is None:
            return True
        if text not in self._constants:
            self._constants[text] = _constant(text, self.workflow)
        return self._constants[text]


def _moved(clocks: tuple[int, ...], mover: int | None, left: int) -> tuple[int, ...]:
    """Return the clocks after one's own ladder moved the case: it has nothing more to say."""
    if mover is None or clocks[mover] != RUNNING:
        return clocks
    return (*clocks[:mover], left, *clocks[mover + 1 :])


def _moved_by(deadlines: tuple[Deadline, ...]) -> dict[Happening, set[int]]:
    """Return the numbers of the clocks that each happening may move."""
    found: dict[Happening, set[int]] = {}
    for number, deadline in enumerate(deadlines):
        held = deadline.suspended
        triggers = [
            *deadline.starts, *deadline.stops, *deadline.cancels,
            *(one.trigger for one in deadline.undone_by),
            *((*held.begins, *held.ends) if held is not None else ()),
        ]  # fmt: skip
        for trigger in triggers:
            found.setdefault((trigger.kind, trigger.name), set()).add(number)
    return found


def _constant(text: str, workflow: Workflow) -> bool | None:
    try:
        expression = load_expression(text)
        if not all(name.startswith("setting.") for name in expression.names):
            return None
        settings = workflow.settings
        values = {name: settings[name.removeprefix("setting.")].value for name in expression.names}
        return bool(expression.evaluate(values))
    except (ExpressionError, PatrolError, KeyError):
        return None


def rings(deadline: Deadline) -> bool:
    """Return whether a running clock rings, and rings again or moves something."""
    if deadline.remind is not None and deadline.remind.every is not None:
        return True
    dated = deadline.due is not None or (
        deadline.within is not None and deadline.within.unit != "promptly"
    )
    if not dated or not deadline.overdue:
        return False
    last = deadline.overdue[-1]
    lasting = last.every is not None or isinstance(last.verb, (TakeEvent, OpenCase))
    return lasting and last.when is None
