"""Who owes a duty: a post, a person, or the posts of one organisation together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.kernel.case import Case, Value

if TYPE_CHECKING:
    from engine.definition.duties import Duty
    from engine.definition.workflow import Role
    from engine.kernel.directory import Directory
    from engine.kernel.scene import Scene

SEPARATOR = ","


class Owner(Value, kw_only=True):
    """One who owes a duty, by a `key` that stays when the post changes hands.

    `holder` is set where the office alone does not tell who: it has several holders, or the case
    names the person.
    """

    key: str
    offices: tuple[str, ...] = ()
    unit: str | None = None
    holder: str | None = None


def owners(duty: Duty, scene: Scene) -> list[Owner]:
    """Return those who owe a duty at an instant, each once, in the order of the roles."""
    found: dict[str, Owner] = {}
    for name in duty.owed_by:
        for owner in _of_role(scene, scene.machine.workflow.roles[name]):
            if not duty.jointly or owner.unit is None:
                found.setdefault(owner.key, owner)
            else:
                before = found.get(owner.unit, Owner(key=owner.unit, unit=owner.unit))
                offices = tuple(dict.fromkeys((*before.offices, *owner.offices)))
                found[owner.unit] = Owner(key=owner.unit, unit=owner.unit, offices=offices)
    return list(found.values())


def _of_role(scene: Scene, role: Role) -> Iterator[Owner]:
    if role.person is not None or role.office is None:
        yield from (Owner(key=person, holder=person) for person in scene.people(role.name))
        return
    try:
        bodies = scene.organisations(role)
    except NotFound:
        # Whose it is cannot be told: the duty is owed all the same, and its case says so.
        yield Owner(key=role.name, offices=(role.office,))
        return
    excluded = {one for name in role.excluded for one in scene.people(name)}
    for body in bodies:
        yield from _of_body(scene, role.office, body, excluded)


def _of_body(scene: Scene, office: str, body: str, excluded: set[str]) -> Iterator[Owner]:
    """Yield the post, or, where several hold the office, each of them; a vacant post owes too."""
    key = f"{office}@{body}"
    holders = scene.view.directory.holders(office, body, scene.today)
    owing = [one for one in holders if one not in excluded]
    if len(holders) <= 1 and len(owing) == len(holders):
        yield Owner(key=key, offices=(office,), unit=body)
    elif len(holders) > 1:
        for person in owing:
            yield Owner(key=f"{key}/{person}", offices=(office,), unit=body, holder=person)


def offices_of(case: Case) -> tuple[str, ...]:
    """Return the offices that owe the duty of a case."""
    text: str = case.fields.get("offices") or ""
    return tuple(text.split(SEPARATOR)) if text else ()


def owing_people(scene: Scene) -> tuple[str, ...]:
    """Return who is to do the duty of a case at an instant: whoever holds the post then.

    Of an office with several holders it is the one who was named, while that one holds it.
    """
    fields, directory = scene.case.fields, scene.view.directory
    holder, unit, offices = fields.get("holder"), fields.get("unit"), offices_of(scene.case)
    if not offices:
        return (holder,) if holder else ()
    if unit is None:
        return ()
    if holder and _holds(directory, holder, offices, unit, scene.today):
        return (holder,)
    people = (
        person
        for office in offices
        for person in directory.holders_or_above(office, unit, scene.today)
    )
    return tuple(dict.fromkeys(people))


def _holds(
    directory: Directory, person: str, offices: tuple[str, ...], unit: str, on: dt.date
) -> bool:
    return any(person in directory.holders(office, unit, on) for office in offices)
