"""What lists and pages show of cases: frozen values, read only."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from engine.kernel.case import Case, Value
from store.codec import to_case


class CaseLine(Value, kw_only=True):
    """A case as a list shows it."""

    id: str
    number: str
    workflow: str
    version: int
    state: str
    stage: str | None = None
    final: str | None = None
    organisation: str | None = None
    secret: bool = False
    title: str = ""
    opened_on: dt.date
    opened_at: dt.datetime
    closed_on: dt.date | None = None
    closed_at: dt.datetime | None = None
    next_due_at: dt.datetime | None = None
    parent: str | None = None
    parent_field: str | None = None
    parent_number: str | None = None


class CaseView(Value, kw_only=True):
    """A case whole, with what a list shows of it and of its children."""

    case: Case
    line: CaseLine
    children: tuple[CaseLine, ...] = ()


class OverdueLine(Value, kw_only=True):
    """A running clock whose due day has ended, and its case."""

    case: CaseLine
    deadline: str
    generation: int
    term: int = 1
    soft: bool = False
    due_on: dt.date
    due_at: dt.datetime
    next_step: str | None = None
    next_at: dt.datetime | None = None


class Past(Value, kw_only=True):
    """A moment to look back at: what had happened before an instant, as known at another."""

    before: dt.datetime
    known_at: dt.datetime


class StoredCase(NamedTuple):
    """A case's text as it is stored, and the definition version that it is of."""

    id: str
    version: int
    text: str

    def case(self) -> Case:
        """Return the case that the text holds."""
        return to_case(self.text)


class Filters(Value, kw_only=True):
    """What a list of cases is narrowed by; what is left out does not narrow.

    `open` is True for open cases, False for closed ones. `visible` holds the workflows whose
    secret cases may be seen, None meaning all; a case that names the person `named` may be seen as
    well. `secret` asks for secret cases alone. `overdue_before` and `due_by` ask for a running
    clock; `after` continues a list behind the last case id of the page before. `person` is
    named in the case, or acted in it. Days between which a case was opened or closed are
    included.
    """

    workflow: str | None = None
    state: str | None = None
    stage: str | None = None
    open: bool | None = None
    organisations: tuple[str, ...] | None = None
    parent: str | None = None
    person: str | None = None
    overdue_before: dt.datetime | None = None
    due_by: dt.date | None = None
    opened_from: dt.date | None = None
    opened_to: dt.date | None = None
    closed_from: dt.date | None = None
    closed_to: dt.date | None = None
    text: str | None = None
    visible: tuple[str, ...] | None = ()
    named: str | None = None
    secret: bool = False
    after: str | None = None
    limit: int = 1_000


class Figures(Value, kw_only=True):
    """Figures of a workflow by its governing deadline (semantics 28)."""

    group: object = None
    opened: int = 0
    closed: int = 0
    overdue: int = 0
    closed_on_time: int = 0
    closed_late: int = 0

    @property
    def open(self) -> int:
        """Cases whose governing deadline was not met."""
        return self.opened - self.closed

    @property
    def closure_rate(self) -> str:
        """Closed out of opened, in per cent with two decimals."""
        if not self.opened:
            return "0.00"
        hundredths = (self.closed * 20_000 + self.opened) // (2 * self.opened)
        return f"{hundredths // 100}.{hundredths % 100:02d}"
