"""A definition as Mermaid text (stateDiagram-v2), for pages that draw it themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cli.pictures.cards import clocks_of, ladders
from cli.pictures.course import numbers
from cli.pictures.flow import moves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.pictures.course import Course
    from cli.pictures.words import Words
    from engine.definition.workflow import State

# What Mermaid reads as more than a letter, by the entity that it shows instead.
_ENTITIES = {one: f"#{ord(one)};" for one in '"#;:<>{}[]%'}


def mermaid(words: Words, course: Course | None = None) -> Iterator[str]:
    """Yield the lines of a state diagram: stages as composite states, deadlines as notes."""
    workflow = words.workflow
    yield "stateDiagram-v2"
    staged: dict[str, list[State]] = defaultdict(list)
    for state in workflow.states.values():
        staged[state.stage or ""].append(state)
    for stage, states in staged.items():
        title = words.said(workflow.stages[stage]) if stage else ""
        if stage:
            yield f'  state "{_plain(title)}" as stage_{stage} {{'
        indent = "    " if stage else "  "
        for state in states:
            shown = _plain(words.said(state.title))
            yield f'{indent}state "{shown}" as {_id(state.name)}'
        if stage:
            yield "  }"
    yield f"  [*] --> {_id(workflow.initial().name)}"
    yield from _moves(words, course)
    for state in workflow.states.values():
        if state.final:
            yield f"  {_id(state.name)} --> [*]"
    yield from _notes(words)
    yield from _reached(words, course)


def _id(name: str) -> str:
    """Return a state's name as Mermaid may read it, whatever words it keeps for itself."""
    return f"state_{name}"


def _plain(text: str) -> str:
    return "".join(_ENTITIES.get(one, one) for one in text)


def _moves(words: Words, course: Course | None) -> Iterator[str]:
    for move in moves(words.workflow):
        for source in move.sources:
            for name in move.events:
                event = words.workflow.events[name]
                went = course.moves(name, move.target, (source,)) if course else []
                title = f"{words.said(event.title)} {numbers(went)}".rstrip()
                yield f"  {_id(source)} --> {_id(move.target)} : {_plain(title)}"


def _notes(words: Words) -> Iterator[str]:
    letters = ladders(words.workflow)
    for state, deadlines in clocks_of(words.workflow).items():
        name = state or words.workflow.initial().name
        yield f"  note right of {_id(name)}"
        for deadline in deadlines:
            soft = words.says("graph_soft") if deadline.soft else ""
            title, length = words.said(deadline.title), words.length(deadline)
            yield "    " + _plain(words.says("graph_clock", title=title, length=length, soft=soft))
            for letter, (steps, _) in letters.items():
                if deadline.overdue and steps == deadline.overdue:
                    rungs = words.says("graph_part_separator").join(map(words.rung, steps))
                    ladder = words.says("graph_overdue", ladder=letter)
                    yield "    " + _plain(f"{ladder} — {rungs}")
        yield "  end note"


def _reached(words: Words, course: Course | None) -> Iterator[str]:
    if course is None:
        return
    yield "  classDef reached stroke-width:4px"
    for state in words.workflow.states:
        if course.reached(state) or course.state == state:
            yield f"  class {_id(state)} reached"
