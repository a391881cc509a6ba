"""The boxes of a drawing: states with what runs in them, labels of ways, ladders, the key."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

import msgspec

from cli.pictures.course import numbers
from cli.pictures.lettering import ACCENT, BODY, GREY, TITLE, Line, wrapped
from engine.definition.graph import targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cli.pictures.course import Course
    from cli.pictures.words import Words
    from engine.definition.deadlines import Deadline, Trigger
    from engine.definition.duties import Duty
    from engine.definition.workflow import Step, Workflow

PADDING, SIGN = 5.0, 11.0
NARROWEST_CARD, WIDEST_LABEL = 96.0, 210.0
#: A clock that begins in more states than these is told of once, in a box of its own.
FEW = 2


class Box(msgspec.Struct, frozen=True):
    """A box and its lines; `look` is how it is drawn."""

    lines: tuple[Line, ...]
    width: float
    height: float
    look: Literal["state", "initial", "done", "void", "label", "panel"]
    staged: bool = True
    reached: bool = False


def boxed(lines: Iterable[Line], widest: float, look: str, narrowest: float = 0.0) -> Box:
    """Return a box as wide as its lines need, and no wider than it may be."""
    broken = [part for line in lines for part in wrapped(line, widest - 2 * PADDING)]
    width = max([narrowest, *(line.width + 2 * PADDING for line in broken)])
    height = sum(line.height for line in broken) + 2 * PADDING
    return Box(tuple(broken), width, height, look)  # type: ignore[arg-type]


def card(words: Words, name: str, course: Course | None, widest: float) -> Box:
    """Return the box of a state: what may be done there, and which clocks begin."""
    state = words.workflow.states[name]
    look = state.final or ("initial" if state.initial else "state")
    reached = course.reached(name) if course else []
    lines = [Line(words.said(state.title), TITLE, bold=True)]
    if state.final:
        lines.append(Line(words.says(f"graph_final_{state.final}"), colour=GREY))
    if course and (reached or course.state == name):
        code = "graph_here" if course.state == name else "graph_reached"
        text = words.says(code, numbers=numbers(reached))
        lines.append(Line(text, bold=True, colour=ACCENT, mark="tick", indent=SIGN))
    stays = list(_stays(words, name, course))
    if stays:
        lines.append(Line(words.listed(stays), mark="stay", indent=SIGN))
    for deadline in clocks_of(words.workflow).get(name, ()):
        lines += clock(words, deadline)
    box = boxed(lines, widest, look, NARROWEST_CARD)
    return msgspec.structs.replace(box, staged=state.stage is not None, reached=bool(reached))


def _stays(words: Words, name: str, course: Course | None) -> Iterator[str]:
    for event in words.workflow.events.values():
        here = any(branch.to in (None, name) for branch in event.branches)
        if name in event.sources and here:
            went = numbers(course.stays(event.name, name)) if course else ""
            yield f"{words.said(event.title)} {went}".rstrip()


def clock(words: Words, deadline: Deadline) -> Iterator[Line]:
    """Yield what is said of a clock: how long, what ends it, and what follows."""
    duty = words.workflow.duties.get(deadline.name)
    if duty is not None:
        yield from _owed(words, duty)
        return
    soft = words.says("graph_soft") if deadline.soft else ""
    title = words.says(
        "graph_clock", title=words.said(deadline.title), length=words.length(deadline), soft=soft
    )
    yield Line(title, bold=not deadline.soft, mark="clock", indent=SIGN)
    parts = []
    if deadline.stops:
        parts.append(words.says("graph_until", what=words.triggers(deadline.stops)))
    if deadline.warn:
        lengths = words.listed(each.text(words.language) for each in deadline.warn)
        parts.append(words.says("graph_warned", lengths=lengths))
    if deadline.remind and deadline.remind.every:
        every = deadline.remind.every.text(words.language)
        parts.append(words.says("graph_reminded", every=every))
    yield from _parts(words, [*parts, *_ladder(words, deadline.overdue)])


def _owed(words: Words, duty: Duty) -> Iterator[Line]:
    """Yield what is said of a duty: in every which period, how much, who owes it."""
    every = words.says(f"law_every_{duty.every}")
    title = words.says("graph_duty", title=words.said(duty.title), every=every)
    yield Line(title, bold=True, mark="clock", indent=SIGN)
    parts = [words.roles(duty.owed_by)]
    if duty.at_least != 1:
        parts.append(words.says("graph_quota", count=f"{duty.at_least:g}"))
    if duty.warn:
        lengths = words.listed(each.text(words.language) for each in duty.warn)
        parts.append(words.says("graph_warned", lengths=lengths))
    yield from _parts(words, [*parts, *_ladder(words, duty.overdue)])


def _ladder(words: Words, overdue: tuple[Step, ...]) -> Iterator[str]:
    for letter, (steps, _) in ladders(words.workflow).items():
        if overdue and steps == overdue:
            yield words.says("graph_overdue", ladder=letter)


def _parts(words: Words, parts: Sequence[str]) -> Iterator[Line]:
    if parts:
        text = words.says("graph_part_separator").join(parts)
        yield Line(text, BODY - 0.5, colour=GREY, indent=SIGN)


def label(
    words: Words, events: Sequence[str], sources: tuple[str, ...], target: str,
    course: Course | None,
) -> Box:  # fmt: skip
    """Return the label of a way: its events, who takes them, and when a case took them."""
    lines: list[Line] = []
    for name in events:
        event = words.workflow.events[name]
        went = numbers(course.moves(name, target, sources)) if course else ""
        lines += _labelled(words.said(event.title), words.takers(event))
        if went:
            lines.append(Line(went, bold=True, colour=ACCENT, mark="tick", indent=SIGN))
    return boxed(lines, WIDEST_LABEL, "label")


def _labelled(title: str, takers: str) -> list[Line]:
    """Return an event and who takes it, in one line where there is room."""
    together = Line(title, BODY + 0.5, bold=True, tail=takers)
    if together.width + 2 * PADDING <= WIDEST_LABEL:
        return [together]
    return [Line(title, BODY + 0.5, bold=True), Line(takers, BODY - 0.5, colour=GREY)]


def panels(words: Words, course: Course | None, wide: float) -> list[Box]:
    """Return the ladders, the clocks that begin in many states, and the key to the signs."""
    found = []
    for letter, (steps, deadlines) in ladders(words.workflow).items():
        of = words.listed(words.said(each.title) for each in deadlines)
        head = Line(words.says("graph_ladder", ladder=letter), TITLE, bold=True)
        about = Line(words.says("graph_ladder_of", deadlines=of), BODY - 0.5, colour=GREY)
        rungs = [Line(words.rung(each), mark="rung", indent=SIGN) for each in steps]
        found.append(boxed([head, about, *rungs], wide, "panel", wide))
    if anywhere := clocks_of(words.workflow).get(""):
        lines = [Line(words.says("graph_anywhere"), TITLE, bold=True)]
        for deadline in anywhere:
            lines += clock(words, deadline)
            start = words.says("graph_begins", what=words.triggers(deadline.starts))
            lines.append(Line(start, BODY - 0.5, colour=GREY, indent=SIGN))
        found.append(boxed(lines, wide, "panel", wide))
    signs = ("stay", "clock", "rung", *(["tick"] if course else []))
    key = [Line(words.says(f"graph_key_{sign}"), mark=sign, indent=SIGN) for sign in signs]
    title = Line(words.says("graph_key"), TITLE, bold=True)
    ways = Line(words.says("graph_key_way"), mark="way", indent=SIGN)
    return [*found, boxed([title, ways, *key], wide, "panel", wide)]


def ladders(workflow: Workflow) -> dict[str, tuple[tuple[Step, ...], list[Deadline]]]:
    """Return each ladder once, by a letter, with the deadlines and duties that it stands behind."""
    found: list[tuple[tuple[Step, ...], list[Deadline]]] = []
    for deadline in workflow.deadlines.values():
        duty = workflow.duties.get(deadline.name)
        overdue = deadline.overdue if duty is None else duty.overdue
        same = next((each for each in found if each[0] == overdue), None)
        if same is not None:
            same[1].append(deadline)
        elif overdue:
            found.append((overdue, [deadline]))
    return {_letter(number): each for number, each in enumerate(found)}


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")


def clocks_of(workflow: Workflow) -> dict[str, list[Deadline]]:
    """Return the clocks by the state in which they begin; those of many states under no name."""
    found: dict[str, list[Deadline]] = defaultdict(list)
    for deadline in workflow.deadlines.values():
        begins = begins_in(workflow, deadline)
        for state in begins if 0 < len(begins) <= FEW else [""]:
            found[state].append(deadline)
    return found


def begins_in(workflow: Workflow, deadline: Deadline) -> list[str]:
    """Return the states in which a case may be when a clock begins, each once."""
    states = (state for trigger in deadline.starts for state in _begins(workflow, trigger))
    return list(dict.fromkeys(states))


def _begins(workflow: Workflow, trigger: Trigger) -> list[str]:
    """Return the states in which a case may be right after a trigger."""
    if trigger.kind == "enter":
        return [trigger.name]
    known = workflow.events.values()
    if trigger.kind == "event":
        events = [each for each in known if each.name == trigger.name]
    elif trigger.kind == "leave":
        events = [each for each in known if trigger.name in each.sources]
    else:
        return []
    reached = set().union(*(targets_of(each) for each in events)) if events else set()
    left = {trigger.name} if trigger.kind == "leave" else set()
    return [name for name in workflow.states if name in reached - left]
