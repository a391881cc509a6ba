"""Sending what waits: addressed first, then claimed under a lease, sent outside any transaction."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import DeliveryError, NotFound, PatrolError
from runtime.addressing import Addressing
from runtime.channels.faults import Rejected
from runtime.letters import compose
from runtime.parcels import enclose, no_vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.channels.outlets import Outlets
    from runtime.vault import Vault
    from runtime.wiring import Office
    from store.deliveries import Delivery
    from store.values import OutboxMessage

ADDRESSED_AT_ONCE = 100
#: Few, so that a lease outlasts them even where each runs into its time-out.
SENT_AT_ONCE = 10
LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=6)
#: How often in a row a channel may fail for now before the round passes it over.
PATIENCE = 3


class DispatchReport(msgspec.Struct, frozen=True):
    """What one round of delivery did; `error` is the code of the last reason why one failed.

    `held` messages wait to be confirmed, `delayed` ones will be tried again by themselves.
    """

    sent: int = 0
    delayed: int = 0
    parked: int = 0
    held: int = 0
    error: str | None = None
    error_facts: dict[str, Any] = {}


class Rules(msgspec.Struct, frozen=True):
    """From which age on messages are folded, and confirmed before they leave the house."""

    fold_after: dt.timedelta = dt.timedelta(hours=24)
    confirm_after: dt.timedelta = dt.timedelta(hours=72)


def dispatch(
    office: Office,
    outlets: Outlets,
    rules: Rules | None = None,
    *,
    chance: Callable[[], float] = random.random,
    stopping: Callable[[], bool] = lambda: False,
    vault: Callable[[], Vault] = no_vault,
) -> DispatchReport:
    """Address and deliver every message that may leave now; `stopping` ends it between two.

    What fails is tried again after a pause that doubles, and is parked at last. A channel that
    fails again and again is passed over for the rest of the round, and holds up no other.
    """
    return _Round(office, outlets, rules or Rules(), chance, stopping, vault).run()


class _Round:
    """One round of delivery, and what it has done so far."""

    def __init__(
        self,
        office: Office,
        outlets: Outlets,
        rules: Rules,
        chance: Callable[[], float],
        stopping: Callable[[], bool],
        vault: Callable[[], Vault],
    ) -> None:
        self._office = office
        self._outlets = outlets
        self._rules = rules
        self._chance = chance
        self._stopping = stopping
        self._vault = vault
        self._addressing = Addressing(office, outlets, rules.fold_after)
        self._failures: dict[str, int] = {}
        self._passing: set[str] = set()
        self.report = DispatchReport()

    def run(self) -> DispatchReport:
        """Address what waits, deliver it, and return what became of it."""
        outbox, deliveries = self._office.store.outbox, self._office.store.deliveries
        while batch := self._claimed(outbox.claim, ADDRESSED_AT_ONCE):
            for message in batch:
                self._address(message)
        while not self._stopping():
            now = self._office.clock.now()
            taken = deliveries.claim(SENT_AT_ONCE, now, now + LEASE, self._passing)
            if not taken:
                break
            for delivery in taken:
                self._deliver(delivery)
        left = deliveries.due(self._office.clock.now())
        self._count(delayed=sum(left.get(channel, 0) for channel in self._passing))
        return self.report

    def _claimed(
        self, claim: Callable[[int, dt.datetime, dt.datetime], list[OutboxMessage]], limit: int
    ) -> list[OutboxMessage]:
        now = self._office.clock.now()
        return [] if self._stopping() else claim(limit, now, now + LEASE)

    def _count(self, *, fault: PatrolError | None = None, **more: int) -> None:
        changed: dict[str, Any] = {
            name: getattr(self.report, name) + number for name, number in more.items()
        }
        if fault is not None:
            changed |= {"error": fault.code, "error_facts": fault.facts}
        self.report = msgspec.structs.replace(self.report, **changed)

    def _address(self, message: OutboxMessage) -> None:
        """Hand one message on to its deliveries, or hold it until somebody confirms it."""
        outbox, now = self._office.store.outbox, self._office.clock.now()
        late = message.confirm_late and message.lag > self._rules.confirm_after
        if late and message.confirmed_at is None:
            outbox.hold(message.key, now)
            self._count(held=1)
            return
        try:
            found = self._addressing.address(message)
        except PatrolError as fault:
            retry_at = self._retry_at(message.attempts, now)
            outbox.mark_failed(message.key, fault.code, retry_at)
            self._count(**{"delayed" if retry_at else "parked": 1}, fault=fault)
            return
        vacant = [one for one in found.direct if one.status == "parked"]
        self._count(parked=len(vacant), fault=_why(vacant[-1]) if vacant else None)
        self._office.store.deliveries.address(message.key, found.direct, found.folded)

    def _deliver(self, delivery: Delivery) -> None:
        """Send one delivery, unless its channel has just failed again and again."""
        deliveries = self._office.store.deliveries
        outlet = self._outlets.get(delivery.channel)
        try:
            if outlet is None:
                raise Rejected("channel_gone", channel=delivery.channel)
            if delivery.channel in self._passing:
                deliveries.release(delivery.key)
                return
            letter = compose(self._office, delivery, outlet.address)
            if letter is None:
                deliveries.mark_empty(delivery.key)
                return
            enclose(self._office, self._vault, delivery, letter, outlet)
            outlet.channel.deliver(delivery.key, letter)
        except PatrolError as fault:
            self._failed(delivery, fault)
            return
        self._failures.pop(delivery.channel, None)
        try:
            deliveries.mark_sent(delivery.key, self._office.clock.now())
        except NotFound:
            return  # The lease ran out meanwhile, and another delivers it again: with the same key.
        self._count(sent=1)

    def _failed(self, delivery: Delivery, fault: PatrolError) -> None:
        now = self._office.clock.now()
        final = isinstance(fault, Rejected)
        retry_at = None if final else self._retry_at(delivery.attempts, now)
        if isinstance(fault, DeliveryError) and not final:
            self._failures[delivery.channel] = self._failures.get(delivery.channel, 0) + 1
            if self._failures[delivery.channel] >= PATIENCE:
                self._passing.add(delivery.channel)
        try:
            self._office.store.deliveries.mark_failed(
                delivery.key, fault.code, fault.facts, retry_at
            )
        except NotFound:
            return
        self._count(**{"delayed" if retry_at else "parked": 1}, fault=fault)

    def _retry_at(self, attempts: int, now: dt.datetime) -> dt.datetime | None:
        """Return when to try again: ever later, at a moment of chance; never after the last."""
        if attempts >= MOST_ATTEMPTS:
            return None
        pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
        waiting: dt.timedelta = pause * (0.5 + self._chance() / 2)
        return now + waiting


def _why(parked: Delivery) -> PatrolError:
    return DeliveryError(parked.error or "", **parked.error_facts)
