"""Sending what waits: claimed under a lease, delivered outside any transaction, then marked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import DeliveryError, PatrolError

if TYPE_CHECKING:
    from engine.service.ports import Channel
    from runtime.wiring import Office
    from store.values import Delivery

BATCH = 100
LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=1)


class DispatchReport(msgspec.Struct, frozen=True):
    """What one round of delivery did; `error` is the last reason why one failed."""

    sent: int = 0
    delayed: int = 0
    parked: int = 0
    error: str | None = None


def dispatch(office: Office, channel: Channel) -> DispatchReport:
    """Deliver every message that may leave now; back off from one that fails, park it at last."""
    report = DispatchReport()
    while batch := office.store.outbox.claim(BATCH, office.clock.now(), office.clock.now() + LEASE):
        for delivery in batch:
            report = _one(office, channel, delivery, report)
    return report


def _one(
    office: Office, channel: Channel, delivery: Delivery, report: DispatchReport
) -> DispatchReport:
    outbox, now = office.store.outbox, office.clock.now()
    try:
        channel.deliver(delivery.key, message(office, delivery))
    except DeliveryError as fault:
        retry_at = None
        if delivery.attempts < MOST_ATTEMPTS:
            retry_at = now + FIRST_PAUSE * 2 ** (delivery.attempts - 1)
        outbox.mark_failed(delivery.key, fault.code, retry_at)
        name = "delayed" if retry_at else "parked"
        counted = {name: getattr(report, name) + 1, "error": str(fault)}
        return msgspec.structs.replace(report, **counted)
    outbox.mark_sent(delivery.key, now)
    return msgspec.structs.replace(report, sent=report.sent + 1)


def message(office: Office, delivery: Delivery) -> dict[str, Any]:
    """Return a message as it leaves, to the people who stand behind its roles now."""
    case = office.reader.body(delivery.case)
    return {
        "kind": delivery.kind,
        "case": case.number,
        "workflow": case.workflow,
        "about": delivery.about,
        "occurred_at": delivery.occurred_at,
        "to": [
            {"role": role, "people": people(office, delivery.case, role, delivery.about)}
            for role in delivery.roles
        ],
    }


def people(office: Office, case_id: str, role: str, about: str) -> list[str]:
    """Return who stands behind a role of a case now, and may know what it is about.

    Nobody where it cannot be told. `person:ID` is somebody who may stand behind no role of the
    case any more.
    """
    from engine.kernel.permission import people_or_none
    from engine.kernel.scene import Scene
    from runtime.visibility import Looking

    kind, _, named = role.partition(":")
    if kind == "person":
        return [named]
    view = Looking(office)
    try:
        machine, case = view.relative(case_id)
        found = people_or_none(Scene(machine, case, view, office.clock.now()), role)
    except PatrolError:
        return []
    return [one for one in found if _may_know(office, one, case_id, about)]


def _may_know(office: Office, person: str, case_id: str, about: str) -> bool:
    """Return whether a case, and what happened in it, are not kept from a person."""
    from runtime.visibility import Sights

    sights = Sights(office, person)
    return sights.sees(case_id) and sights.reading(case_id).tells(about)
