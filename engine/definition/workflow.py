"""A checked definition as values: what the kernel, the store and the commands read.

`compile.py` makes these from YAML after every check has passed. Names resolve, settings
are filled in, ladders stand inside their deadlines. Texts in two languages are `Text`.
Expressions stay text here; `expressions.py` compiles them once per definition version.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, dataclass_transform

import msgspec

from engine.calendar.lengths import Length


# Tells type checkers that every value below is frozen and takes named arguments.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all values of a definition: frozen, named arguments, defaults left out of JSON."""


class Text(Value, kw_only=True):
    """One text in both languages; a text given once stands for both."""

    zh: str
    en: str


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
    clause: str | None = None
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
    """Who acts or is told: the holder of a post, or a person named in a case."""

    name: str
    title: Text
    office: str | None = None
    at: Place | Lookup | None = None
    person: str | None = None
    origin_extension: bool = False
    excluded: tuple[str, ...] = ()


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


class State(Value, kw_only=True):
    """Where a case stands. `final` is None, `done` or `void`."""

    name: str
    title: Text
    stage: str | None = None
    initial: bool = False
    final: Literal["done", "void"] | None = None
    rests: str | None = None


class Notify(Value, kw_only=True, tag="notify"):
    """Tell these roles."""

    roles: tuple[str, ...]


class IssueDocument(Value, kw_only=True, tag="document"):
    """Draft a paper of a kind to roles, or to a distribution list."""

    document: str
    to: tuple[str, ...] = ()
    to_list: str | None = None


class OpenCase(Value, kw_only=True, tag="open"):
    """Open a case of another workflow as a child under `as_field`, one for `each` where given."""

    workflow: str
    as_field: str | None = None
    values: dict[str, str] = {}
    asked: tuple[str, ...] = ()
    each: str | None = None


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


Verb = Notify | IssueDocument | OpenCase | TakeEvent | TellChildren | MarkCase | ExtendOrigin


class Step(Value, kw_only=True):
    """One thing to do, in a `then:` list or a ladder."""

    verb: Verb
    id: str = ""
    when: str | None = None
    after: Length | None = None
    every: Length | None = None
    confirm_late: bool | None = None


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
    clause: str | None = None
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


class Trigger(Value, kw_only=True):
    """What starts, stops or cancels a clock."""

    kind: Literal["event", "enter", "leave", "receipt"]
    name: str
    when: str | None = None


class DueAtField(Value, kw_only=True, tag="field"):
    """Due on the date in a field of the case."""

    field: str


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


class Deadline(Value, kw_only=True):
    """A clock: what starts and ends it, how long it is, and what follows."""

    name: str
    title: Text
    clause: str | None = None
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


class Workflow(Value, kw_only=True):
    """A definition, checked and pinned under its version."""

    name: str
    version: int
    title: Text
    basis: tuple[str, ...] = ()
    calendar: str = "china"
    counting: str = "civil_code"
    opened_by: OpenedBy = OpenedBy()
    case_number: str | None = None
    secret: bool = False
    settings: dict[str, Setting] = {}
    roles: dict[str, Role] = {}
    fields: dict[str, Field] = {}
    stages: dict[str, Text] = {}
    states: dict[str, State] = {}
    events: dict[str, Event] = {}
    deadlines: dict[str, Deadline] = {}
    lists: dict[str, DistributionList] = {}
    documents: dict[str, Document] = {}
    subject: str | None = None

    def initial(self) -> State:
        """Return the one state in which a case begins."""
        return next(state for state in self.states.values() if state.initial)
