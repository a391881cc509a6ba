"""What can happen to a case, and who does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from engine.kernel.case import Link, Origin, Value

ENGINE = "engine"

#: Who stands behind what a ledger is replayed with; `principal` is the person who imports it.
IMPORT = "import"


class Actor(Value, kw_only=True):
    """The one who acts. `principal` is the person a delegate stands in for.

    `person` is `ENGINE` for what the engine does itself. `post` is the office they act in, as
    `office@organisation`; `permits` are the permissions they hold beside their offices.
    """

    person: str
    principal: str | None = None
    post: str | None = None
    permits: tuple[str, ...] = ()


class OpenRequest(Value, kw_only=True):
    """A case to open, with its identity already given.

    `asked` names the values that a person supplied for a case that the engine opens.
    """

    id: str
    number: str
    home: str
    values: dict[str, Any] = {}
    parent: Link | None = None
    root: str | None = None
    origin: Origin | None = None
    asked: tuple[str, ...] = ()


class Act(Value, kw_only=True):
    """An event that somebody takes in a case, with the fields supplied."""

    event: str
    actor: Actor
    values: dict[str, Any] = {}
    reason: str | None = None


class Correction(Value, kw_only=True):
    """An entry of a case's history that somebody wants undone, and why."""

    seq: int
    actor: Actor
    reason: str


class Reassignment(Value, kw_only=True):
    """A role or a field of a case that somebody wants to stand for another person, and why."""

    name: str
    person: str
    actor: Actor
    reason: str


class Moment(Value, kw_only=True):
    """When something is decided: the instant it happens at, and the instant it is recorded."""

    at: dt.datetime
    recorded_at: dt.datetime


class CalendarChange(Value, kw_only=True):
    """A calendar was changed by notices, and cases follow: from which revision to which, and when.

    `notices` are the labels of the notices that made it.
    """

    id: int
    calendar: str
    before: str
    after: str
    notices: tuple[str, ...]
    at: dt.datetime
