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
            {"role": role, "people": people(office, delivery.case, role)} for role in delivery.roles
        ],
    }


def people(office: Office, case_id: str, role: str) -> list[str]:
    """Return who stands behind a role of a case now; nobody where it cannot be told.

    `person:ID` is somebody who may stand behind no role of it any more.
    """
    kind, _, named = role.partition(":")
    if kind == "person":
        return [named]
    from engine.kernel.permission import people_or_none
    from engine.kernel.scene import Scene
    from engine.service.workspace import Workspace

    with office.store.unit() as unit:
        work = Workspace(unit, office.engine.registry)
        machine, case = work.relative(case_id)
        try:
            scene = Scene(machine, case, work, office.clock.now())
            return list(people_or_none(scene, role))
        except PatrolError:
            return []
