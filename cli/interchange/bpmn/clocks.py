"""Deadlines as timers: on the edge of a state, or standing alone; what follows is a chain."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cli.interchange.bpmn import notes
from cli.interchange.bpmn.parts import Clock, Moment, Node
from cli.pictures.cards import begins_in
from engine.definition.workflow import (
    DueAtField,
    DueOnDate,
    IssueDocument,
    Notify,
    OpenCase,
    OpenDuty,
    TellChildren,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.interchange.bpmn.parts import Tag
    from cli.pictures.words import Words
    from engine.calendar.lengths import Length
    from engine.definition.duties import Duty
    from engine.definition.workflow import Deadline, Step, Verb

#: Lengths that ISO 8601 cannot say (working days, promptly), and expressions of a definition.
LENGTHS, EXPRESSIONS = "urn:patrol:length", "urn:patrol:cel"
_ISO = {"hours": "PT{}H", "days": "P{}D", "weeks": "P{}W", "months": "P{}M", "years": "P{}Y"}


def called(workflow: str) -> str:
    """Return the id of the process of a workflow."""
    return f"process.{workflow}"


def clocks_by_state(words: Words) -> tuple[dict[str, list[Clock]], list[Node]]:
    """Return the clocks by the one state in which each begins, and sub-processes for the rest."""
    flow = words.workflow
    hung: dict[str, list[Clock]] = defaultdict(list)
    standing: list[Node] = []
    for deadline in flow.deadlines.values():
        found = [name for name in begins_in(flow, deadline) if flow.states[name].final is None]
        chain = tuple(_chain(words, deadline))
        if len(found) == 1:
            timer = _timer(words, deadline, f"deadline.{deadline.name}", "boundaryEvent")
            hung[found[0]].append(Clock(timer, chain))
        else:
            standing.append(_alone(words, deadline, chain))
    standing += [_of_duty(words, duty) for duty in flow.duties.values()]
    return hung, standing


def _timer(words: Words, deadline: Deadline, id_: str, tag: Tag) -> Node:
    facts = {"title": words.said(deadline.title), "length": words.length(deadline), "soft": ""}
    return Node(
        id=id_, tag=tag, name=words.says("graph_clock", **facts), trigger="timer",
        notes=tuple(notes.of_deadline(words, deadline)), moment=_moment(words, deadline),
    )  # fmt: skip


def _alone(words: Words, deadline: Deadline, chain: tuple[Node, ...]) -> Node:
    """Return a clock that begins in several states, or wherever the case is then."""
    id_ = f"deadline.{deadline.name}"
    start = _timer(words, deadline, f"{id_}.timer", "startEvent")
    return Node(
        id=id_, tag="subProcess", name=words.said(deadline.title), notes=start.notes,
        inside=(start, *chain),
    )  # fmt: skip


def _of_duty(words: Words, duty: Duty) -> Node:
    id_, title = f"duty.{duty.name}", words.said(duty.title)
    told = tuple(notes.of_duty(words, duty))
    cycle = Moment("timeCycle", duty.every, LENGTHS)
    start = Node(
        id=f"{id_}.begins", tag="startEvent", name=words.says("bpmn_duty", title=title),
        trigger="timer", moment=cycle,
    )  # fmt: skip
    call = Node(
        id=f"{id_}.case", tag="callActivity", name=title, notes=told,
        calls=called(f"{words.workflow.name}.{duty.name}"), performers=duty.owed_by,
    )  # fmt: skip
    return Node(
        id=id_, tag="subProcess", name=title, notes=told,
        inside=(start, call, ending(words, id_)),
    )  # fmt: skip


def ending(words: Words, of: str) -> Node:
    """Return the end of a chain or of a sub-process."""
    return Node(id=f"{of}.end", tag="endEvent", name=words.says("bpmn_end"))


def _chain(words: Words, deadline: Deadline) -> Iterator[Node]:
    """Yield the steps of a ladder, each after a timer where it comes later than the one before."""
    before: Length | None = None
    for step in deadline.overdue:
        id_ = f"step.{deadline.name}.{step.id}"
        if step.after and step.after.amount and step.after != before:
            when = words.says("graph_rung_after", after=step.after.text(words.language))
            moment = Moment("timeDate", f"due+{step.after.short}", LENGTHS)
            yield Node(
                id=f"{id_}.after", tag="intermediateCatchEvent", name=when, trigger="timer",
                moment=moment,
            )  # fmt: skip
        before = step.after
        yield step_node(words, step, id_)
    yield ending(words, f"deadline.{deadline.name}")


def step_node(words: Words, step: Step, id_: str) -> Node:
    """Return a step as a task."""
    tag, calls = _task(words, step.verb)
    return Node(
        id=id_, tag=tag, name=words.verb(step.verb), notes=tuple(notes.of_step(words, step)),
        calls=calls, repeats=step.every is not None,
    )  # fmt: skip


def _task(words: Words, verb: Verb) -> tuple[Tag, str | None]:
    match verb:
        case Notify() | IssueDocument() | TellChildren():
            return "sendTask", None
        case OpenCase(workflow=name):
            return "callActivity", called(name)
        case OpenDuty(duty=name):
            return "callActivity", called(f"{words.workflow.name}.{name}")
        case _:
            return "serviceTask", None


def _moment(words: Words, deadline: Deadline) -> Moment:
    if deadline.within is not None:
        return duration(deadline.within)
    match deadline.due:
        case DueOnDate(on=day):
            return Moment("timeDate", day.isoformat())
        case DueAtField(field=name):
            return Moment("timeDate", f"case.{name}", EXPRESSIONS)
        case _:
            return Moment("timeDate", words.length(deadline), LENGTHS)


def duration(length: Length) -> Moment:
    """Return a length as a duration, in ISO 8601 where that can say it."""
    if pattern := _ISO.get(length.unit):
        return Moment("timeDuration", pattern.format(length.amount))
    return Moment("timeDuration", length.short, LENGTHS)
