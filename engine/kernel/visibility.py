"""What a person may see of a case at an instant: the one place where that is decided.

Everyone who is known sees every case that is not secret, without its secret fields. What is
secret is seen by the roles that `readers:` names, each from its state on; by every role of the
definition where it names none. Whoever stands in for somebody sees what that one sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.readers import is_guarded, is_open, rules_of, secret_fields_of, written_by
from engine.kernel.case import Value
from engine.kernel.permission import people_or_none
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from engine.definition.workflow import Event, Reader, Step, Workflow
    from engine.kernel.case import Case
    from engine.kernel.directory import Directory
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


class Sight(Value, kw_only=True):
    """What somebody may see of a case: whether it is there for them, and which of its fields."""

    case: bool = False
    fields: frozenset[str] = frozenset()
    whole: bool = False


NOTHING = Sight()


def open_sight(workflow: Workflow, *, secret: bool = False) -> Sight:
    """Return what everyone sees of a case; `secret` where it stands below a secret one."""
    if workflow.secret or secret:
        return NOTHING
    fields = frozenset(name for name in workflow.fields if is_open(workflow, name))
    return Sight(case=True, fields=fields, whole=not is_guarded(workflow))


def is_below_secret(case: Case, view: View) -> bool:
    """Return whether a case was opened below a secret one, however far above."""
    while case.parent is not None:
        machine, case = view.relative(case.parent.case)
        if machine.workflow.secret:
            return True
    return False


def sight(machine: Machine, case: Case, person: str | None, view: View, at: dt.datetime) -> Sight:
    """Return what a person sees of a case at an instant, nobody (None) what everyone sees.

    A case below a secret one is seen by the roles of its own definition alone.
    """
    workflow = machine.workflow
    everyones = open_sight(workflow, secret=is_below_secret(case, view))
    if person is None or everyones.whole:
        return everyones
    scene = Scene(machine, case, view, at)
    people = stood_for(view.directory, person, scene.today)
    rules = [rule for rule in rules_of(workflow) if _holds(scene, rule, people)]
    if not rules:
        return everyones
    given = {name for rule in rules for name in rule.fields or workflow.fields}
    fields = everyones.fields | given
    return Sight(case=True, fields=fields, whole=fields >= set(workflow.fields))


def stood_for(directory: Directory, person: str, on: dt.date) -> frozenset[str]:
    """Return a person with those whom that person stands in for on a day."""
    return frozenset((person, *directory.principals(person, on)))


def offices_of(directory: Directory, people: frozenset[str], on: dt.date) -> frozenset[str]:
    """Return the offices that people hold anywhere on a day."""
    return frozenset(office for one in people for office in directory.offices_of(one, on))


def _holds(scene: Scene, rule: Reader, people: frozenset[str]) -> bool:
    if rule.since is not None and not has_entered(scene.machine.workflow, scene.case, rule.since):
        return False
    return any(people.intersection(people_or_none(scene, role)) for role in rule.roles)


def has_entered(workflow: Workflow, case: Case, state: str) -> bool:
    """Return whether a case surely is, or has been, in a state.

    It stands there, began there, or an event was taken that leads nowhere else.
    """
    if state in (case.state, workflow.initial().name):
        return True
    events = (workflow.events.get(name) for name in case.acts)
    return any(
        event is not None
        and event.name not in case.waiting
        and all(branch.to == state for branch in event.branches)
        for event in events
    )


def concealed(workflow: Workflow, seen: frozenset[str]) -> frozenset[str]:
    """Return the acts and steps that somebody who sees these fields does not learn of.

    They do nothing but refer to cases under a field that is kept from that person; steps of a
    ladder are named `deadline:step`, as in a history.
    """
    return frozenset(_concealed(workflow, seen))


def _concealed(workflow: Workflow, seen: frozenset[str]) -> Iterator[str]:
    moving = _moving_clocks(workflow)
    for event in workflow.events.values():
        stays = all(branch.to is None for branch in event.branches)
        if stays and event.name not in moving and _is_covert(workflow, event, seen):
            yield event.name
    for deadline in workflow.deadlines.values():
        for step in deadline.overdue:
            if _under(workflow, (step,), seen):
                yield f"{deadline.name}:{step.id}"


def _is_covert(workflow: Workflow, event: Event, seen: frozenset[str]) -> bool:
    return _under(workflow, event.then, seen) and not written_by(event) & seen


def _under(workflow: Workflow, steps: Iterable[Step], seen: frozenset[str]) -> bool:
    """Return whether there are steps, and each of them stands under a field that is not seen."""
    fields = [set(secret_fields_of(step, workflow)) - seen for step in steps]
    return bool(fields) and all(fields)


def _moving_clocks(workflow: Workflow) -> set[str]:
    """Return the events that start, stop or hold a clock, which everyone sees."""
    found = set()
    for deadline in workflow.deadlines.values():
        held = deadline.suspended
        undoing = [one.trigger for one in deadline.undone_by]
        pulls = [*deadline.starts, *deadline.stops, *deadline.cancels, *undoing]
        pulls += [*held.begins, *held.ends] if held else []
        found |= {trigger.name for trigger in pulls if trigger.kind == "event"}
    return found
