"""The face of steps, triggers and deadlines."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, model_validator
from pydantic import Field as Key
from pydantic_core import PydanticCustomError

from engine.definition.words import (
    Count,
    Expr,
    Face,
    Span,
    Spans,
    Title,
    Word,
    Words,
    one_or_many,
    one_or_mapping,
)


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
    together: bool = False
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
    Discriminator(one_or_many),
]
Undoings = Annotated[
    Annotated[UndoFace, Tag("~one")] | Annotated[list[UndoFace], Tag("~many")],
    Discriminator(one_or_many),
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
    times: Count = 1
    apply_before: Span | None = None
    pending: Literal["runs", "holds"] = "runs"


class RemindFace(Face):
    """A nudge of no legal meaning."""

    to: Words | None = None
    at: Spans | None = None
    every: Span | None = None


Remind = Annotated[
    Annotated[Span, Tag("~one")] | Annotated[RemindFace, Tag("~mapping")],
    Discriminator(one_or_mapping),
]
Ladder = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[list[StepFace], Tag("~many")],
    Discriminator(one_or_many),
]


class DeadlineFace(Face):
    """A clock: what starts and ends it, how long it is, and what follows."""

    title: Title
    clause: Title | None = None
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
