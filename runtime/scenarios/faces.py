"""The face of a scenario file: pydantic models of every key that it may hold.

What a key means is in the catalogues (`key_scenario_…`), from where the JSON Schema and the
reference take it.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema
from pydantic import Field as Key

from engine.definition.words import Expr, Face, Title, Word, Words, one_or_mapping
from engine.kernel.case import ClockStatus


def _whatever(value: Any) -> Any:
    return value


Anything = Annotated[Any, BeforeValidator(_whatever), WithJsonSchema({})]


class PostFace(Face):
    """A post that somebody holds in these scenarios beside those of the organisations' file."""

    person: Word
    office: Word
    at: Word
    since: Word | None = None
    until: Word | None = None


class GivenFace(Face):
    """What a scenario begins with."""

    after: Word | None = None
    organisations: Word | None = None
    home: Word | None = None
    posts: list[PostFace] = []
    known_on: Word | None = None
    settings: dict[str, Expr] = {}


class ClockFace(Face):
    """What is expected of a deadline."""

    due: Word | None = None
    status: ClockStatus | None = None
    provisional: bool | None = None
    overdue: int | None = None


Clock = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[ClockFace, Tag("~mapping")],
    Discriminator(one_or_mapping),
]


class ExpectFace(Face):
    """What is expected of a case at a moment."""

    in_: Word | None = Key(default=None, alias="in")
    refused: Word | None = None
    state: Word | None = None
    fields: dict[str, Anything] = {}
    marks: Words = []
    deadlines: dict[str, Clock] = {}
    steps: dict[str, dict[str, Word]] = {}
    messages: dict[str, Words] = {}
    papers: dict[str, int] = {}
    named: dict[str, Words] = {}
    children: dict[str, int] = {}


Expected = Annotated[
    Annotated[ExpectFace, Tag("~mapping")] | Annotated[list[ExpectFace], Tag("~many")],
    Discriminator(lambda value: "~many" if isinstance(value, list) else "~mapping"),
]


Called = Annotated[
    Annotated[Word, Tag("~one")] | Annotated[dict[str, Word], Tag("~mapping")],
    Discriminator(one_or_mapping),
]


class LineFace(Face):
    """A line: a moment, what somebody does at it, and what to expect then."""

    at: Word
    by: Word | None = None
    in_: Words = Key(default_factory=list, alias="in")
    open: Word | None = None
    act: Word | None = None
    extend: Word | None = None
    to: Word | None = None
    sign: Word | None = None
    send: Word | None = None
    receipt: Word | None = None
    reason: Word | None = None
    with_: dict[str, Anything] = Key(default_factory=dict, alias="with")
    called: Called | None = None
    expect: Expected | None = None


class ScenarioFace(Face):
    """A scenario: what is given, and line by line what happens and what to expect."""

    title: Title
    covers: Words = []
    given: GivenFace = Key(default_factory=GivenFace)
    when: list[LineFace] = []


class ScenarioFile(Face):
    """A file of scenarios of one workflow."""

    workflow: Word
    given: GivenFace = Key(default_factory=GivenFace)
    cannot_happen: dict[str, Word] = {}
    scenarios: dict[str, ScenarioFace]
