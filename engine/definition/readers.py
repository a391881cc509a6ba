"""Who a definition lets see what: audiences as roles, each with the state from which on it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.workflow import OpenCase, Reader, TellChildren

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.workflow import Event, Step, Workflow

Audience = frozenset[tuple[str, str | None]] | None
"""Roles with the state from which on they see; None means everyone who is known."""


def rules_of(workflow: Workflow) -> tuple[Reader, ...]:
    """Return who sees what is secret: every role sees all of it where nothing is said."""
    return workflow.readers or (Reader(roles=tuple(workflow.roles)),)


def is_guarded(workflow: Workflow) -> bool:
    """Return whether anything of such a case is kept from anyone."""
    return workflow.secret or any(field.secret for field in workflow.fields.values())


def is_open(workflow: Workflow, field: str) -> bool:
    """Return whether everyone who is known may see a field, or what every case tells of itself."""
    known = workflow.fields.get(field)
    return not workflow.secret and not (known is not None and known.secret)


def frame_audience(workflow: Workflow) -> Audience:
    """Return who may know that such a case exists."""
    if not workflow.secret:
        return None
    return frozenset((role, rule.since) for rule in rules_of(workflow) for role in rule.roles)


def audience(workflow: Workflow, field: str) -> Audience:
    """Return who may see a field."""
    if is_open(workflow, field):
        return None
    if field not in workflow.fields:
        return frame_audience(workflow)
    return frozenset(
        (role, rule.since)
        for rule in rules_of(workflow)
        if not rule.fields or field in rule.fields
        for role in rule.roles
    )


def is_wider(audience: Audience, than: Audience) -> bool:
    """Return whether an audience holds anybody, at any time, whom another does not."""
    if than is None:
        return False
    if audience is None:
        return True
    return any((role, since) not in than and (role, None) not in than for role, since in audience)


def secret_fields_of(step: Step, workflow: Workflow) -> Iterator[str]:
    """Yield the secret field under which a step opens or tells cases."""
    name: str | None = None
    if isinstance(step.verb, OpenCase):
        name = step.verb.as_field
    elif isinstance(step.verb, TellChildren):
        name = step.verb.children
    if name in workflow.fields and workflow.fields[name].secret:
        yield name


def written_by(event: Event) -> set[str]:
    """Return the fields that an event may fill."""
    dated = {event.dated} if event.dated else set()
    return {*event.asks, *event.sets, *event.defaults, *dated}
