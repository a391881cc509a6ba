"""Who may take an event: roles resolved at the act's instant (semantics 20)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound
from engine.kernel.effects import Refusal
from engine.kernel.events import ENGINE, IMPORT
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    from engine.definition.workflow import Event
    from engine.kernel.case import Case
    from engine.kernel.events import Actor
    from engine.kernel.machine import Machine
    from engine.kernel.scene import View


def may_take(scene: Scene, event: Event, actor: Actor) -> str | Refusal | None:
    """Return the role in which an actor may take an event (None for the engine), or a refusal."""
    if actor.person == IMPORT:
        return None
    if actor.person == ENGINE:
        return None if event.by_engine else Refusal(code="engine_may_not", facts=named(event))
    if event.in_person and actor.principal:
        return Refusal(code="in_person_only", facts=named(event))
    if (refusal := no_delegate(actor, scene)) is not None:
        return refusal
    who = actor.principal or actor.person
    for role in (*event.by, *_untaken_first(scene.case, event)):
        if who in people_or_none(scene, role):
            return role
    facts = {**named(event), "person": actor.person, **_roles(scene.machine, event, scene)}
    return Refusal(code="not_permitted", facts=facts)


def no_delegate(actor: Actor, scene: Scene) -> Refusal | None:
    """Return a refusal for who acts for somebody they do not stand in for at this instant."""
    if actor.person == IMPORT or actor.principal is None:
        return None
    if scene.view.directory.stands_in(actor.person, actor.principal, scene.today):
        return None
    facts = {"person": actor.person, "principal": actor.principal}
    return Refusal(code="not_a_delegate", facts=facts)


def _untaken_first(case: Case, event: Event) -> list[str]:
    """Return the roles that must all take an event, those still missing first."""
    if not event.by_each:
        return []
    return sorted(event.by_each, key=lambda role: role in case.waiting.get(event.name, ()))


def people_or_none(scene: Scene, role: str) -> tuple[str, ...]:
    """Return who stands behind a role, nobody where its organisation cannot be found."""
    try:
        return scene.people(role)
    except NotFound:
        return ()


def same_person(case: Case, event: Event, actor: Actor) -> str:
    """Return the earlier event that this person took and that somebody else must have taken."""
    if actor.person == IMPORT or not event.not_same_person_as:
        return ""
    persons = {actor.person, actor.principal} - {ENGINE, None}
    for earlier in event.not_same_person_as:
        memory = case.acts.get(earlier)
        if memory is not None and persons & set(memory.persons):
            return earlier
    return ""


def may_take_now(
    machine: Machine, case: Case, view: View, at: dt.datetime
) -> list[tuple[Event, tuple[str, ...]]]:
    """Return the events that people may take from the case's state, each with who may."""
    scene = Scene(machine, case, view, at)
    found = []
    for event in machine.workflow.events.values():
        roles = (*event.by, *event.by_each)
        if case.state in event.sources and roles and not case.void:
            people = [one for role in roles for one in people_or_none(scene, role)]
            found.append((event, tuple(dict.fromkeys(people))))
    return found


def refused_state(
    machine: Machine, case: Case, event: Event, view: View, at: dt.datetime
) -> dict[str, Any]:
    """Return the facts of an event that a state does not allow: which it does, and by whom."""
    state = machine.workflow.states[case.state]
    allowed = may_take_now(machine, case, view, at)
    return {
        **named(event),
        "state": state.name,
        "state_zh": state.title.zh,
        "state_en": state.title.en,
        "allowed": [{"event": one.name, "people": list(people)} for one, people in allowed],
        "allowed_zh": _list(machine, [one for one, _ in allowed], "zh"),
        "allowed_en": _list(machine, [one for one, _ in allowed], "en"),
    }


def _list(machine: Machine, events: list[Event], language: str) -> str:
    """Return events with the roles that may take them, as one list in a language."""
    roles = machine.workflow.roles

    def told(event: Event) -> str:
        """Return an event by title and name, with who may take it."""
        names = [getattr(roles[role].title, language) for role in (*event.by, *event.by_each)]
        title = getattr(event.title, language)
        if language == "zh":
            return f"{title}（{event.name}，{'、'.join(names)}）"
        return f"{title} ({event.name}: {', '.join(names)})"

    return ("；" if language == "zh" else "; ").join(map(told, events)) or "-"


def named(event: Event) -> dict[str, str]:
    """Return the facts that name an event."""
    return {"event": event.name, "event_zh": event.title.zh, "event_en": event.title.en}


def _roles(machine: Machine, event: Event, scene: Scene) -> dict[str, Any]:
    roles = [machine.workflow.roles[name] for name in (*event.by, *event.by_each)]
    people = [one for role in roles for one in people_or_none(scene, role.name)]
    return {
        "roles": [role.name for role in roles],
        "roles_zh": "、".join(role.title.zh for role in roles) or "-",
        "roles_en": ", ".join(role.title.en for role in roles) or "-",
        "people": ", ".join(dict.fromkeys(people)) or "-",
    }
