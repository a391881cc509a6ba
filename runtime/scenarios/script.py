"""A scenario file as values: each scenario with its lines, each line with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from pydantic import ValidationError

from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.shape_faults import finding_of
from engine.definition.source import Read, Source, read
from engine.definition.terms import words
from runtime.scenarios.faces import ExpectFace, GivenFace, LineFace, ScenarioFace, ScenarioFile

if TYPE_CHECKING:
    from engine.definition.places import Places
    from engine.definition.problems import Place, Problem

#: What is done with a paper of a kind.
PAPERS = ("sign", "send", "receipt")
VERBS = ("open", "act", "extend", *PAPERS)
#: What stands for a thing that is not there, and for a step that has not been taken.
NONE, NOT_YET, TAKEN, PASSED = "none", "not yet", "taken", "passed"
OPENING = dt.time(9)


class Line(msgspec.Struct, frozen=True):
    """A line of a scenario: when, who does what, and what to expect; `at` is local time."""

    face: LineFace
    path: Path
    place: Place
    at: dt.datetime | None

    @property
    def verb(self) -> str | None:
        """What is done, if anything: one of `VERBS`."""
        return next((verb for verb in VERBS if getattr(self.face, verb) is not None), None)

    @property
    def object(self) -> str:
        """What is opened, taken or extended, or the paper that is signed, sent or signed for."""
        return getattr(self.face, self.verb) if self.verb else ""

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the cases acted in; none means the first."""
        return words(self.face.in_)

    @property
    def is_refused(self) -> bool:
        """Whether what is done is expected to be refused."""
        return any(expected.refused is not None for _, expected in self.expects)

    @property
    def expects(self) -> list[tuple[Path, ExpectFace]]:
        """What is expected, each with its path in the file."""
        path, expected = (*self.path, "expect"), self.face.expect
        if expected is None:
            return []
        if isinstance(expected, list):
            return [((*path, index), one) for index, one in enumerate(expected)]
        return [(path, expected)]


class Scenario(msgspec.Struct, frozen=True):
    """A scenario: what is given, and its lines in order."""

    name: str
    workflow: str
    file: str
    face: ScenarioFace
    whole: GivenFace
    given: GivenFace
    path: Path
    place: Place
    lines: tuple[Line, ...]

    @property
    def covers(self) -> tuple[str, ...]:
        """The rules of the source documents that it tries."""
        return words(self.face.covers)


class ScenarioText:
    """A scenario file as read: its scenarios, and what is wrong with it."""

    def __init__(self, source: Source) -> None:
        self.read: Read = read(source.text, source.file)
        self.findings: list[Finding] = []
        self.face: ScenarioFile | None = None
        self.scenarios: tuple[Scenario, ...] = ()
        if self.read.data is not None:
            self._shape(self.read.data)

    @property
    def places(self) -> Places:
        """The place of every path in the file."""
        return self.read.places

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong, each with its place."""
        yield from self.read.problems
        yield from self.read.locate(self.findings)

    def _shape(self, data: Mapping[str, Any]) -> None:
        self.findings = list(_empty(data, ()))
        if self.findings:
            return
        try:
            self.face = ScenarioFile.model_validate(data)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=True)
            self.findings = [finding_of(one, self.places, ScenarioFile) for one in faults]
            return
        self.scenarios = tuple(
            self._scenario(name, face, self.face) for name, face in self.face.scenarios.items()
        )

    def _scenario(self, name: str, face: ScenarioFace, whole: ScenarioFile) -> Scenario:
        path: Path = ("scenarios", name)
        return Scenario(
            name=name, workflow=whole.workflow, file=self.read.file, face=face,
            whole=whole.given, given=merged([whole.given, face.given]), path=path,
            place=self.places.of(path, at_key=True),
            lines=tuple(self._lines(face.when, (*path, "when"))),
        )  # fmt: skip

    def _lines(self, faces: Sequence[LineFace], path: Path) -> Iterator[Line]:
        for index, face in enumerate(faces):
            here = (*path, index)
            at = moment(face.at)
            if at is None:
                self.findings.append(
                    found(*here, "at", code="scenario_moment_unreadable", text=face.at)
                )
            yield Line(face, here, self.places.of(here), at)


def _empty(value: Any, path: Path) -> Iterator[Finding]:
    """Yield keys without a value: none of them means anything."""
    items: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    for key, one in items:
        if one is None:
            yield found_key(*path, key, code="definition_value_missing", name=str(key))
        else:
            yield from _empty(one, (*path, key))


def merged(several: Iterable[GivenFace]) -> GivenFace:
    """Return what is given all in all: what comes later stands over what came before."""
    told: dict[str, Any] = {}
    for one in several:
        told |= {name: getattr(one, name) for name in one.model_fields_set} | {
            "settings": {**told.get("settings", {}), **one.settings},
            "posts": [
                *told.get("posts", ()),
                *(post for post in one.posts if post not in told.get("posts", ())),
            ],
        }
    return GivenFace.model_construct(**told)


def moment(text: str) -> dt.datetime | None:
    """Return a local moment, or None for what is none; a date alone means opening time."""
    try:
        if len(text) == len("2019-11-20"):
            return dt.datetime.combine(dt.date.fromisoformat(text), OPENING)
        found = dt.datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007
    except ValueError:
        return None
    return found


def day(text: str) -> dt.date | None:
    """Return a date, or None for what is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
