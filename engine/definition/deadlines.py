"""Deadlines: what starts and ends a clock, how long it is, and what follows."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from engine.calendar.lengths import Length
from engine.calendar.periods import Every
from engine.definition.steps import Step
from engine.definition.value import Text, Value


class Trigger(Value, kw_only=True):
    """What starts, stops or cancels a clock."""

    kind: Literal["event", "enter", "leave", "receipt"]
    name: str
    when: str | None = None


class DueAtField(Value, kw_only=True, tag="field"):
    """Due on the date in a field of the case; `eve` where that is the day before a holiday."""

    field: str
    eve: bool = False


class DueOnDate(Value, kw_only=True, tag="date"):
    """Due on one fixed date."""

    on: dt.date


class DueMonthly(Value, kw_only=True, tag="monthly"):
    """Due by a day of the month, the next one at or after the start."""

    day: int


class DueFrom(Value, kw_only=True, tag="from"):
    """Due a length before or after the date in a field."""

    length: Length
    direction: Literal["before", "after"]
    field: str


DueDate = DueAtField | DueOnDate | DueMonthly | DueFrom


class Undoing(Value, kw_only=True):
    """An event that takes back the claim which stopped a clock (semantics 10)."""

    trigger: Trigger
    then: Literal["continue", "resume", "restart"] = "resume"


class Suspension(Value, kw_only=True):
    """What holds a clock and what lets it run again (semantics 13)."""

    begins: tuple[Trigger, ...]
    ends: tuple[Trigger, ...]


class ExtensionRule(Value, kw_only=True):
    """Whether, by whom, by how much and how often a deadline may be moved (semantics 12)."""

    workflow: str
    by: str
    at_most: Length
    times: int = 1
    apply_before: Length | None = None
    pending: Literal["runs", "holds"] = "runs"


class Reminder(Value, kw_only=True):
    """A nudge of no legal meaning (semantics 16): at set lengths, and again `every`."""

    roles: tuple[str, ...]
    at: tuple[Length, ...] = ()
    every: Length | None = None


class Recurrence(Value, kw_only=True):
    """How a clock recurs: each period once, from when it starts until it is cancelled.

    `partial`: whether a period counts in which the clock started, or whose case was left.
    """

    every: Every
    partial: Literal["owed", "skip"] = "owed"


class Deadline(Value, kw_only=True):
    """A clock: what starts and ends it, how long it is, and what follows."""

    name: str
    title: Text
    clause: Text | None = None
    starts: tuple[Trigger, ...]
    stops: tuple[Trigger, ...] = ()
    cancels: tuple[Trigger, ...] = ()
    undone_by: tuple[Undoing, ...] = ()
    again: Literal["keep", "restart"] = "keep"
    within: Length | None = None
    within_setting: str | None = None
    due: DueDate | None = None
    soft: bool = False
    governing: bool = False
    not_before: dt.date | None = None
    first_day: Literal["excluded", "included"] = "excluded"
    roll: Literal["next", "previous", "none"] | None = None
    counting: str | None = None
    follow_earlier: bool = False
    suspended: Suspension | None = None
    extension: ExtensionRule | None = None
    warn: tuple[Length, ...] = ()
    warned: tuple[str, ...] = ()
    remind: Reminder | None = None
    overdue: tuple[Step, ...] = ()
    recurs: Recurrence | None = None
