"""What a BPMN process is made of here: nodes side by side in rows, and what leads between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

Tag = Literal[
    "startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent", "exclusiveGateway",
    "receiveTask", "userTask", "serviceTask", "sendTask", "callActivity", "subProcess",
]  # fmt: skip
Trigger = Literal["timer", "message", "condition", "terminate"]

#: Lanes that are nobody's: what is done once late, where the case stands, what the engine does.
CLOCKS, CASE, ENGINE = "lane.clocks", "lane.case", "lane.engine"


class Moment(msgspec.Struct, frozen=True):
    """When a timer goes off: a length, a date or a cycle, in a language that is named.

    Without a language it is ISO 8601, as BPMN wishes.
    """

    kind: Literal["timeDuration", "timeDate", "timeCycle"]
    text: str
    language: str | None = None


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """An element with its shape; `inside` is what an event sub-process holds, in a row."""

    id: str
    tag: Tag
    name: str = ""
    notes: tuple[str, ...] = ()
    stage: str | None = None
    performers: tuple[str, ...] = ()
    each: bool = False
    repeats: bool = False
    trigger: Trigger | None = None
    moment: Moment | None = None
    condition: str | None = None
    calls: str | None = None
    inside: tuple[Node, ...] = ()


class Exit(msgspec.Struct, frozen=True):
    """A way from the end of a row to the beginning of another."""

    to: str
    name: str = ""
    condition: str | None = None
    default: bool = False


class Clock(msgspec.Struct, frozen=True):
    """A timer on the edge of a state, and the steps that follow when it goes off."""

    timer: Node
    chain: tuple[Node, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Nodes one after another in one lane, beneath the state in whose column they stand."""

    key: str
    column: str
    lane: str
    nodes: tuple[Node, ...]
    exits: tuple[Exit, ...] = ()
    clocks: tuple[Clock, ...] = ()

    @property
    def is_choice(self) -> bool:
        """Whether its ways out are told apart by conditions, which are written beside them."""
        return any(each.name for each in self.exits)

    def all(self) -> Iterator[Node]:
        """Yield every node outside sub-processes."""
        yield from self.nodes
        for clock in self.clocks:
            yield clock.timer
            yield from clock.chain


class Lane(msgspec.Struct, frozen=True):
    """A lane, by whose it is."""

    id: str
    name: str


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """A whole definition: columns in order, lanes from top to bottom, and what stands in them."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    lanes: tuple[Lane, ...]
    roles: dict[str, str]
    stages: dict[str, str]
    rows: tuple[Row, ...]
    standing: tuple[Node, ...]

    def nodes(self) -> Iterator[Node]:
        """Yield every node outside sub-processes."""
        for row in self.rows:
            yield from row.all()
        yield from self.standing
