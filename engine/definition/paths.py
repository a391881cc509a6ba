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
from engine.definition.standings import (
    ALIVE,
    HELD,
    OFF,
    PAST,
    RUNNING,
    SPENT,
    Mover,
    Pulling,
    movers_of,
    touched_by,
)
from engine.errors import PatrolError

if TYPE_CHECKING:
    from engine.definition.standings import Happening
    from engine.definition.workflow import Event, Workflow

MOST = 20_000
_CHANGES = {RUNNING: "started", PAST: "started", HELD: "held", SPENT: "lapsed"}


class Node(NamedTuple):
    """A state, and how each clock stands in it."""

    state: str
    clocks: tuple[int, ...]


class Arrow(NamedTuple):
    """One way that an event takes; `mover` is the step of a ladder that takes it, if one does."""

    event: Event
    target: str | None
    mover: Mover | None


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
        self._constants: dict[tuple[str, str | None], bool | None] = {}
        # Where a case stands while something happens that leads it nowhere; None while it moves.
        self._at: str | None = None
        self._touched = touched_by(self.deadlines)
        self._movers = [
            mover for number, one in enumerate(self.deadlines) for mover in movers_of(number, one)
        ]
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
            if old != new and (old, new) != (RUNNING, PAST):
                changes[_CHANGES.get(new, "ended")].append(deadline.name)
        return {"event": event, "state": node.state, **changes}

    def _all_arrows(self) -> Iterator[Arrow]:
        ladders: dict[str, list[Mover]] = {}
        for mover in self._movers:
            ladders.setdefault(mover.event, []).append(mover)
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
        for clocks in self._pulled(off, self._pulling([("enter", initial)])):
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
            if arrow.mover is not None and node.clocks[arrow.mover.number] != RUNNING:
                continue
            yield from self._taken_from(node, arrow)
        yield from self._lapsing(node)
        self._at = node.state
        for document in self.workflow.documents.values():
            if document.receipt is not None:
                pulling = self._pulling([("receipt", document.name)])
                for clocks in self._pulled(node.clocks, pulling):
                    self._note_ended(node.clocks, clocks)
                    yield f"receipt {document.name}", Node(node.state, clocks)
        self._at = None

    def _lapsing(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Yield what is left where a ladder takes an event that may not be allowed by then."""
        for mover in self._movers:
            if node.clocks[mover.number] != RUNNING or mover.left == RUNNING:
                continue
            event = self.workflow.events[mover.event]
            sure = self._holds(mover.step.when) is True and self._holds(event.when) is True
            if node.state not in event.sources or not sure:
                clocks = _with(node.clocks, mover.number, mover.left)
                yield (
                    f"{self.deadlines[mover.number].name}:{mover.step.id}",
                    Node(node.state, clocks),
                )

    def _taken_from(self, node: Node, arrow: Arrow) -> Iterator[tuple[str, Node]]:
        happened = [("event", arrow.event.name)]
        if arrow.target is not None:
            happened += [("leave", node.state), ("enter", arrow.target)]
        state = node.state if arrow.target is None else arrow.target
        final = self.workflow.states[state].final
        clocks, mover = node.clocks, arrow.mover
        if mover is not None:
            clocks = _with(clocks, mover.number, mover.left)
        pulling = self._pulling(happened, starting=final is None)
        for pulled in self._pulled(clocks, pulling, mover):
            after = pulled if mover is None or not final else _with(pulled, mover.number, OFF)
            self._note_ended(node.clocks, after)
            yield arrow.event.name, Node(state, after)

    def _note_ended(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        if before != after:
            pairs = enumerate(zip(before, after, strict=True))
            self.ended.update(number for number, (b, a) in pairs if b in ALIVE and a not in ALIVE)

    def _pulling(self, happened: list[Happening], *, starting: bool = True) -> Pulling:
        return Pulling(happened, self._holds, starting)

    def _pulled(
        self, clocks: tuple[int, ...], pulling: Pulling, mover: Mover | None = None
    ) -> Iterable[tuple[int, ...]]:
        """Return how clocks may stand after something happened, conditions met or not."""
        touched = {one for each in pulling.happened for one in self._touched.get(each, ())}
        numbers = sorted(touched)
        choices = [
            pulling.standings(
                self.deadlines[number], clocks[number],
                moving=mover is not None and mover.number == number,
            )
            for number in numbers
        ]  # fmt: skip
        for chosen in itertools.product(*choices):
            after = list(clocks)
            for number, status in zip(numbers, chosen, strict=True):
                after[number] = status
            yield tuple(after)

    def _holds(self, text: str | None) -> bool | None:
        """Return whether a condition holds, or None where that depends on the case."""
        if text is None:
            return True
        known = (text, self._at)
        if known not in self._constants:
            self._constants[known] = _constant(text, self.workflow, self._at)
        return self._constants[known]


def _with(clocks: tuple[int, ...], number: int, status: int) -> tuple[int, ...]:
    return (*clocks[:number], status, *clocks[number + 1 :])


def _constant(text: str, workflow: Workflow, state: str | None) -> bool | None:
    try:
        expression = load_expression(text)
        values: dict[str, Any] = {"case.state": state} if state is not None else {}
        for name in expression.names:
            if name.startswith("setting."):
                values[name] = workflow.settings[name.removeprefix("setting.")].value
            elif name not in values:
                return None
        return bool(expression.evaluate(values))
    except (ExpressionError, PatrolError, KeyError):
        return None
