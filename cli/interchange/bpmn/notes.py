"""What a BPMN file tells of each element in words: clauses, limits, who, what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.workflow import OpenCase, OpenDuty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cli.pictures.words import Words
    from engine.calendar.lengths import Length
    from engine.definition.deadlines import ExtensionRule, Suspension
    from engine.definition.duties import Duty
    from engine.definition.workflow import Deadline, Event, State, Step


def of_workflow(words: Words) -> Iterator[str]:
    """Yield what is told of a definition as a whole."""
    flow = words.workflow
    yield words.says("bpmn_workflow", name=flow.name, version=flow.version)
    if flow.basis:
        yield words.says("bpmn_basis", rows=words.listed(flow.basis))
    for setting in flow.settings.values():
        title = words.said(setting.title) if setting.title else setting.name
        value = setting.value
        shown = value.text(words.language) if hasattr(value, "text") else value
        yield words.says("bpmn_setting", title=title, value=shown)


def of_state(words: Words, state: State) -> Iterator[str]:
    """Yield what is told of a state."""
    if state.rests:
        yield words.says("bpmn_rests", why=words.said(state.rests))


def of_event(words: Words, event: Event) -> Iterator[str]:
    """Yield what is told of an event, and the steps that follow it."""
    if event.clause:
        yield words.says("bpmn_clause", clause=words.said(event.clause))
    yield words.says("bpmn_by", who=words.takers(event))
    yield words.says("bpmn_in", states=_states(words, event.sources))
    for code, fields in (("bpmn_asks", event.asks), ("bpmn_needs", event.needs)):
        if fields:
            yield words.says(code, fields=_fields(words, fields))
    yield from _conditions(words, event)
    for step in event.then:
        if not isinstance(step.verb, OpenCase | OpenDuty):
            yield from of_step(words, step)


def _conditions(words: Words, event: Event) -> Iterator[str]:
    if event.dated:
        yield words.says("bpmn_dated", field=_fields(words, (event.dated,)))
    if event.when:
        yield words.says("bpmn_when", condition=event.when)
    if event.otherwise:
        yield words.says("bpmn_otherwise", text=words.said(event.otherwise))
    for code in ("signed", "in_person"):
        if getattr(event, code):
            yield words.says(f"bpmn_{code}")
    if event.not_same_person_as:
        titles = _events(words, event.not_same_person_as)
        yield words.says("bpmn_not_same_person", events=titles)


def of_step(words: Words, step: Step) -> Iterator[str]:
    """Yield what is told of a step."""
    text = words.rung(step) if step.after is not None else words.verb(step.verb)
    yield words.says("bpmn_step", what=text)
    if step.when:
        yield words.says("bpmn_when", condition=step.when)


def of_deadline(words: Words, deadline: Deadline) -> Iterator[str]:
    """Yield what is told of a deadline: its clause, its limit, what starts and ends it."""
    if deadline.clause:
        yield words.says("bpmn_clause", clause=words.said(deadline.clause))
    yield words.says("bpmn_limit", length=words.length(deadline), soft=_soft(words, deadline))
    for code, triggers in (
        ("graph_begins", deadline.starts),
        ("graph_until", deadline.stops),
        ("bpmn_cancelled", deadline.cancels),
    ):
        if triggers:
            yield words.says(code, what=words.triggers(triggers))
    if deadline.warn:
        yield words.says("graph_warned", lengths=_lengths(words, deadline.warn))
    if deadline.remind and deadline.remind.every:
        yield words.says("graph_reminded", every=deadline.remind.every.text(words.language))
    if deadline.suspended:
        yield _suspension(words, deadline.suspended)
    if deadline.extension:
        yield _extension(words, deadline.extension)


def of_duty(words: Words, duty: Duty) -> Iterator[str]:
    """Yield what is told of a duty."""
    if duty.clause:
        yield words.says("bpmn_clause", clause=words.said(duty.clause))
    yield words.says("bpmn_by", who=words.roles(duty.owed_by))
    yield words.says("bpmn_in", states=_states(words, duty.states))


def _soft(words: Words, deadline: Deadline) -> str:
    return words.says("graph_soft") if deadline.soft else ""


def _suspension(words: Words, held: Suspension) -> str:
    begins, ends = words.triggers(held.begins), words.triggers(held.ends)
    return words.says("bpmn_suspended", begins=begins, ends=ends)


def _extension(words: Words, rule: ExtensionRule) -> str:
    length = rule.at_most.text(words.language)
    by = words.roles((rule.by,))
    return words.says("bpmn_extension", length=length, times=rule.times, by=by)


def _lengths(words: Words, lengths: Iterable[Length]) -> str:
    return words.listed(each.text(words.language) for each in lengths)


def _states(words: Words, names: Iterable[str]) -> str:
    known = words.workflow.states
    return words.listed(words.said(known[name].title) for name in names if name in known)


def _events(words: Words, names: Iterable[str]) -> str:
    known = words.workflow.events
    return words.listed(words.said(known[name].title) if name in known else name for name in names)


def _fields(words: Words, names: Iterable[str]) -> str:
    known = words.workflow.fields
    return words.listed(words.said(known[name].title) if name in known else name for name in names)
