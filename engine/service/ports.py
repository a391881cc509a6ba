"""What the service needs of the outside, as Protocols of a few methods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from engine.kernel.case import Case, Entry, Value
from engine.service.duty_rows import DutyBook
from engine.service.following import Calendars, Following
from engine.service.list_rows import CaseSpanRow, WaitingRow

# Readers of cases import this module: what only the protocols name must not cost their start.
if TYPE_CHECKING:
    from engine.calendar.profile import CountingProfile
    from engine.definition.workflow import Workflow
    from engine.kernel.directory import Directory
    from engine.service.later import LaterEntry


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """Return the present instant, aware, in UTC."""


class Identity(Protocol):
    """Makes identifiers and salts."""

    def case_id(self) -> str:
        """Return a new case id; ids made later sort later."""

    def salt(self) -> str:
        """Return fresh randomness for a commitment, in hexadecimal."""


class HistoryRow(Value, kw_only=True):
    """A history entry as it is kept: canonical JSON text, its hash, its predecessor's hash."""

    case: str
    seq: int
    kind: str
    event: str
    source: str | None
    target: str | None
    actor: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    text: str
    hash: str
    previous: str
    hash_version: int = 1


class PrivateRow(Value, kw_only=True):
    """Personal free text of an entry; `commitment` stands for it in the entry's text."""

    case: str
    seq: int
    field: str
    salt: str
    text: str
    commitment: str


class StepRow(Value, kw_only=True):
    """A step of a deadline that took effect; its key is unique (semantics 14)."""

    case: str
    deadline: str
    generation: int
    term: int
    step: str
    seq: int
    occurred_at: dt.datetime
    recorded_at: dt.datetime


class SpanRow(Value, kw_only=True):
    """What a clock was from an instant on, as recorded at an instant; only ever appended.

    As of an instant D, as known at K, a clock is its span of the highest `seq` with
    `from_at` < D and `recorded_at` <= K.
    """

    case: str
    deadline: str
    generation: int
    term: int
    seq: int
    status: str
    started_on: dt.date
    due_on: dt.date | None
    due_at: dt.datetime | None
    from_at: dt.datetime
    recorded_at: dt.datetime


class MessageRow(Value, kw_only=True):
    """A message to send outside, once per `key`, not before `send_after`; `person:ID` is a role.

    `confirm_late`: where it was recorded long after it occurred, somebody confirms it first.
    """

    key: str
    case: str
    seq: int
    kind: str
    roles: tuple[str, ...]
    about: str
    occurred_at: dt.datetime
    send_after: dt.datetime
    recorded_at: dt.datetime | None = None
    confirm_late: bool = False


class PaperRow(Value, kw_only=True):
    """A paper of a case: drafted, signed, sent, receipted; or void, its number kept.

    It counts as received at `deemed_at`, unless somebody signs for it before. `receipted_by`
    is who did, or the engine.
    """

    key: str
    case: str
    seq: int
    document: str
    to: tuple[str, ...]
    copies: dict[str, tuple[str, ...]] = {}
    drafted_at: dt.datetime
    status: str = "draft"
    number: str | None = None
    signed_by: str | None = None
    signed_at: dt.datetime | None = None
    sent_by: str | None = None
    sent_on: dt.date | None = None
    sent_at: dt.datetime | None = None
    deemed_at: dt.datetime | None = None
    receipted_by: str | None = None
    receipted_on: dt.date | None = None
    receipted_at: dt.datetime | None = None
    voided_by: str | None = None
    voided_at: dt.datetime | None = None


class CaseColumns(Value, kw_only=True):
    """What lists and figures ask of a case beside its body."""

    stage: str | None
    final: str | None
    organisation: str | None
    secret: bool
    title: str


class Change(Value, kw_only=True):
    """All that one transaction says of one case; `before` is None for a new one."""

    before: Case | None
    after: Case
    columns: CaseColumns
    soft: dict[str, bool] = {}
    governing: str | None = None
    history: tuple[HistoryRow, ...] = ()
    private: tuple[PrivateRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    spans: tuple[SpanRow, ...] = ()
    case_spans: tuple[CaseSpanRow, ...] = ()
    waits: tuple[WaitingRow, ...] = ()
    waits_no_more: tuple[WaitingRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    papers: tuple[PaperRow, ...] = ()


class UnitOfWork(Following, DutyBook, Protocol):
    """One transaction: what is read stays as read, what is recorded stands or falls whole."""

    def case(self, case_id: str) -> Case:
        """Return a case, held against other writers; raise NotFound."""

    def find(self, number: str) -> str:
        """Return the id behind a case number as people type it; raise NotFound."""

    def lock_family(self, root: str) -> None:
        """Keep every other writer out of a family until the end of the transaction."""

    def children(self, parent: str, field: str | None = None) -> list[Case]:
        """Return the children of a case in order of opening, void ones included."""

    def is_alone(self, case_id: str) -> bool:
        """Return whether a case that was read has neither parent nor children."""

    def due_in_family(self, root: str, until: dt.datetime) -> list[str]:
        """Return the ids of the family's cases with `next_due_at` <= until."""

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        """Return cases that need attention, earliest first, held against other writers.

        Cases that another scheduler holds, and those in `passing`, are left out.
        """

    def next_number(self, office: str, series: str, year: int) -> int:
        """Return the next number of a series, gap-free, its counter held until the end."""

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""

    def history(self, case_id: str) -> list[Entry]:
        """Return the history of a case, oldest entry first, with the personal texts still kept."""

    def family_since(self, root: str, since: dt.datetime) -> list[LaterEntry]:
        """Return what a family's histories gained from an instant on, mere steps left out."""

    def messages(self, case_id: str) -> list[MessageRow]:
        """Return the messages of a case, oldest first, those that have left included."""

    def drop_message(self, key: str) -> bool:
        """Take a message out of the outbox; False where it is leaving or has left."""

    def confirm_message(self, key: str, person: str, now: dt.datetime) -> bool:
        """Let a message leave that is held; False where it is not."""

    def record(self, changes: Sequence[Change]) -> None:
        """Write changes; raise Conflict where a case is no longer as it was read."""

    def imported(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the cases that imported rows became, by the keys of those that are known."""

    def remember_import(self, key: str, case_id: str) -> None:
        """Note which case an imported row became."""

    def take_item(self, job: int, place: int) -> bool:
        """Mark an item of a job as done with this transaction; False where it waits no more."""


class Units(Protocol):
    """Gives transactions."""

    def unit(self) -> AbstractContextManager[UnitOfWork]:
        """Open one transaction for writing; it commits on leaving, rolls back on an error."""


class Store(Units, Protocol):
    """A database of cases."""

    def bulk(self) -> AbstractContextManager[Units]:
        """Open one transaction for very many units, which are written together, or none."""


class Library(Calendars, Protocol):
    """What is pinned and known: definitions, calendars, counting profiles, organisations."""

    def workflow(self, name: str, version: int | None = None) -> Workflow:
        """Return a published definition, the newest without a version; raise NotFound."""

    def profiles(self) -> Mapping[str, CountingProfile]:
        """Return the counting profiles by name."""

    def directory(self) -> Directory:
        """Return everything known of organisations, people and posts."""

    def counted(self) -> Mapping[str, frozenset[str]]:
        """Return the events that the duties of any published definition count, by workflow."""

    def home(self) -> str:
        """Return the organisation whose office uses this database."""


class Channel(Protocol):
    """Delivers messages outside."""

    name: str

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        """Deliver once per key; raise DeliveryError where it cannot."""
