"""Somebody can act: a person named in a case is named before that person is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.graph import targets_of
from engine.definition.problems import Finding, found
from engine.definition.workflow import OpenCase

if TYPE_CHECKING:
    from engine.definition.subject import Subject
    from engine.definition.workflow import Event, Workflow


def check_people(subject: Subject) -> Iterator[Finding]:
    """Yield events that nobody can take, however the case was opened."""
    seen = set()
    for opened, given in _openings(subject):
        for event, role in _stuck(subject.workflow, given):
            if event not in seen:
                seen.add(event)
                field = (subject.workflow.roles[role].person or "").removeprefix("case.")
                facts = {"event": event, "role": role, "field": field, "opened": opened}
                yield found("events", event, "by", code="definition_nobody_can_act", **facts)


def _openings(subject: Subject) -> Iterator[tuple[str, set[str]]]:
    """Yield every way in which a case is opened, with the fields that it then has."""
    workflow = subject.workflow
    fields = workflow.fields.values()
    base = {field.name for field in fields if field.required or field.default is not None}
    if workflow.opened_by.hand or not workflow.opened_by.parents:
        yield "hand", base
    for versions in subject.index.values():
        for parent in versions:
            for verb in _opened(parent):
                if verb.workflow == workflow.name:
                    yield parent.name, base | {*verb.values, *verb.asked}


def _opened(workflow: Workflow) -> Iterator[OpenCase]:
    steps = [step for event in workflow.events.values() for step in event.then]
    steps += [step for deadline in workflow.deadlines.values() for step in deadline.overdue]
    yield from (step.verb for step in steps if isinstance(step.verb, OpenCase))


def _stuck(workflow: Workflow, given: set[str]) -> Iterator[tuple[str, str]]:
    """Yield events that are never taken for want of a person, each with its role."""
    fields, states = set(given), {workflow.initial().name}
    waiting = dict(workflow.events)
    moved = True
    while moved:
        moved = False
        for event in list(waiting.values()):
            if states & set(event.sources) and _can_act(workflow, event, fields):
                del waiting[event.name]
                states |= targets_of(event)
                fields |= {*event.asks, *event.needs, *event.sets, *event.defaults}
                moved = True
    for event in waiting.values():
        if states & set(event.sources):
            lacking = [role for role in (*event.by, *event.by_each) if role in workflow.roles]
            yield from ((event.name, role) for role in lacking[:1])


def _can_act(workflow: Workflow, event: Event, fields: set[str]) -> bool:
    if event.by_each:
        return all(_exists(workflow, role, fields) for role in event.by_each)
    return event.by_engine or any(_exists(workflow, role, fields) for role in event.by)


def _exists(workflow: Workflow, name: str, fields: set[str]) -> bool:
    role = workflow.roles[name]
    if role.person is None or role.person == "case.opened_by":
        return True
    return role.person.removeprefix("case.").partition(".")[0] in fields
