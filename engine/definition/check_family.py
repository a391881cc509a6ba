"""Law 1 between definitions: what is opened and told exists, and takes what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.definition.check_names import child_sets
from engine.definition.expressions import ExpressionError, parse_expression
from engine.definition.graph import reachable_from, targets_of
from engine.definition.kin import kin
from engine.definition.problems import Finding, Path, found, found_key, unknown, unknown_key
from engine.definition.syntax import dotted_names
from engine.definition.workflow import OpenCase, TakeEvent, TellChildren, Workflow

if TYPE_CHECKING:
    from engine.definition.subject import PlacedStep, Subject
    from engine.definition.workflow import Event


def check_family(subject: Subject) -> Iterator[Finding]:
    """Yield what does not fit between a definition and those it names."""
    yield from _named_workflows(subject)
    for placed in subject.steps():
        verb = placed.step.verb
        if isinstance(verb, OpenCase):
            yield from check_opening(subject, placed, verb)
        elif isinstance(verb, TellChildren):
            yield from _telling(subject, placed, verb)


def _known(subject: Subject, path: Path, name: str) -> Iterator[Finding]:
    code = "definition_workflow_unknown"
    yield from subject.missing("workflows", path, name, subject.index, code)


def _named_workflows(subject: Subject) -> Iterator[Finding]:
    workflow = subject.workflow
    for field in workflow.fields.values():
        if field.workflow is not None:
            yield from _known(subject, ("fields", field.name, "workflow"), field.workflow)
    for parent, fields in workflow.opened_by.parents.items():
        yield from _known(subject, ("opened_by", parent), parent)
        for name in fields if subject.versions(parent) else ():
            if not _lists(subject.versions(parent)[0], name, workflow):
                facts = {"parent": parent, "field": name, "workflow": workflow.name}
                yield found("opened_by", parent, code="definition_opened_by_field", **facts)
    for deadline in workflow.deadlines.values():
        if deadline.extension is None:
            continue
        path: Path = ("deadlines", deadline.name, "extension", "workflow")
        name = deadline.extension.workflow
        yield from _known(subject, path, name)
        versions = subject.versions(name)
        if versions and not versions[0].opened_by.any_deadline:
            yield found(*path, code="definition_extension_workflow", name=name)


def _lists(parent: Workflow, name: str, child: Workflow) -> bool:
    field = parent.fields.get(name)
    return field is not None and field.type == "cases" and field.workflow in kin(child)


def check_opening(subject: Subject, placed: PlacedStep, verb: OpenCase) -> Iterator[Finding]:
    """Yield what does not fit between a step that opens a case and the case that it opens."""
    path = placed.path
    yield from _known(subject, (*path, "open"), verb.workflow)
    yield from _under_field(subject, (*path, "as"), verb)
    versions = subject.versions(verb.workflow)
    if not versions:
        return
    child = versions[0]
    yield from _supplied(path, verb, child)
    if not _may_open(subject.workflow, verb, child):
        facts = {"workflow": child.name, "parent": subject.workflow.name}
        yield found(*path, "open", code="definition_not_opened_by", **facts)
    if verb.asked and not _somebody_asks(placed):
        yield found(*path, "with", verb.asked[0], code="definition_ask_nobody")
    yield from _never_told(subject, placed, verb, child)


def _under_field(subject: Subject, path: Path, verb: OpenCase) -> Iterator[Finding]:
    if verb.as_field is None:
        return
    fields = subject.workflow.fields
    sets = child_sets(subject.workflow)
    yield from subject.missing("fields", path, verb.as_field, sets, "definition_field_unknown")
    field = fields.get(verb.as_field)
    known = field is not None and field.workflow in subject.index
    if field is not None and known and field.workflow != verb.workflow:
        facts = {"field": field.name, "workflow": field.workflow, "opened": verb.workflow}
        yield found(*path, code="definition_open_under_other", **facts)


def _supplied(path: Path, verb: OpenCase, child: Workflow) -> Iterator[Finding]:
    given = {*verb.values, *verb.asked}
    for name in given - set(child.fields):
        place = (*path, "with", name)
        facts = {"workflow": child.name}
        code = "definition_child_field_unknown"
        yield unknown_key(*place, code=code, name=name, known=child.fields, **facts)
    for field in child.fields.values():
        if field.required and field.default is None and field.name not in given:
            facts = {"field": field.name, "workflow": child.name}
            yield found(*path, code="definition_open_lacks", **facts)


def _may_open(parent: Workflow, verb: OpenCase, child: Workflow) -> bool:
    if child.opened_by.any_case:
        return True
    parents = child.opened_by.parents
    found = [fields for name, fields in parents.items() if name in kin(parent)]
    return any(verb.as_field is None or verb.as_field in fields for fields in found)


def _somebody_asks(placed: PlacedStep) -> bool:
    return placed.event is not None and bool(placed.event.by or placed.event.by_each)


def _never_told(
    subject: Subject, placed: PlacedStep, verb: OpenCase, child: Workflow
) -> Iterator[Finding]:
    """Yield events that wait to be told by a parent, and that this parent never tells."""
    if verb.as_field is None or _tells_unknown(subject, verb.as_field, child):
        return
    for event in told_only(child):
        tellers = [
            one.event
            for one in subject.steps()
            if isinstance(one.step.verb, TellChildren)
            and (one.step.verb.children, one.step.verb.event) == (verb.as_field, event.name)
        ]
        if not _comes_after(subject.workflow, placed, tellers):
            facts = {"event": event.name, "workflow": child.name, "field": verb.as_field}
            yield found(*placed.path, "open", code="definition_never_told", **facts)


def _tells_unknown(subject: Subject, field: str, child: Workflow) -> bool:
    """Return whether some step tells these children what they do not know: that is said there."""
    verbs = [one.step.verb for one in subject.steps()]
    tells = [one for one in verbs if isinstance(one, TellChildren) and one.children == field]
    return any(one.event not in child.events for one in tells)


def told_only(workflow: Workflow) -> list[Event]:
    """Return the events of a workflow that only another case can bring about."""
    steps = [step for event in workflow.events.values() for step in event.then]
    steps += [step for deadline in workflow.deadlines.values() for step in deadline.overdue]
    own = {step.verb.event for step in steps if isinstance(step.verb, TakeEvent)}
    return [
        event
        for event in workflow.events.values()
        if event.by_engine and not (event.by or event.automatic or event.name in own)
    ]


def _comes_after(workflow: Workflow, placed: PlacedStep, tellers: Iterable[Event | None]) -> bool:
    """Return whether some teller can still happen once the child is open."""
    if placed.event is None:
        return any(True for _ in tellers)
    after = {
        state for target in targets_of(placed.event) for state in reachable_from(workflow, target)
    }
    return any(teller is None or after & set(teller.sources) for teller in tellers)


def _telling(subject: Subject, placed: PlacedStep, verb: TellChildren) -> Iterator[Finding]:
    field = subject.workflow.fields.get(verb.children)
    if field is None or field.workflow is None or not verb.event:
        return
    for child in subject.versions(field.workflow):
        event = child.events.get(verb.event)
        facts = {"event": verb.event, "workflow": child.name, "version": child.version}
        if event is None:
            yield unknown(
                *placed.path, "event", code="definition_told_event_unknown", name=verb.event,
                known=child.events, workflow=child.name, version=child.version,
            )  # fmt: skip
        elif not event.by_engine:
            yield found(*placed.path, "event", code="definition_told_not_by_engine", **facts)
        else:
            yield from _told_values(placed.path, verb, event, child)
            yield from _too_early(placed, verb, event, child)


def _told_values(
    path: Path, verb: TellChildren, event: Event, child: Workflow
) -> Iterator[Finding]:
    facts = {"event": event.name, "workflow": child.name}
    for name in event.asks:
        if name not in verb.values and name not in event.defaults:
            yield found(*path, "tell", code="definition_tell_lacks", field=name, **facts)
    taken = {*event.asks, *event.needs, *event.defaults, event.dated}
    for name in verb.values:
        if name not in taken:
            place = (*path, "with", name)
            yield found_key(*place, code="definition_tell_not_asked", field=name, **facts)


def _too_early(
    placed: PlacedStep, verb: TellChildren, event: Event, child: Workflow
) -> Iterator[Finding]:
    """Yield where children not yet ready would silently be passed over, for good."""
    if _looks_at(placed, verb.children) or _repeats(placed):
        return
    early = [
        state.name
        for state in child.states.values()
        if state.final is None
        and state.name not in event.sources
        and set(event.sources) & reachable_from(child, state.name)
    ]
    if early:
        facts = {"event": event.name, "workflow": child.name, "states": ", ".join(early)}
        yield found(*placed.path, "tell", code="definition_tell_too_early", **facts)


def _repeats(placed: PlacedStep) -> bool:
    return placed.event is not None and all(branch.to is None for branch in placed.event.branches)


def _looks_at(placed: PlacedStep, children: str) -> bool:
    guards = [placed.step.when, placed.event.when if placed.event is not None else None]
    for text in guards:
        try:
            names = set(dotted_names(parse_expression(text))) if text else set()
        except ExpressionError:
            continue
        if children in names or f"case.{children}" in names:
            return True
    return False
