"""A checked definition as values: what the kernel, the store and the commands read.

`compile.py` makes these from YAML after every check has passed. Names resolve, settings
are filled in, ladders stand inside their deadlines. Texts in two languages are `Text`.
Expressions stay text here; `expressions.py` compiles them once per definition version.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from engine.calendar.lengths import Length
from engine.definition.deadlines import (
    Deadline,
    DueAtField,
    DueDate,
    DueFrom,
    DueMonthly,
    DueOnDate,
    ExtensionRule,
    Reminder,
    Suspension,
    Trigger,
    Undoing,
)
from engine.definition.duties import Duty
from engine.definition.handoffs import Handoff
from engine.definition.ledgers import Figure, Ledger
from engine.definition.steps import (
    ExtendOrigin,
    IssueDocument,
    MarkCase,
    Notify,
    OpenCase,
    OpenDuty,
    Step,
    TakeEvent,
    TellChildren,
    Verb,
)
from engine.definition.value import Text, Value

__all__ = [
    "Branch",
    "Deadline",
    "DistributionList",
    "Document",
    "DueAtField",
    "DueDate",
    "DueFrom",
    "DueMonthly",
    "DueOnDate",
    "Duty",
    "Event",
    "ExtendOrigin",
    "ExtensionRule",
    "Field",
    "FieldType",
    "Handoff",
    "IssueDocument",
    "Lookup",
    "MarkCase",
    "Notify",
    "OpenCase",
    "OpenDuty",
    "OpenedBy",
    "Place",
    "Reader",
    "Receipt",
    "Reminder",
    "Role",
    "Setting",
    "SettingType",
    "State",
    "Step",
    "Suspension",
    "TakeEvent",
    "TellChildren",
    "Text",
    "Trigger",
    "Undoing",
    "Value",
    "Verb",
    "Workflow",
]


FieldType = Literal[
    "text", "number", "money", "date", "yes_no", "choice", "choices", "code", "person", "persons",
    "organisation", "organisations", "document", "documents", "rows", "case", "cases", "picks",
    "period",
]  # fmt: skip
SettingType = Literal["length", "date", "number", "choice"]


class Setting(Value, kw_only=True):
    """A pinned constant of this version, with where its number comes from."""

    name: str
    type: SettingType
    value: Any
    title: Text | None = None
    clause: Text | None = None
    choices: dict[str, Text] = {}

    def __post_init__(self) -> None:
        """Read a value that comes from JSON, which knows neither lengths nor dates."""
        if self.type == "length" and isinstance(self.value, dict):
            msgspec.structs.force_setattr(self, "value", msgspec.convert(self.value, Length))
        elif self.type == "date" and isinstance(self.value, str):
            msgspec.structs.force_setattr(self, "value", dt.date.fromisoformat(self.value))


class Lookup(Value, kw_only=True, tag="lookup"):
    """The one organisation of a kind that serves another: exactly one hit, or a refusal."""

    kind: str
    level: str | None = None
    sector: str | None = None
    over: str = "home"


class Place(Value, kw_only=True, tag="place"):
    """An expression that yields one organisation, or a list of them."""

    expression: str


class Role(Value, kw_only=True):
    """Who acts or is told: the holder of a post, or a person named in a case.

    `owes` is who owes the duty that a case is about, `of_parent` a role of the case above it.
    """

    name: str
    title: Text
    office: str | None = None
    at: Place | Lookup | None = None
    person: str | None = None
    origin_extension: bool = False
    excluded: tuple[str, ...] = ()
    owes: bool = False
    of_parent: bool = False


class Field(Value, kw_only=True):
    """A fact that a case carries."""

    name: str
    type: FieldType
    title: Text
    required: bool = False
    required_when: str | None = None
    default: str | None = None
    personal: bool = False
    secret: bool = False
    hidden: bool = False
    linked: bool = False
    also: tuple[str, ...] = ()
    choices: dict[str, Text] = {}
    code_list: str | None = None
    workflow: str | None = None
    of: str | None = None
    columns: dict[str, FieldType] = {}
    column_titles: dict[str, Text] = {}


class State(Value, kw_only=True):
    """Where a case stands. `final` is None, `done` or `void`."""

    name: str
    title: Text
    stage: str | None = None
    initial: bool = False
    final: Literal["done", "void"] | None = None
    rests: Text | None = None


class Branch(Value, kw_only=True):
    """One way out of an event; `to` is None where the case stays."""

    to: str | None
    when: str | None = None


class Event(Value, kw_only=True):
    """Something that a person, or the engine, does to a case."""

    name: str
    title: Text
    sources: tuple[str, ...]
    branches: tuple[Branch, ...]
    by: tuple[str, ...] = ()
    by_engine: bool = False
    by_each: tuple[str, ...] = ()
    automatic: bool = False
    clause: Text | None = None
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    sets: dict[str, str] = {}
    defaults: dict[str, str] = {}
    dated: str | None = None
    when: str | None = None
    otherwise: Text | None = None
    signed: bool = False
    in_person: bool = False
    not_same_person_as: tuple[str, ...] = ()
    then: tuple[Step, ...] = ()


class DistributionList(Value, kw_only=True):
    """Who gets a paper: reported to, sent to, copied to."""

    name: str
    report: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()


class Receipt(Value, kw_only=True):
    """Who signs for a paper, and when it counts as received without a signature."""

    by: str
    deemed_after: Length | None = None


class Document(Value, kw_only=True):
    """A kind of paper."""

    name: str
    title: Text
    number: str | None = None
    series: str | None = None
    signed_by: str | None = None
    receipt: Receipt | None = None


class OpenedBy(Value, kw_only=True):
    """Who may open such a case: roles by hand, parents by field, or any parent."""

    hand: tuple[str, ...] = ()
    parents: dict[str, tuple[str, ...]] = {}
    any_case: bool = False
    any_deadline: bool = False


class Reader(Value, kw_only=True):
    """Roles that may see fields (all where none is named) once a case has entered a state."""

    roles: tuple[str, ...]
    fields: tuple[str, ...] = ()
    since: str | None = None


class Workflow(Value, kw_only=True):
    """A definition, checked and pinned under its version.

    `based_on` names the versions that it was made from, the nearest first. The cases of a duty
    run under a workflow of their own, which follows from it and is a `duty_of` it.
    """

    name: str
    version: int
    title: Text
    based_on: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    calendar: str = "china"
    counting: str = "civil_code"
    opened_by: OpenedBy = OpenedBy()
    case_number: str | None = None
    secret: bool = False
    readers: tuple[Reader, ...] = ()
    settings: dict[str, Setting] = {}
    roles: dict[str, Role] = {}
    fields: dict[str, Field] = {}
    stages: dict[str, Text] = {}
    states: dict[str, State] = {}
    events: dict[str, Event] = {}
    deadlines: dict[str, Deadline] = {}
    lists: dict[str, DistributionList] = {}
    documents: dict[str, Document] = {}
    marks: dict[str, Text] = {}
    subject: str | None = None
    handoff: Handoff | None = None
    ledgers: dict[str, Ledger] = {}
    figures: dict[str, Figure] = {}
    duties: dict[str, Duty] = {}
    duty_workflows: dict[str, Workflow] = {}
    duty_of: str | None = None

    def initial(self) -> State:
        """Return the one state in which a case begins."""
        return next(state for state in self.states.values() if state.initial)
