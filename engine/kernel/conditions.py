"""Why somebody may, or may not, take an event: each condition with its verdict.

The conditions are those of `decide`, in its order; nothing is decided here.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.errors import PatrolError
from engine.kernel.case import Value
from engine.kernel.effects import Refusal
from engine.kernel.permission import may_take, people_or_none, same_person
from engine.kernel.scene import Scene
from engine.kernel.values import is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.workflow import Event, Workflow
    from engine.kernel.case import Case
    from engine.kernel.events import Actor
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View

#: What an expression may speak of without telling anything of another case.
OWN = ("case", "setting", "now", "home", "event", "actor")


class Condition(Value, kw_only=True):
    """One condition of an event; `met` is None where it depends on what will be supplied.

    `kind` is state, person, other_person, part, asks, needs, when or way.
    """

    kind: str
    met: bool | None
    facts: dict[str, Any] = {}


def conditions(
    machine: Machine, case: Case, event: Event, actor: Actor | None, view: View, at: dt.datetime
) -> list[Condition]:
    """Return every condition of an event in a case, for an actor where one is given."""
    scene = Scene(machine, case, view, at, actor=None if actor is None else actor.person)
    found = [_state(machine, case, event)]
    found.append(_person(machine, case, event, actor, view, at))
    if actor is not None:
        found += _others(case, event, actor)
        found += _part(found[1], case, event)
    found += [_asked(machine.workflow, event, name) for name in event.asks]
    found += [_needed(scene, name) for name in event.needs]
    found += _guards(scene, event)
    return found


def _state(machine: Machine, case: Case, event: Event) -> Condition:
    met = not case.void and case.state in event.sources
    way = [] if met else path_to(machine.workflow, case.state, event.sources)
    return Condition(
        kind="state",
        met=met,
        facts={"state": case.state, "sources": list(event.sources), "way": way},
    )


def path_to(workflow: Workflow, start: str, targets: tuple[str, ...]) -> list[str]:
    """Return the fewest events that may lead from a state to one of others, if any do."""
    ways: dict[str, list[str]] = {start: []}
    waiting = [start]
    for state in waiting:
        if state in targets:
            return ways[state]
        for event in workflow.events.values():
            if state not in event.sources:
                continue
            for branch in event.branches:
                if branch.to is not None and branch.to not in ways:
                    ways[branch.to] = [*ways[state], event.name]
                    waiting.append(branch.to)
    return []


def _person(
    machine: Machine, case: Case, event: Event, actor: Actor | None, view: View, at: dt.datetime
) -> Condition:
    scene = Scene(machine, case, view, at)
    roles = (*event.by, *event.by_each)
    people = {role: list(people_or_none(scene, role)) for role in roles}
    facts: dict[str, Any] = {"roles": people}
    if actor is None:
        return Condition(kind="person", met=None if any(people.values()) else False, facts=facts)
    found = may_take(scene, event, actor)
    facts["person"] = actor.person
    if isinstance(found, Refusal):
        return Condition(kind="person", met=False, facts={**facts, "code": found.code})
    return Condition(kind="person", met=True, facts={**facts, "role": found})


def _others(case: Case, event: Event, actor: Actor) -> Iterator[Condition]:
    if event.not_same_person_as:
        twice = same_person(case, event, actor)
        facts = {"events": list(event.not_same_person_as), "earlier": twice or None}
        yield Condition(kind="other_person", met=not twice, facts=facts)


def _part(person: Condition, case: Case, event: Event) -> Iterator[Condition]:
    """Yield, of an event that several must take, whether this one's part is still open."""
    if event.by_each:
        taken = case.waiting.get(event.name, ())
        missing = [role for role in event.by_each if role not in taken]
        facts = {"taken": list(taken), "missing": missing}
        yield Condition(kind="part", met=person.facts.get("role") not in taken, facts=facts)


def _asked(workflow: Workflow, event: Event, name: str) -> Condition:
    field = workflow.fields[name]
    met = True if name in event.defaults else None
    return Condition(kind="asks", met=met, facts={"field": name, "type": field.type})


def _needed(scene: Scene, name: str) -> Condition:
    field = scene.machine.workflow.fields[name]
    met = None if is_empty(scene.field_value(name)) else True  # It may be supplied with the act.
    return Condition(kind="needs", met=met, facts={"field": name, "type": field.type})


def _guards(scene: Scene, event: Event) -> Iterator[Condition]:
    if event.when is not None:
        yield _guard(scene, event, "when", [event.when])
    ways = [branch.when for branch in event.branches]
    if None not in ways:
        yield _guard(scene, event, "way", [way for way in ways if way is not None])


def _guard(scene: Scene, event: Event, kind: str, texts: list[str]) -> Condition:
    names = sorted({name for text in texts for name in scene.machine.expression(text).names})
    met = _verdict(scene, event, texts, names)
    values = {name: _value(scene, name) for name in names if name.partition(".")[0] in OWN}
    return Condition(kind=kind, met=met, facts={"expressions": texts, "values": values})


def _verdict(scene: Scene, event: Event, texts: list[str], names: list[str]) -> bool | None:
    """Return whether one of the guards holds; None where it reads what the act supplies."""
    supplied = {f"case.{name}" for name in (*event.asks, *event.needs, *event.defaults)}
    dated = any(name.startswith("event.") for name in names)
    if dated or any(".".join(name.split(".")[:2]) in supplied for name in names):
        return None
    try:
        return any(scene.holds(text) for text in texts)
    except PatrolError:
        return False


def _value(scene: Scene, name: str) -> Any:
    try:
        return scene.value(name)
    except PatrolError:
        return None


def may_now(found: list[Condition]) -> bool:
    """Return whether nothing stands against an act but what its actor supplies."""
    return all(one.met is not False for one in found)
