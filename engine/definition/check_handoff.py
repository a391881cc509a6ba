"""Nothing handed over counts as done before somebody has receipted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definition.check_names import Names
from engine.definition.graph import arrows, closure, targets_of
from engine.definition.problems import Finding, found

if TYPE_CHECKING:
    from engine.definition.handoffs import Handoff
    from engine.definition.subject import Subject
    from engine.definition.workflow import Workflow


def check_handoff_names(subject: Subject) -> Iterator[Finding]:
    """Yield what `handoff:` names that is not there, or does not ask for what it must."""
    workflow, rule = subject.workflow, subject.workflow.handoff
    if rule is None:
        return
    names = Names(subject)
    yield from names.need("roles", ("handoff", "to"), [rule.to])
    for key, field in rule.fields():
        yield from names.need("fields", ("handoff", key), [field])
    for key, event, asked in rule.events():
        yield from names.need("events", ("handoff", key), [event])
        yield from _asking(workflow, key, event, asked)
    if bool(rule.reroute) != bool(rule.route):
        there, lacking = ("reroute", "route") if rule.reroute else ("route", "reroute")
        yield found("handoff", there, code="definition_handoff_half", key=there, lacking=lacking)


def _asking(workflow: Workflow, key: str, event: str, asked: tuple[str, ...]) -> Iterator[Finding]:
    known = workflow.events.get(event)
    for field in asked:
        if known is not None and field in workflow.fields and field not in known.asks:
            facts = {"event": event, "field": field}
            yield found("handoff", key, code="definition_handoff_not_asked", **facts)


def check_handoff(subject: Subject) -> Iterator[Finding]:
    """Yield the ways in which a case would be done without a receipt."""
    workflow, rule = subject.workflow, subject.workflow.handoff
    if rule is None:
        return
    for state in _done_unreceipted(workflow, rule):
        code = "definition_handoff_without_receipt"
        yield found("handoff", "receive", code=code, state=state, event=rule.receive)


def _done_unreceipted(workflow: Workflow, rule: Handoff) -> list[str]:
    """Return the ends that can be reached after the last sending, and before a receipt of it."""
    starts = {workflow.initial().name}
    for name in (*rule.sending, *rule.returns):
        starts |= targets_of(workflow.events[name])
    others = [one for one in workflow.events.values() if one.name not in rule.receipts]
    reached = closure(starts, arrows(others))
    return sorted(name for name in reached if workflow.states[name].final == "done")
