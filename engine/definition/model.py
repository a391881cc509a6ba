"""The face of a definition: pydantic models of every key that a YAML file may hold.

The vocabulary is closed. What a key means is in the catalogues (`key_…`), from where the JSON
Schema and the reference take it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Tag
from pydantic import Field as Key

from engine.definition.model_clocks import DeadlineFace, StepFace
from engine.definition.model_columns import Titled
from engine.definition.model_duties import DutyFace
from engine.definition.model_ledgers import FigureFace, LedgerFace
from engine.definition.words import (
    Expr,
    Face,
    Span,
    Title,
    Word,
    Words,
    either,
    one_or_mapping,
)
from engine.definition.workflow import FieldType, SettingType

RESERVED = {
    "opened_by": ("every", "each", "as"),
}
"""Words that later parts of the vocabulary use, by the key they stand under."""


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
    clause: Title | None = None
    choices: dict[str, Title] = {}


class LookupFace(Face):
    """The organisation of a kind that serves another."""

    kind: Word
    level: Word | None = None
    sector: Word | None = None
    over: Expr = "home"


At = Annotated[
    Annotated[Expr, Tag("~one")] | Annotated[LookupFace, Tag("~mapping")],
    Discriminator(one_or_mapping),
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
    columns: dict[str, Titled] = {}


class StateFace(Face):
    """Where a case stands."""

    title: Title | None = None
    stage: Word | None = None
    initial: bool = False
    final: Literal["done", "void"] | None = None
    rests: Title | None = None


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
    Discriminator(either),
]
By = Annotated[
    Annotated[Word, Tag("~one")]
    | Annotated[EachFace, Tag("~mapping")]
    | Annotated[list[Word], Tag("~many")],
    Discriminator(either),
]


class EventFace(Face):
    """Something that is done to a case."""

    title: Title
    clause: Title | None = None
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


class ReaderFace(Face):
    """Who may see which fields from which state on."""

    roles: Words
    fields: Words = []
    from_: Word | None = Key(default=None, alias="from")


class HandoffFace(Face):
    """How a case is handed over to another house."""

    to: Word
    approve: Word | None = None
    send: Word
    receive: Word
    return_: Word = Key(alias="return")
    reroute: Word | None = None
    withdraw: Word | None = None
    enter_receipt: Word | None = None
    enter_return: Word | None = None
    number: Word
    received_on: Word | None = None
    reason: Word
    route: Word | None = None


class Definition(Face):
    """A workflow."""

    workflow: Word
    version: int = Key(ge=1)
    based_on: Words = []
    title: Title
    basis: Words = []
    calendar: Word = "china"
    counting: Word = "civil_code"
    opened_by: OpenedByFace = Key(default_factory=OpenedByFace)
    case_number: Word | None = None
    secret: bool = False
    readers: list[ReaderFace] = []
    settings: dict[str, SettingFace] = {}
    roles: dict[str, RoleFace] = {}
    fields: dict[str, FieldFace] = {}
    stages: dict[str, Title] = {}
    states: dict[str, Annotated[StateFace, BeforeValidator(lambda value: value or {})]]
    events: dict[str, EventFace] = {}
    deadlines: dict[str, DeadlineFace] = {}
    ladders: dict[str, list[StepFace]] = {}
    duties: dict[str, DutyFace] = {}
    lists: dict[str, ListFace] = {}
    documents: dict[str, DocumentFace] = {}
    marks: dict[str, Title] = {}
    handoff: HandoffFace | None = None
    ledgers: dict[str, LedgerFace] = {}
    figures: dict[str, FigureFace] = {}
