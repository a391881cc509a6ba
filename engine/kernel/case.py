"""What a case is at one moment: frozen values, complete, and equal when they say the same."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, dataclass_transform

import msgspec

ClockStatus = Literal[
    "running", "suspended", "met", "met_late", "cancelled", "superseded", "missed"
]  # fmt: skip


# Tells type checkers that every value below is frozen and takes named arguments.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of the kernel's values."""


class TakenStep(Value, kw_only=True):
    """A step that a clock's present term has behind it; of a mere nag just the last repetition.

    `seq` is its history entry. `passed` tells a step whose `when` was false: it was passed
    over, not taken.
    """

    id: str
    at: dt.datetime
    number: int = 1
    seq: int = 0
    passed: bool = False


class Basis(Value, kw_only=True):
    """What the due day of a term was counted from, so that it can be counted anew.

    `start`: the day the term began. `left`: so many days, working ones where the deadline counts
    them, from that day. `named`: the date `on`, as the rule counts from it. `fixed`: the due day
    is a date that somebody granted or that was taken over, and no calendar moves it.
    """

    kind: Literal["start", "left", "named", "fixed"]
    left: int | None = None
    on: dt.date | None = None


class Clock(Value, kw_only=True):
    """One generation of a deadline in a case: the state of its present term.

    `due_at` is the instant at which the due day has ended (semantics 1); both are None for
    `promptly`. `term_at` is when the present
    term began. `ladder_from` is the day that the ladder counts from: the due day, or the
    start day where the deadline was already past at its start (semantics 8). `left` is what
    remains while the clock is held or claimed, in working days where `left_working`, else in
    calendar days (semantics 10, 13). No step takes effect before `rings_from`: the undoing of a
    claim that goes on as if it had not been, or a release on the day of the suspension.
    An `undone` one should never have started: it was cancelled by a correction, and counts for
    nothing but the number of the generation that comes after it. Without a `basis` the due day is
    counted from the start. `recounted_at` is when a notice last had the term counted anew; none of
    its steps takes effect before that.
    """

    name: str
    generation: int = 1
    term: int = 1
    status: ClockStatus = "running"
    started_on: dt.date
    started_at: dt.datetime
    term_at: dt.datetime
    due_on: dt.date | None = None
    due_at: dt.datetime | None = None
    ladder_from: dt.date | None = None
    rings_from: dt.datetime | None = None
    provisional: bool = False
    revision: str = ""
    ended_on: dt.date | None = None
    ended_at: dt.datetime | None = None
    left: int | None = None
    left_working: bool = False
    held_by: Literal["", "suspension", "extension"] = ""
    held_on: dt.date | None = None
    extensions: int = 0
    extended_to: dt.date | None = None
    undone: bool = False
    basis: Basis | None = None
    recounted_at: dt.datetime | None = None
    taken: tuple[TakenStep, ...] = ()
    next_step: str | None = None
    next_at: dt.datetime | None = None


class ActMemory(Value, kw_only=True):
    """What a case remembers of an event: who took it last, when, and everybody who ever did."""

    actor: str
    on: dt.date
    persons: tuple[str, ...] = ()


class Link(Value, kw_only=True):
    """Where a case hangs in its family.

    The parent, the field of the parent that lists it, and the parent's history entry that
    opened it.
    """

    case: str
    field: str | None = None
    seq: int = 0


class Origin(Value, kw_only=True):
    """The deadline of the parent that a case was opened about (an extension request)."""

    deadline: str
    generation: int


class AwaitedReceipt(Value, kw_only=True):
    """A paper that was sent and that nobody has signed for yet.

    It counts as received at `deemed_at`, the end of `deemed_on`; both are None where it never
    does by itself.
    """

    paper: str
    document: str
    sent_on: dt.date
    deemed_on: dt.date | None = None
    deemed_at: dt.datetime | None = None


class Relation(Value, kw_only=True):
    """Another case that this one was merged with or split from, beside their families."""

    kind: Literal["merged_into", "merged_from", "split_from", "split_into"]
    case: str


class Attachment(Value, kw_only=True):
    """A file that belongs to a case: its name there, and what its bytes are.

    `field` is the field that it belongs to, `type` what its bytes say they are, `size` in bytes.
    `package` is the key under which it was handed over to another house, where it was.
    """

    name: str
    sha256: str
    size: int
    type: str
    field: str | None = None
    seq: int
    by: str
    at: dt.datetime
    package: str | None = None


class Ran(Value, kw_only=True):
    """A definition version that a case ran under before, up to and including an entry."""

    version: int
    until: int


class Case(Value, kw_only=True):
    """A case at one moment.

    `id` sorts in order of opening. `root` is the id of the family's first case (its own for
    a case without parent). `seq` and `head` are the number and hash of the last history
    entry. `waiting` holds, per event that several roles
    must take, the roles that have. A case that was annulled or merged into another is `void`,
    whatever state it stands in. `earlier` are the versions that it was migrated away from.
    """

    id: str
    number: str
    workflow: str
    version: int
    state: str
    home: str
    root: str
    opened_by: str
    opened_on: dt.date
    opened_at: dt.datetime
    acted_on: dt.date
    acted_at: dt.datetime
    closed_on: dt.date | None = None
    closed_at: dt.datetime | None = None
    parent: Link | None = None
    origin: Origin | None = None
    fields: dict[str, Any] = {}
    clocks: tuple[Clock, ...] = ()
    acts: dict[str, ActMemory] = {}
    waiting: dict[str, tuple[str, ...]] = {}
    marks: tuple[str, ...] = ()
    void: bool = False
    awaited: tuple[AwaitedReceipt, ...] = ()
    related: tuple[Relation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    earlier: tuple[Ran, ...] = ()
    seq: int = 0
    head: str = ""

    @property
    def revision(self) -> int:
        """The version that a writer must have read: every change adds to the history."""
        return self.seq

    @property
    def next_due_at(self) -> dt.datetime | None:
        """The earliest instant at which a clock rings or a paper counts as received."""
        earliest = None
        for paper in self.awaited if self.closed_at is None else ():
            at = paper.deemed_at
            if at is not None and (earliest is None or at < earliest):
                earliest = at
        for clock in self.clocks:
            at = clock.next_at
            if at is not None and (earliest is None or at < earliest):
                earliest = at
        return earliest

    def version_at(self, seq: int) -> int:
        """Return the definition version under which an entry was made."""
        return next((ran.version for ran in self.earlier if seq <= ran.until), self.version)

    def clock(self, name: str) -> Clock | None:
        """Return the latest generation of a deadline, or None where it never started."""
        for clock in reversed(self.clocks):
            if clock.name == name and not clock.undone:
                return clock
        return None


EntryKind = Literal[
    "opened", "act", "automatic", "told", "step", "passed", "marked", "extended", "held",
    "released", "signed", "withdrawn", "recomputed", "sent", "receipted", "recalled", "merged",
    "split", "corrected", "annulled", "reassigned", "attached", "confirmed",
    "migrated", "drafted", "dropped",
]  # fmt: skip


class Entry(Value, kw_only=True):
    """One line of a case's history, as the kernel decides it.

    `changes` says what became different, in full, so that folding the entries gives the case
    (`replay`): `fields`, `clocks`, `waiting`, `acts`, `marks`, `void`, `awaited`, `related`,
    `version`, `earlier`, what was `dropped` of fields and acts, and for the first entry the whole
    `case`. `said` is what the actor supplied; `private` the personal free text among it, which
    the store keeps apart under a salted commitment (semantics 26).
    """

    case: str
    seq: int
    kind: EntryKind
    event: str
    source: str | None
    target: str | None
    actor: str
    principal: str | None = None
    post: str | None = None
    role: str | None = None
    signed: bool = False
    occurred_on: dt.date
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    reason: str | None = None
    said: dict[str, Any] = {}
    changes: dict[str, Any] = {}
    private: dict[str, str] = {}

    @property
    def counts_from(self) -> dt.datetime:
        """The instant from which what this entry says of a case is true.

        A correction is taken today, and what it restores holds from the act that it undoes.
        """
        if self.kind != "corrected":
            return self.occurred_at
        return msgspec.convert(self.said["from"], dt.datetime)
