"""What becomes of a case that cannot be settled: an incident of its own, tried again later."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from engine.errors import Conflict, PatrolError, StoreError
from engine.kernel.case import Case, Value
from engine.kernel.effects import PendingStep

FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=6)

#: What is the fault of one case, or of its definition, whoever acts.
OF_THE_CASE = ("automatic_without_end", "steps_without_end", "clock_without_step")
#: How the database's own faults begin, and those of them that it finds in one case alone.
_OF_THE_STORE = "store_"
_OF_ITS_ROWS = ("store_refused", "store_text_unstorable")


class Fault(Value, kw_only=True):
    """What went wrong in a case, and at which instant it was to be settled.

    `about` is empty where the case itself stands still, else the step that stands although what
    should have followed from it does not.
    """

    case: str
    code: str
    facts: dict[str, Any]
    due_at: dt.datetime | None = None
    about: str = ""


def consequence_lost(case: Case, pending: PendingStep, fault: PatrolError) -> Fault:
    """Return the fault of a step that was taken and from which nothing could follow."""
    return Fault(
        case=case.id,
        about=pending.cause.event,
        code=fault.code,
        facts=dict(fault.facts),
        due_at=pending.cause.at,
    )


class Incident(Value, kw_only=True):
    """A fault of a case as it is kept; without `retry_at` only a person closes it."""

    case: str
    number: str
    workflow: str
    about: str
    code: str
    facts: dict[str, Any]
    due_at: dt.datetime | None
    first_at: dt.datetime
    last_at: dt.datetime
    tries: int
    retry_at: dt.datetime | None
    status: str
    closed_at: dt.datetime | None = None
    closed_by: str | None = None


class Incidents(Protocol):
    """Keeps incidents, each change in a transaction of its own.

    A case in whose family an incident waits for its next try is not claimed by a sweep.
    """

    def note(self, fault: Fault, at: dt.datetime) -> None:
        """Keep a fault: as a new incident, or as another try of the one that is open."""

    def close_what_is_over(self, at: dt.datetime) -> int:
        """Close the incidents of cases that have gone on since; return how many."""


def next_try(tries: int, at: dt.datetime) -> dt.datetime:
    """Return when a case is tried again that failed so many times, the last time at an instant."""
    doubled: dt.timedelta = FIRST_PAUSE * (1 << min(tries - 1, 16))
    return at + min(doubled, LONGEST_PAUSE)


def concerns_all(fault: Exception) -> bool:
    """Return whether a fault lies in the database and not in a case."""
    return (
        isinstance(fault, StoreError)
        and fault.code.startswith(_OF_THE_STORE)
        and fault.code not in _OF_ITS_ROWS
    )


def is_taken(fault: Exception) -> bool:
    """Return whether somebody else was at a case first: nothing is wrong with it."""
    return isinstance(fault, Conflict)


def told(fault: Exception) -> tuple[str, dict[str, Any]]:
    """Return the code and the facts of a fault; one that nobody foresaw is told by its kind."""
    if isinstance(fault, PatrolError):
        return fault.code, dict(fault.facts)
    return "unexpected", {"kind": type(fault).__name__, "detail": str(fault)[:300]}
