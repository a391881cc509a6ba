"""What a store keeps of duties beside their cases: who owed what when, and what counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from engine.kernel.case import Value


class DutyRow(Value, kw_only=True):
    """The case of a duty: what is owed, by whom, in which period of which case above it.

    There is one for each `host`, duty, last day of the period, owner and item.
    """

    case: str
    host: str
    root: str
    workflow: str
    duty: str
    owner: str
    item: str
    starts_on: str
    ends_on: str
    counts_workflow: str | None
    counts_event: str | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None = None


class CountedAct(Value, kw_only=True):
    """An act of a person that some definition counts; it counts from `known_at` on."""

    case: str
    seq: int
    workflow: str
    event: str
    occurred_on: dt.date
    known_at: dt.datetime


class Uncounted(Value, kw_only=True):
    """An act that an open case of a duty has not looked at yet."""

    duty: str
    case: str
    seq: int
    occurred_on: dt.date
    known_at: dt.datetime


class DutyNotes(Value, kw_only=True):
    """What one transaction says of duties; `weighed` are acts that a duty's case has looked at."""

    opened: tuple[DutyRow, ...] = ()
    closed: tuple[tuple[str, dt.datetime | None], ...] = ()
    acts: tuple[CountedAct, ...] = ()
    weighed: tuple[Uncounted, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.opened or self.closed or self.acts or self.weighed)


class DutyBook(Protocol):
    """What a transaction reads and writes of duties."""

    def note_duties(self, notes: DutyNotes) -> None:
        """Keep what is said of duties; raise StoreError for a period that was opened before."""

    def uncounted(self, root: str, until: dt.datetime) -> list[Uncounted]:
        """Return what the open duties of a family have not looked at, known by an instant."""

    def acts_between(
        self, workflow: str, event: str, first: str, last: str, until: dt.datetime
    ) -> list[CountedAct]:
        """Return the counted acts of some days, both included, known by an instant."""

    def fresh_acts(self, until: dt.datetime, limit: int) -> list[CountedAct]:
        """Return acts for which no duty was looked up yet, those known first at first."""

    def counting_roots(self, acts: Sequence[CountedAct]) -> list[str]:
        """Return the roots of families with an open duty that may count one of these acts."""

    def looked_up(self, acts: Sequence[CountedAct]) -> None:
        """Note that every duty was looked up for these acts."""
