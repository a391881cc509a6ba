"""Events and steps of a definition, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.model import BranchFace, EachFace
from engine.definition.terms import text_of, told_of, words
from engine.definition.workflow import (
    Branch,
    Event,
    ExtendOrigin,
    IssueDocument,
    MarkCase,
    Notify,
    OpenCase,
    Step,
    TakeEvent,
    TellChildren,
    Verb,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.model import Definition, EventFace
    from engine.definition.model_clocks import StepFace
    from engine.definition.problems import Path
    from engine.definition.terms import Terms

ENGINE = "engine"
STAY = "stay"
ANY = "any"
ASK = "ask"


class EventCompiler:
    """Makes the events of one definition."""

    def __init__(
        self, definition: Definition, terms: Terms, taken: frozenset[tuple[str, str]]
    ) -> None:
        self._definition = definition
        self._terms = terms
        self._taken = taken

    def events(self) -> dict[str, Event]:
        """Return all events."""
        return {name: self._event(name, face) for name, face in self._definition.events.items()}

    def _event(self, name: str, face: EventFace) -> Event:
        anyone = () if isinstance(face.by, EachFace) else words(face.by)
        by_engine = ENGINE in anyone
        untaken = (self._definition.workflow, name) not in self._taken
        then = step_values(face.then, ("events", name, "then"), self._terms, self._definition)
        return Event(
            name=name,
            title=text_of(face.title, name),
            sources=self._sources(words(face.from_)),
            branches=_branches(face),
            by=tuple(role for role in anyone if role != ENGINE),
            by_engine=by_engine,
            by_each=words(face.by.each) if isinstance(face.by, EachFace) else (),
            automatic=anyone == (ENGINE,) and face.when is not None and untaken,
            clause=told_of(face.clause),
            asks=words(face.asks),
            needs=words(face.needs),
            sets=dict(face.sets),
            defaults=dict(face.defaults),
            dated=face.dated,
            when=face.when,
            otherwise=text_of(face.else_, name) if face.else_ is not None else None,
            signed=face.signed,
            in_person=face.in_person,
            not_same_person_as=words(face.not_same_person_as),
            then=then,
        )

    def _sources(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if names != (ANY,):
            return names
        states = self._definition.states.items()
        return tuple(name for name, state in states if state.final is None)


def _branches(face: EventFace) -> tuple[Branch, ...]:
    ways = face.to
    if isinstance(ways, str):
        ways = [BranchFace(to=ways)]
    elif isinstance(ways, BranchFace):
        ways = [ways]
    return tuple(Branch(to=None if way.to == STAY else way.to, when=way.when) for way in ways)


def step_values(
    faces: Sequence[StepFace], path: Path, terms: Terms, definition: Definition
) -> tuple[Step, ...]:
    """Return steps as values; a step without an id is known by its number."""
    return tuple(_step(face, (*path, index), terms, definition) for index, face in enumerate(faces))


def _step(face: StepFace, path: Path, terms: Terms, definition: Definition) -> Step:
    number = path[-1]
    return Step(
        verb=_verb(face, definition.lists),
        id=face.id or (str(int(number) + 1) if path[0] == "events" else ""),
        when=face.when,
        after=None if face.after is None else terms.length((*path, "after"), face.after),
        every=None if face.every is None else terms.length((*path, "every"), face.every),
        confirm_late=face.confirm_late,
    )


def _verb(face: StepFace, lists: Mapping[str, object]) -> Verb:
    if face.notify is not None:
        return Notify(roles=words(face.notify))
    if face.document is not None:
        to = words(face.to)
        listed = to[0] if len(to) == 1 and to[0] in lists else None
        return IssueDocument(
            document=face.document,
            to=() if listed else to,
            to_list=listed,
            together=face.together,
        )
    if face.open is not None:
        asked = tuple(name for name, text in face.with_.items() if text == ASK)
        values = {name: text for name, text in face.with_.items() if text != ASK}
        return OpenCase(
            workflow=face.open, as_field=face.as_, values=values, asked=asked, each=face.each
        )
    if face.tell is not None:
        return TellChildren(children=face.tell, event=face.event or "", values=dict(face.with_))
    if face.event is not None:
        return TakeEvent(event=face.event)
    if face.mark is not None:
        return MarkCase(word=face.mark)
    return ExtendOrigin(to=" ".join(words(face.to)))
