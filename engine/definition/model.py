"""The face of a definition: pydantic models of every key that a YAML file may hold.

The vocabulary is closed. What a key means is in the catalogues (`key_…`), from where the JSON
Schema and the reference take it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic import (
    Field as Key,
)
from pydantic_core import PydanticCustomError

from engine.definition.workflow import FieldType, SettingType

RESERVED = {
    "": ("duties", "ledgers", "figures", "based_on", "readers"),
    "opened_by": ("every", "each", "as"),
}
"""Words that later parts of the vocabulary use, by the key they stand under."""

RESERVED_ANYWHERE = ("draw", "proof", "counts", "owed_by")


def _text(value: Any) -> Any:
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, (bool, int, float)):
        raise PydanticCustomError("definition_text_unquoted", "text", {"value": _raw(value)})
    raise PydanticCustomError("definition_text_wanted", "text")


def _raw(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _expression(value: Any) -> Any:
    if isinstance(value, (bool, int, float)):
        return _raw(value)
    if isinstance(value, (dict, list)):
        raise PydanticCustomError("definition_expression_wanted", "expression")
    return value


def _length(value: Any) -> Any:
    if value == 0 and not isinstance(value, bool):
        return "0 days"
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("definition_length_wanted", "length", {"value": _raw(value)})
    return value


def _either(value: Any) -> str:
    return "~many" if isinstance(value, list) else "~mapping" if isinstance(value, dict) else "~one"


def _one_or_many(value: Any) -> str:
    return "~many" if isinstance(value, list) else "~one"


def _one_or_mapping(value: Any) -> str:
    return "~mapping" if isinstance(value, dict) else "~one"


Word = Annotated[str, BeforeValidator(_text)]
Expr = Annotated[
    str,
    BeforeValidator(_expression),
    WithJsonSchema({"type": ["string", "number", "boolean"], "format": "cel"}),
]
Span = Annotated[
    str, BeforeValidator(_length), WithJsonSchema({"type": ["string", "integer"], "minimum": 0})
]
Words = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[list[Word], Tag("~many")],
    Discriminator(_one_or_many),
]
Spans = Annotated[
    Annotated[Span, Tag("~one")] | Annotated[list[Span], Tag("~many")],
    Discriminator(_one_or_many),
]


class Face(BaseModel):
    """Base of the models: closed, named by the words of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, strict=True)


class TwoTexts(Face):
    """A text in both languages."""

    zh: Word
    en: Word


Title = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[TwoTexts, Tag("~mapping")],
    Discriminator(_one_or_mapping),
]


class OpenedByFace(Face):
    """Who may open a case; every other key is a workflow with its fields."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    __pydantic_extra__: dict[str, Words] = {}

    hand: Words | None = None
    any: Literal[True, "case", "deadline"] | None = None


class SettingFace(Face):
    """A limit that an office may set."""

    type: SettingType
    default: Any
    title: Title | None = None
    clause: Word | None = None
    choices: dict[str, Title] = {}


class LookupFace(Face):
    """The organisation of a kind that serves another."""

    kind: Word
    level: Word | None = None
    sector: Word | None = None
    over: Expr = "home"


At = Annotated[
    Annotated[Expr, Tag("~one")] | Annotated[LookupFace, Tag("~mapping")],
    Discriminator(_one_or_mapping),
]


class RoleFace(Face):
    """Who acts or is told."""

    title: Title
    office: Word | None = None
    at: At | None = None
    person: Word | None = None
    role: Word | None = None
    except_: Words = Key(default_factory=list, alias="except")


class FieldFace(Face):
    """A fact that a case carries."""

    type: FieldType
    title: Title | None = None
    required: bool = False
    required_when: Expr | None = None
    default: Expr | None = None
    personal: bool = False
    secret: bool = False
    hidden: bool = False
    linked: bool = False
    also: Words = []
    choices: dict[str, Title] = {}
    list_: Word | None = Key(default=None, alias="list")
    workflow: Word | None = None
    of: Word | None = None
    columns: dict[str, FieldType] = {}


class StateFace(Face):
    """Where a case stands."""

    title: Title | None = None
    stage: Word | None = None
    initial: bool = False
    final: Literal["done", "void"] | None = None
    rests: Word | None = None


class StepFace(Face):
    """One thing to do, in a `then:` list or a ladder: exactly one verb."""

    id: Word | None = None
    after: Span | None = None
    every: Span | None = None
    when: Expr | None = None
    confirm_late: bool | None = None
    notify: Words | None = None
    document: Word | None = None
    to: Words | None = None
    open: Word | None = None
    as_: Word | None = Key(default=None, alias="as")
    with_: dict[str, Expr] = Key(default_factory=dict, alias="with")
    each: Expr | None = None
    event: Word | None = None
    tell: Word | None = None
    mark: Word | None = None
    extend: Literal["origin"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_verb(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            raise PydanticCustomError("definition_step_wanted", "step")
        verbs = [verb for verb in VERBS if data.get(verb) is not None]
        if "tell" in verbs and "event" in verbs:
            verbs.remove("event")
        if not verbs:
            raise PydanticCustomError("definition_step_without_verb", "step")
        if len(verbs) > 1:
            facts = {"verbs": ", ".join(verbs)}
            raise PydanticCustomError("definition_step_several_verbs", "step", facts)
        return data


VERBS = ("notify", "document", "open", "tell", "event", "mark", "extend")


class BranchFace(Face):
    """One way out of an event."""

    to: Word
    when: Expr | None = None


class EachFace(Face):
    """Roles that all must take an event."""

    each: Words


Ways = Annotated[
    Annotated[Word, Tag("~one")]
    | Annotated[BranchFace, Tag("~mapping")]
    | Annotated[list[BranchFace], Tag("~many")],
    Discriminator(_either),
]
By = Annotated[
    Annotated[Word, Tag("~one")]
    | Annotated[EachFace, Tag("~mapping")]
    | Annotated[list[Word], Tag("~many")],
    Discriminator(_either),
]


class EventFace(Face):
    """Something that is done to a case."""

    title: Title
    clause: Word | None = None
    from_: Words = Key(alias="from")
    to: Ways
    by: By
    asks: Words = []
    needs: Words = []
    sets: dict[str, Expr] = {}
    defaults: dict[str, Expr] = {}
    dated: Word | None = None
    when: Expr | None = None
    else_: Title | None = Key(default=None, alias="else")
    signed: bool = False
    in_person: bool = False
    not_same_person_as: Words = []
    then: list[StepFace] = []


TRIGGERS = ("event", "enter", "leave", "receipt")


class TriggerFace(Face):
    """What starts, stops or cancels a clock: exactly one of event, enter, leave, receipt."""

    event: Word | None = None
    enter: Word | None = None
    leave: Word | None = None
    receipt: Word | None = None
    when: Expr | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_kind(cls, data: Any) -> Any:
        if not isinstance(data, dict) or (
            sum(data.get(kind) is not None for kind in TRIGGERS) != 1
        ):
            raise PydanticCustomError("definition_trigger_wanted", "trigger")
        return data


class UndoFace(TriggerFace):
    """What takes back the claim that stopped a clock."""

    then: Literal["continue", "resume", "restart"] = "resume"


Triggers = Annotated[
    Annotated[TriggerFace, Tag("~one")] | Annotated[list[TriggerFace], Tag("~many")],
    Discriminator(_one_or_many),
]
Undoings = Annotated[
    Annotated[UndoFace, Tag("~one")] | Annotated[list[UndoFace], Tag("~many")],
    Discriminator(_one_or_many),
]


class SuspensionFace(Face):
    """What holds a clock, and what lets it run again."""

    from_: Triggers = Key(alias="from")
    until: Triggers


class ExtensionFace(Face):
    """Whether and how a deadline may be moved."""

    workflow: Word
    by: Word
    at_most: Span
    times: int | Word = 1
    apply_before: Span | None = None
    pending: Literal["runs", "holds"] = "runs"


class RemindFace(Face):
    """A nudge of no legal meaning."""

    to: Words | None = None
    at: Spans | None = None
    every: Span | None = None


Remind = Annotated[
    Annotated[Span, Tag("~one")] | Annotated[RemindFace, Tag("~mapping")],
    Discriminator(_one_or_mapping),
]
Ladder = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[list[StepFace], Tag("~many")],
    Discriminator(_one_or_many),
]


class DeadlineFace(Face):
    """A clock: what starts and ends it, how long it is, and what follows."""

    title: Title
    clause: Word | None = None
    starts: Triggers
    stops: Triggers = []
    cancels: Triggers = []
    undone_by: Undoings = []
    again: Literal["keep", "restart"] = "keep"
    within: Span | None = None
    due: Word | None = None
    soft: bool = False
    governing: bool = False
    not_before: Word | None = None
    first_day: Word | None = None
    roll: Word | None = None
    counting: Word | None = None
    follow_earlier: bool = False
    suspended: SuspensionFace | None = None
    extension: ExtensionFace | None = None
    warn: Spans = []
    remind: Remind | None = None
    overdue: Ladder = []


class ListFace(Face):
    """Who gets a paper."""

    report: Words = []
    send: Words = []
    copy_: Words = Key(default_factory=list, alias="copy")


class ReceiptFace(Face):
    """Who signs for a paper."""

    by: Word
    deemed_after: Span | None = None


class DocumentFace(Face):
    """A kind of paper."""

    title: Title
    number: Word | None = None
    series: Word | None = None
    signed_by: Word | None = None
    receipt: ReceiptFace | None = None


class Definition(Face):
    """A workflow."""

    workflow: Word
    version: int = Key(ge=1)
    title: Title
    basis: Words = []
    calendar: Word = "china"
    counting: Word = "civil_code"
    opened_by: OpenedByFace = Key(default_factory=OpenedByFace)
    case_number: Word | None = None
    secret: bool = False
    settings: dict[str, SettingFace] = {}
    roles: dict[str, RoleFace] = {}
    fields: dict[str, FieldFace] = {}
    stages: dict[str, Title] = {}
    states: dict[str, Annotated[StateFace, BeforeValidator(lambda value: value or {})]]
    events: dict[str, EventFace] = {}
    deadlines: dict[str, DeadlineFace] = {}
    ladders: dict[str, list[StepFace]] = {}
    lists: dict[str, ListFace] = {}
    documents: dict[str, DocumentFace] = {}
