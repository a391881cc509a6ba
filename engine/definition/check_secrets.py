"""Law 8: what is secret is not read by more people than its readers, whatever way it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.flows import Flows
from engine.definition.problems import Finding, Path, found, found_key
from engine.definition.readers import (
    audience,
    frame_audience,
    is_guarded,
    is_open,
    rules_of,
    secret_fields_of,
    written_by,
)
from engine.definition.workflow import IssueDocument, Notify, OpenCase

if TYPE_CHECKING:
    from engine.definition.subject import PlacedStep, Subject
    from engine.definition.workflow import Field


def check_secrets(subject: Subject) -> Iterator[Finding]:
    """Yield who would read what is kept from them, and readers that nothing is kept for."""
    yield from _rules(subject)
    yield from _sets(subject)
    yield from _actors(subject)
    yield from _told(subject)
    yield from _shown(subject)
    yield from Flows(subject).leaks()


def _rules(subject: Subject) -> Iterator[Finding]:
    workflow = subject.workflow
    if workflow.readers and not is_guarded(workflow):
        yield found_key("readers", code="definition_readers_of_nothing")
        return
    for index, rule in enumerate(workflow.readers):
        for name in rule.fields:
            if not workflow.secret and name in workflow.fields and is_open(workflow, name):
                yield found(
                    "readers", index, "fields", code="definition_reader_of_open", field=name
                )


def _sets(subject: Subject) -> Iterator[Finding]:
    """Yield open fields that would tell of secret cases, and such cases opened under no field."""
    workflow = subject.workflow
    if workflow.secret:
        return
    for field in workflow.fields.values():
        of = _cases_of(subject, field)
        if of and not field.secret:
            yield found("fields", field.name, code="definition_secret_set", field=field.name, of=of)
    for placed in subject.steps():
        verb = placed.step.verb
        if isinstance(verb, OpenCase) and verb.as_field is None and _is_secret(subject, verb):
            yield found(*placed.path, "open", code="definition_secret_open", of=verb.workflow)


def _cases_of(subject: Subject, field: Field) -> str:
    """Return the secret workflow whose cases a field lists, or nothing."""
    if field.of is not None and field.of in subject.workflow.fields:
        field = subject.workflow.fields[field.of]
    known = subject.versions(field.workflow or "")
    return field.workflow or "" if any(one.secret for one in known) else ""


def _is_secret(subject: Subject, verb: OpenCase) -> bool:
    return any(one.secret for one in subject.versions(verb.workflow))


def _actors(subject: Subject) -> Iterator[Finding]:
    """Yield who may act in a secret case and never sees it."""
    workflow = subject.workflow
    if not workflow.secret:
        return
    seeing = {role for rule in rules_of(workflow) for role in rule.roles}
    named = [("events", event.name, event.by + event.by_each) for event in workflow.events.values()]
    for section, name, roles in (*named, ("opened_by", "hand", workflow.opened_by.hand)):
        for role in roles:
            if role in workflow.roles and role not in seeing:
                path: Path = (section, name, "by") if section == "events" else (section, name)
                yield found(*path, code="definition_actor_not_reader", role=role)


def _told(subject: Subject) -> Iterator[Finding]:
    """Yield who is told, by a notice or a paper, of a case or an act that is kept from them."""
    frame = frame_audience(subject.workflow)
    for placed in subject.steps():
        for role in _audience_of(placed, subject):
            if frame is not None and role not in {one for one, _ in frame}:
                code = "definition_told_not_reader"
                yield found(*placed.path, code=code, role=role)
            for field in _referring(placed, subject):
                readers = audience(subject.workflow, field) or frozenset()
                if role not in {one for one, _ in readers}:
                    code = "definition_told_of_secret"
                    yield found(*placed.path, code=code, role=role, field=field)
    for deadline in subject.workflow.deadlines.values():
        for role in deadline.remind.roles if deadline.remind is not None else ():
            known = frame is None or role in {one for one, _ in frame}
            if not known and role in subject.workflow.roles:
                path = ("deadlines", deadline.name, "remind")
                yield found(*path, code="definition_told_not_reader", role=role)


def _shown(subject: Subject) -> Iterator[Finding]:
    """Yield acts that always refer to secret cases and are seen by all, for what else they do."""
    workflow = subject.workflow
    for event in workflow.events.values() if not workflow.secret else ():
        always = [step for step in event.then if step.when is None]
        fields = {name for step in always for name in secret_fields_of(step, workflow)}
        moves = any(branch.to is not None for branch in event.branches)
        written = {name for name in written_by(event) if is_open(workflow, name)}
        for name in sorted(fields) if moves or written else ():
            yield found_key("events", event.name, code="definition_secret_shown", field=name)


def _audience_of(placed: PlacedStep, subject: Subject) -> list[str]:
    """Return the roles that a step tells something."""
    verb, workflow = placed.step.verb, subject.workflow
    named: tuple[str, ...] = ()
    if isinstance(verb, Notify):
        named = verb.roles
    elif isinstance(verb, IssueDocument):
        listed = workflow.lists.get(verb.to_list or "")
        copies = (*listed.report, *listed.send, *listed.copy) if listed is not None else ()
        known = workflow.documents.get(verb.document)
        signing = (known.signed_by or "",) if known is not None else ()
        receipt = (known.receipt.by,) if known is not None and known.receipt is not None else ()
        named = (*verb.to, *copies, *signing, *receipt)
    return [role for role in dict.fromkeys(named) if role in workflow.roles]


def _referring(placed: PlacedStep, subject: Subject) -> list[str]:
    """Return the secret fields under which the same event refers to cases."""
    steps = placed.event.then if placed.event is not None else ()
    return [name for step in steps for name in secret_fields_of(step, subject.workflow)]
