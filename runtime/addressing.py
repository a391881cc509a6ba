"""Whom a message goes to, and by which channel: found out when it leaves (semantics 20)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.kernel.permission import people_or_none
from engine.kernel.redaction import Reading
from engine.kernel.scene import Scene
from engine.service.handing_over import PACKAGE
from runtime.message_kinds import kind_of
from runtime.visibility import Looking, Sights, earlier_definitions
from store.deliveries import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.kernel.scene import Relative
    from runtime.channels.outlets import Outlet, Outlets
    from runtime.wiring import Office
    from store.values import OutboxMessage

PERSON = "person:"
#: Stands for nobody in particular: whoever reads a shared channel.
EVERYBODY = "*"
#: Stands before the name of a role behind which nobody stands.
VACANT = "role:"


class Addressed(NamedTuple):
    """The deliveries of a message: by themselves, and each to be folded into a digest by key."""

    direct: list[Delivery]
    folded: list[tuple[Delivery, str]]


class Addressing:
    """Resolves the people of messages, and chooses their channels."""

    def __init__(self, office: Office, outlets: Outlets, fold_after: dt.timedelta) -> None:
        self._office = office
        self._outlets = outlets
        self._fold_after = fold_after

    def address(self, message: OutboxMessage) -> Addressed:
        """Return the deliveries of a message; raise PatrolError where its case is unreadable.

        An office that nobody holds, upwards neither, is parked for a person to see. A person
        whom the case does not name yet is nobody to tell.
        """
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        vacant: list[str] = []
        for role in message.roles:
            people = people_behind(self._office, message, role)
            if not people and not is_unfilled(self._office, message, role):
                vacant.append(role)
            for channel, recipient in self._ways(message, role, people):
                found[channel, recipient].append(role)
        made = [_delivery(message, *way, roles) for way, roles in found.items()]
        nobody = [_vacancy(message, self._titled(message, role)) for role in vacant]
        if message.lag <= self._fold_after:
            return Addressed([*made, *nobody], [])
        return Addressed(nobody, [(one, _digest(one)) for one in made])

    def _titled(self, message: OutboxMessage, role: str) -> dict[str, str]:
        """Return the facts that name a role of a case."""
        machine, _ = _relative(Looking(self._office), self._office, message, role)
        title = machine.workflow.roles[role].title
        return {"role": role, "role_zh": title.zh, "role_en": title.en}

    def _ways(
        self, message: OutboxMessage, role: str, people: tuple[str, ...]
    ) -> Iterator[tuple[str, str]]:
        """Yield the channels and recipients of one role; nobody is told what is kept from them."""
        workflow = self._office.reader.body(message.case).workflow
        known = [one for one in people if may_know(self._office, one, message)]
        ways = self._outlets.chosen(kind_of(message), workflow, role)
        if message.kind == PACKAGE and self._outlets.fallback not in ways:
            ways.append(self._outlets.fallback)  # The only one that carries files.
        for outlet in ways:
            if known and outlet.shared and everybody_may_know(self._office, message):
                yield outlet.name, EVERYBODY
                continue
            for person in known:
                yield self._reaching(outlet, person).name, person

    def _reaching(self, outlet: Outlet, person: str) -> Outlet:
        """Return the channel that reaches a person: the chosen one, or the file drop."""
        if outlet.shared:
            return self._outlets.fallback
        if outlet.address and not contact(self._office, person, outlet.address):
            return self._outlets.fallback
        return outlet


def _relative(view: Looking, office: Office, message: OutboxMessage, role: str) -> Relative:
    """Return a message's case; under the version of its entry where no other has the role."""
    machine, case = view.relative(message.case)
    if role not in machine.workflow.roles:
        machine = office.machines.machine(case.workflow, case.version_at(message.seq))
    return machine, case


def people_behind(office: Office, message: OutboxMessage, role: str) -> tuple[str, ...]:
    """Return who stands behind a role of a case now; `person:ID` is somebody themselves."""
    if role.startswith(PERSON):
        return (role.removeprefix(PERSON),)
    view = Looking(office)
    machine, case = _relative(view, office, message, role)
    return people_or_none(Scene(machine, case, view, office.clock.now()), role)


def is_unfilled(office: Office, message: OutboxMessage, role: str) -> bool:
    """Return whether a role is a person whom the case does not name."""
    view = Looking(office)
    machine, case = _relative(view, office, message, role)
    return Scene(machine, case, view, office.clock.now()).is_unfilled(role)


def contact(office: Office, person: str, kind: str) -> str | None:
    """Return the contact of a person of a kind, such as an e-mail address."""
    directory = office.machines.directory
    return directory.person(person).contacts.get(kind) if directory.has_person(person) else None


def may_know(office: Office, person: str, message: OutboxMessage) -> bool:
    """Return whether a case, and what happened in it, are not kept from a person."""
    sights = Sights(office, person)
    return sights.sees(message.case) and sights.reading(message.case).tells(message.about)


def everybody_may_know(office: Office, message: OutboxMessage) -> bool:
    """Return whether a case, and what happened in it, are kept from nobody."""
    sights = Sights(office, None)
    if not sights.sees(message.case):
        return False
    machine, case = Looking(office).relative(message.case)
    earlier = earlier_definitions(office, case)
    reading = Reading(machine.workflow, sights.of(message.case), earlier=earlier)
    return reading.tells(message.about)


def _delivery(message: OutboxMessage, channel: str, recipient: str, roles: list[str]) -> Delivery:
    return Delivery(
        key=f"{message.key}/{channel}/{recipient}",
        message=message.key,
        case=message.case,
        channel=channel,
        recipient=recipient,
        roles=tuple(roles),
        send_after=message.send_after,
    )


def _vacancy(message: OutboxMessage, facts: dict[str, str]) -> Delivery:
    role = facts["role"]
    nobody = _delivery(message, "", f"{VACANT}{role}", [role])
    return _parked(nobody, "message_nobody", facts)


def _parked(one: Delivery, code: str, facts: dict[str, str]) -> Delivery:
    return replace(one, status="parked", error=code, error_facts=facts)


def _digest(one: Delivery) -> str:
    return f"digest/{one.case}/{one.channel}/{one.recipient}"
