"""Whom a case waits for, said so that it follows from the case alone.

A role may depend on the directory and on other cases, which change while a case rests. An
address says where its people are to be looked for; who they are is asked when somebody reads.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from engine.definition.workflow import Lookup
from engine.errors import NotFound, PatrolError
from engine.kernel.case import Value
from engine.kernel.events import ENGINE
from engine.kernel.machine import Awaited
from engine.kernel.owners import offices_of
from engine.kernel.scene import Scene

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.definition.workflow import Event, Role
    from engine.kernel.case import Case
    from engine.kernel.directory import Directory
    from engine.kernel.machine import Machine


class Address(Value, kw_only=True):
    """Where people are to be looked for.

    A `person` by name; or the holders of an `office` at an `organisation` (then along `path`:
    its superior, …), or at the body of a `kind` that serves one. An office without a place may
    be anybody's who holds it anywhere; an address of nothing may be anybody's.
    """

    person: str | None = None
    office: str | None = None
    organisation: str | None = None
    path: str = ""
    kind: str | None = None
    level: str | None = None
    sector: str | None = None

    def text(self) -> str:
        """Return the address as it is kept; equal addresses have equal texts."""
        return msgspec.json.encode(self).decode()


@cache
def read_address(text: str) -> Address:
    """Return the address that a kept text says."""
    return msgspec.json.decode(text, type=Address)


class Elsewhere(Exception):
    """A role does not follow from its case alone."""


class _Nothing:
    """Stands in for a case's surroundings; whoever looks there learns that they must."""

    @property
    def directory(self) -> NoReturn:
        """Look nowhere: raise Elsewhere."""
        raise Elsewhere

    def children(self, _case: Case, _field: str) -> NoReturn:
        """Look nowhere: raise Elsewhere."""
        raise Elsewhere

    def relative(self, _case_id: str) -> NoReturn:
        """Look nowhere: raise Elsewhere."""
        raise Elsewhere


def alone(machine: Machine, case: Case) -> Scene:
    """Return a case's scene without surroundings: whatever asks for them raises Elsewhere."""
    return Scene(machine, case, _Nothing(), case.acted_at)


def awaited(machine: Machine, case: Case) -> frozenset[str]:
    """Return the addresses at which somebody may take an event in a case."""
    key = case.state, case.home
    known = machine.at_home.get(key)
    if known is not None:
        return known
    awaits = _awaited_roles(machine, case.state)
    found = _addressed(machine, case, awaits.roles)
    if awaits.of_home:
        machine.at_home[key] = found
    return found


def _addressed(machine: Machine, case: Case, roles: tuple[str, ...]) -> frozenset[str]:
    scene = alone(machine, case)
    return frozenset(
        address.text()
        for role in roles
        for address in addresses(scene, machine.workflow.roles[role])
    )


def _awaited_roles(machine: Machine, state: str) -> Awaited:
    found = machine.awaited.get(state)
    if found is None:
        events = waiting_events(machine, state)
        names = (role for event in events for role in (*event.by, *event.by_each))
        roles = tuple(dict.fromkeys(names))
        of_home = all(_is_of_home(machine, machine.workflow.roles[role]) for role in roles)
        found = machine.awaited[state] = Awaited(roles, of_home)
    return found


def _is_of_home(machine: Machine, role: Role) -> bool:
    """Return whether nothing of a case but its home tells where a role's people are."""
    if role.origin_extension or role.of_parent:
        return True
    if role.owes or role.person is not None:
        return False
    at = role.at
    texts = (at.over, at.level, at.sector) if isinstance(at, Lookup) else (at and at.expression,)
    names = {name for text in texts if text for name in machine.expression(text).names}
    return all(name.partition(".")[0] == "home" for name in names)


def waiting_events(machine: Machine, state: str) -> list[Event]:
    """Return the events that a state waits for: those that people take, except to void it.

    Nothing waits for a withdrawal.
    """
    return [
        event
        for event in machine.workflow.events.values()
        if state in event.sources and not _only_voids(machine, event)
    ]


def _only_voids(machine: Machine, event: Event) -> bool:
    states = machine.workflow.states
    return all(
        branch.to is not None and states[branch.to].final == "void" for branch in event.branches
    )


def addresses(scene: Scene, role: Role) -> Iterator[Address]:
    """Yield where the people of a role are to be looked for."""
    if role.origin_extension or role.of_parent:
        yield Address()
    elif role.owes:
        yield from _owing(scene.case)
    elif role.person is not None:
        yield from _named(scene, role.person)
    elif isinstance(role.at, Lookup):
        yield _looked_up(scene, role, role.at)
    elif role.at is None:
        yield Address(office=role.office, organisation=scene.case.home)
    else:
        yield from _placed(scene, role, role.at.expression)


def _owing(case: Case) -> Iterator[Address]:
    holder, unit = case.fields.get("holder"), case.fields.get("unit")
    if holder is not None:
        yield Address(person=holder)
    for office in offices_of(case) if unit is not None else ():
        yield Address(office=office, organisation=unit)


def _named(scene: Scene, name: str) -> Iterator[Address]:
    try:
        found = scene.value(name)
    except (Elsewhere, PatrolError):
        yield Address()
        return
    for person in _each(found):
        if person != ENGINE:
            yield Address(person=person)


def _placed(scene: Scene, role: Role, text: str) -> Iterator[Address]:
    try:
        for body in _each(_own(scene, text)):
            yield Address(office=role.office, organisation=body)
    except (Elsewhere, PatrolError):
        yield _along(scene, role, text)


def _along(scene: Scene, role: Role, text: str) -> Address:
    """Return an organisation's attribute as the way there: `home.superior`, `case.unit.serves`."""
    head, _, path = text.partition(".")
    base: object = scene.case.home
    if head == "case":
        name, _, path = path.partition(".")
        base = scene.case.fields.get(name)
    if head in ("home", "case") and isinstance(base, str) and path.replace(".", "").isidentifier():
        return Address(office=role.office, organisation=base, path=path)
    return Address(office=role.office)


def _looked_up(scene: Scene, role: Role, wanted: Lookup) -> Address:
    try:
        return Address(
            office=role.office,
            organisation=_own(scene, wanted.over),
            kind=wanted.kind,
            level=_own(scene, wanted.level) if wanted.level else None,
            sector=_own(scene, wanted.sector) if wanted.sector else None,
        )
    except (Elsewhere, PatrolError, TypeError):
        return Address(office=role.office)


def _own(scene: Scene, text: str) -> Any:
    """Return the value of an expression that speaks of the case alone; raise Elsewhere."""
    if "now" in scene.machine.expression(text).names:
        raise Elsewhere
    return scene.evaluate(text)


def _each(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [one for one in value if one]


def body_reached(address: Address, person: str, directory: Directory, on: dt.date) -> str | None:
    """Return at which organisation an address reaches a person by office on a day, or None."""
    if address.office is None:
        return None
    if address.organisation is None:
        return _anywhere(address.office, person, directory, on)
    try:
        start = _arrived(address, directory, on)
    except NotFound:
        return None
    for body in directory.upwards(start) if start else ():
        if holders := directory.holders(address.office, body.id, on):
            return body.id if person in holders else None
    return None


def _anywhere(office: str, person: str, directory: Directory, on: dt.date) -> str | None:
    return next(
        (
            post.organisation
            for post in directory.posts
            if post.office == office and person in directory.holders(office, post.organisation, on)
        ),
        None,
    )


def _arrived(address: Address, directory: Directory, on: dt.date) -> str | None:
    body = address.organisation or ""
    if address.kind is not None:
        return directory.serving(address.kind, address.level, address.sector, body, on)
    found: str | None = body
    for attribute in address.path.split(".") if address.path else ():
        if found is None:
            return None
        found = getattr(directory.organisation(found), attribute)
    return found
