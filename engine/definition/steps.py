"""Steps: the one thing to do next, in a `then:` list or in a ladder."""

from __future__ import annotations

from engine.calendar.lengths import Length
from engine.definition.value import Value


class Notify(Value, kw_only=True, tag="notify"):
    """Tell these roles."""

    roles: tuple[str, ...]


class IssueDocument(Value, kw_only=True, tag="document"):
    """Draft a paper of a kind to roles, or to a distribution list.

    `together`: one for all whose duty comes to this step in the same period.
    """

    document: str
    to: tuple[str, ...] = ()
    to_list: str | None = None
    together: bool = False


class OpenCase(Value, kw_only=True, tag="open"):
    """Open a case of another workflow as a child under `as_field`, one for `each` where given.

    One opened `beside` stands under a field of the case's own parent.
    """

    workflow: str
    as_field: str | None = None
    values: dict[str, str] = {}
    asked: tuple[str, ...] = ()
    each: str | None = None
    beside: bool = False


class OpenDuty(Value, kw_only=True, tag="duty"):
    """Open the cases of a duty for the period that begins, one for each that owes it."""

    duty: str


class TakeEvent(Value, kw_only=True, tag="event"):
    """Take an event of the case itself."""

    event: str


class TellChildren(Value, kw_only=True, tag="tell"):
    """Take an event in each child under a field."""

    children: str
    event: str
    values: dict[str, str] = {}


class MarkCase(Value, kw_only=True, tag="mark"):
    """Put a word on the case."""

    word: str


class ExtendOrigin(Value, kw_only=True, tag="extend"):
    """Move the deadline that this case was opened about to a date."""

    to: str


Verb = (
    Notify
    | IssueDocument
    | OpenCase
    | OpenDuty
    | TakeEvent
    | TellChildren
    | MarkCase
    | ExtendOrigin
)


class Step(Value, kw_only=True):
    """One thing to do, in a `then:` list or a ladder; with a `state`, only once a case is there."""

    verb: Verb
    id: str = ""
    when: str | None = None
    after: Length | None = None
    every: Length | None = None
    confirm_late: bool | None = None
    state: str | None = None
