"""What follows from a decision, as values: the service carries it out in the same transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from engine.definition.duties import Draw
from engine.definition.workflow import Step
from engine.kernel.case import Case, Entry, Value


class Cause(Value, kw_only=True):
    """Where an effect comes from: an entry of a case's history, and the step's stable key.

    `key` is made of the case, the event, the entry's number and the step: the same however
    often a step is tried. It is the idempotency key of what is delivered outside.
    """

    case: str
    seq: int
    event: str
    key: str
    at: dt.datetime
    on: dt.date
    actor: str


class Message(Value, kw_only=True):
    """Tell roles of a case something."""

    roles: tuple[str, ...]
    cause: Cause


class Paper(Value, kw_only=True):
    """Draft a paper; its number is taken at signing.

    With the step that they came to `together`, it is one paper for all who are late with a duty.
    """

    document: str
    to: tuple[str, ...]
    copies: dict[str, tuple[str, ...]] = {}
    together: str | None = None
    cause: Cause


class Opening(Value, kw_only=True):
    """Open a child case of another workflow with these values; `beside` opens a sibling.

    Without a `version` it is the newest.
    """

    workflow: str
    field: str | None
    values: dict[str, Any]
    cause: Cause
    asked: tuple[str, ...] = ()
    version: int | None = None
    beside: bool = False


class Drawing(Value, kw_only=True):
    """A draw by lot, and its candidates as they are at its instant.

    Whether they are `known`; whether acts that concern what is drawn are counted.
    """

    draw: Draw
    candidates: tuple[str, ...]
    known: bool = True
    counts: bool = False


class Owing(Value, kw_only=True):
    """Open the cases of a duty's period, one for each that owes it, and draw for each."""

    duty: str
    openings: tuple[Opening, ...]
    cause: Cause


class Telling(Value, kw_only=True):
    """Take an event in each child under a field."""

    field: str
    event: str
    values: dict[str, Any]
    cause: Cause


class Taking(Value, kw_only=True):
    """Take an event of the case itself."""

    event: str
    cause: Cause


class Extending(Value, kw_only=True):
    """Move the deadline of the parent that this case is about."""

    to: dt.date
    cause: Cause


class Marking(Value, kw_only=True):
    """Put a word on the case."""

    word: str
    cause: Cause


Effect = Message | Paper | Opening | Owing | Telling | Taking | Marking | Extending


class PendingStep(Value, kw_only=True):
    """A step still to be carried out after a decision, in its order.

    `mover` is the clock whose ladder it stands in; `values` is what the actor supplied for
    the cases that it opens.
    """

    step: Step
    cause: Cause
    values: dict[str, Any] = {}
    mover: tuple[str, int] | None = None


class Decision(Value, kw_only=True):
    """What a case becomes, what its history gains, and the steps to carry out in order."""

    case: Case
    entries: tuple[Entry, ...] = ()
    then: tuple[PendingStep, ...] = ()


class Refusal(Value, kw_only=True):
    """Why something may not happen: a catalogue code and the facts it speaks of."""

    code: str
    facts: dict[str, Any] = {}
