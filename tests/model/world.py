"""A run, told without any engine: what people do and when, and what came of it.

The slow model and the product both turn a `Plan` into an `Outcome`; they must be equal.
A case is called by the label it was opened under (`a`), its descendants by that label and a
number in order of opening (`a.1`, `a.2`), whatever ids an engine gives them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.definition.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Open:
    """Somebody opens a case by hand."""

    at: dt.datetime
    label: str
    workflow: str
    actor: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Somebody takes an event; a dated field among the values makes it a late entry."""

    at: dt.datetime
    case: str
    event: str
    actor: str
    values: dict[str, Any] = field(default_factory=dict)
    reason: str | None = "typed from paper"


@dataclass(frozen=True, kw_only=True)
class Extend:
    """Somebody applies for an extension of a running deadline to a day."""

    at: dt.datetime
    case: str
    deadline: str
    to: dt.date
    actor: str


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """The scheduler ticks: what is due takes effect, which changes no history."""

    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Correct:
    """Somebody takes back the last act of a case."""

    at: dt.datetime
    case: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class Appoint:
    """A person takes over an office from a day on, which is today or later."""

    at: dt.datetime
    office: str
    person: str
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The calendar changes: some days become days of rest, some rest days work."""

    at: dt.datetime
    rest: tuple[dt.date, ...] = ()
    work: tuple[dt.date, ...] = ()


Operation = Open | Act | Extend | Correct | Sweep | Appoint | Notice


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Definitions, who holds which post (one organisation), and operations in order of time.

    `until` is the instant of a last sweep, so that every outcome speaks of the same moment.
    """

    workflows: tuple[Workflow, ...]
    posts: dict[str, str]
    operations: tuple[Operation, ...]
    until: dt.datetime


@dataclass(frozen=True, order=True)
class Line:
    """One line of a history: an event from state to state, or a deadline's step.

    `kind` is opened, act, told, automatic (by a step, or by itself), step, withdrawn, extended,
    recomputed (by a notice), corrected.
    """

    kind: str
    name: str
    source: str | None
    target: str | None
    at: dt.datetime

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.name} {self.source}>{self.target}"


@dataclass(frozen=True)
class ClockLine:
    """One generation of a deadline as it stands at the end."""

    name: str
    generation: int
    term: int
    status: str
    started_on: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None

    def __lt__(self, other: ClockLine) -> bool:
        return (self.name, self.generation) < (other.name, other.generation)


@dataclass(frozen=True)
class CaseOutcome:
    """What became of a case."""

    state: str
    fields: dict[str, Any]
    lines: tuple[Line, ...]
    clocks: tuple[ClockLine, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a plan: per operation whether it was done, per case what it is."""

    done: tuple[bool, ...]
    cases: dict[str, CaseOutcome]


class Runner(Protocol):
    """Turns a plan into what comes of it."""

    def __call__(self, plan: Plan) -> Outcome: ...
