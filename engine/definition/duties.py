"""Duties: what is owed again in every period, by whom, and how it is seen to be done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from engine.calendar.lengths import Length
from engine.calendar.periods import Every
from engine.definition.deadlines import DueDate
from engine.definition.steps import OpenCase, Step
from engine.definition.value import Text, Value

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow

#: The event of a duty's case by which who owes it says that something was done.
RECORD = "record"
#: The event by which the engine counts what was done in another case.
COUNT = "count"
LAPSE = "lapse"
DROP = "drop"

OWING, DONE, MISSED, DROPPED = "owing", "done", "missed", "dropped"

#: The deadline of a duty's case, which figures speak of.
PERIOD = "period"
OWNER = "owner"


class Counted(Value, kw_only=True):
    """An event of other cases that counts; `when` sees the case as `found`."""

    workflow: str
    event: str
    when: str | None = None


class Draw(Value, kw_only=True):
    """What is drawn by lot for each that owes a duty, in every period.

    `no_repeat`: not again until all were drawn (`round`), or not again at all (`ever`). `apart`:
    nobody else draws the same in the same period.
    """

    source: str
    count: int = 1
    no_repeat: Literal["round", "ever"] | None = None
    apart: bool = False
    opens: OpenCase | None = None


class LastDay(Value, kw_only=True):
    """By when in its period a duty is due: the period's end where nothing is said.

    A `day` of its last month, the `eve` of what the period is named for, or a `date`.
    """

    day: int | None = None
    eve: bool = False
    date: DueDate | None = None


class Duty(Value, kw_only=True):
    """Something owed in every period while a case is in one of some states."""

    name: str
    title: Text
    clause: Text | None = None
    case_number: str | None = None
    every: Every
    states: tuple[str, ...]
    owed_by: tuple[str, ...]
    each: str | None = None
    jointly: bool = False
    at_least: float = 1
    sum: str | None = None
    counts: Counted | None = None
    proof: dict[str, str] = {}
    proof_titles: dict[str, Text] = {}
    draw: Draw | None = None
    by: LastDay = LastDay()
    roll: Literal["next", "previous", "none"] | None = None
    partial: Literal["owed", "skip"] = "owed"
    warn: tuple[Length, ...] = ()
    overdue: tuple[Step, ...] = ()
    closes_with: tuple[Step, ...] = ()


def opened_by_duty(workflow: str, duty: str) -> str:
    """Return the name of the workflow of a duty's cases."""
    return f"{workflow}.{duty}"


def counted_by(workflows: Iterable[Workflow]) -> dict[str, frozenset[str]]:
    """Return the events that the duties of some definitions count, by workflow."""
    found: dict[str, set[str]] = {}
    for workflow in workflows:
        for duty in workflow.duties.values():
            if duty.counts is not None:
                found.setdefault(duty.counts.workflow, set()).add(duty.counts.event)
    return {name: frozenset(events) for name, events in found.items()}


def host_and_duty(name: str) -> tuple[str, str]:
    """Return the workflow and the duty that a workflow's name tells; no duty for most of them."""
    host, _, duty = name.partition(".")
    return host, duty


def field_of(duty: str) -> str:
    """Return the field of a case under which the cases of its duty hang."""
    return f"duty:{duty}"
