"""Messages on their way to people: each addressed once, then sent, tried again or parked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.errors import NotFound
from engine.kernel.case import Value
from store.codec import from_json, instant, maybe_instant, maybe_micros, micros, to_json
from store.faults import told
from store.values import OutboxMessage, outbox_message
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from store.sessions import Session

#: What still waits for something: a clock, a lease, or a person.
OPEN = ("waiting", "leased", "held", "parked")
EVERY = (*OPEN, "addressed", "sent", "dropped", "folded")


class Delivery(Value, kw_only=True):
    """A message, or a digest of several, to one recipient by one channel.

    A digest has no `message`; the deliveries folded into it name it in `folded_into`.
    """

    key: str
    message: str | None
    case: str
    channel: str
    recipient: str
    roles: tuple[str, ...] = ()
    send_after: dt.datetime
    status: str = "waiting"
    attempts: int = 0
    lease_until: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    error: str | None = None
    error_facts: dict[str, Any] = {}
    folded_into: str | None = None


class Line(Value, kw_only=True):
    """A message or a delivery as a list shows it; `recipient` is empty before it is addressed."""

    key: str
    case: str
    number: str
    about: str | None
    channel: str = ""
    recipient: str = ""
    roles: tuple[str, ...] = ()
    occurred_at: dt.datetime | None
    send_after: dt.datetime
    status: str
    attempts: int
    sent_at: dt.datetime | None = None
    error: str | None = None
    error_facts: dict[str, Any] = {}
    folded_into: str | None = None


class Deliveries:
    """The deliveries of a database; whoever claims one has it to itself until the lease ends."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def address(
        self, message: str, direct: Sequence[Delivery], folded: Sequence[tuple[Delivery, str]]
    ) -> None:
        """Hand a claimed message on as deliveries, some of them folded into digests by key.

        A digest that has left, or is leaving, is followed by another of the next number. What
        was addressed before is left as it is. Raise NotFound where the message is not claimed.
        """
        with writing(self._session()) as session:
            for one in direct:
                session.run("insert_deliveries", _row(one))
            for one, digest in folded:
                _fold(session, one, digest)
            values = session.texts["message_addressed"].bind({"which": message})
            if session.run("message_addressed", values) != 1:
                raise NotFound("message_not_claimed", key=message)

    def claim(
        self, limit: int, now: dt.datetime, lease_until: dt.datetime, passing: Collection[str] = ()
    ) -> list[Delivery]:
        """Take what may leave now, earliest first, but for the channels in `passing`."""
        given = {"now": micros(now), "until": micros(lease_until), "limit": limit}
        rows = self._bound("claim_deliveries", **given, passing=to_json(sorted(passing)))
        return sorted(map(_delivery, rows), key=lambda taken: (taken.send_after, taken.key))

    def folded(self, digest: str) -> list[OutboxMessage]:
        """Return the messages that a digest tells of, oldest first."""
        return [outbox_message(row) for row in self._bound("folded", which=digest)]

    def mark_sent(self, key: str, now: dt.datetime) -> None:
        """Note that a claimed delivery arrived; raise NotFound where it is not claimed."""
        self._mark("delivery_sent", key, now=micros(now))

    def mark_empty(self, key: str) -> None:
        """Drop a claimed delivery that has nothing left to say."""
        self._mark("delivery_empty", key)

    def release(self, key: str) -> None:
        """Put a claimed delivery back as if it had not been claimed."""
        self._mark("delivery_released", key)

    def mark_failed(
        self, key: str, error: str, facts: dict[str, Any], retry_at: dt.datetime | None
    ) -> None:
        """Put a claimed delivery back until a later instant, or park it where there is none."""
        why = {"why": error, "about": to_json(facts)}
        if retry_at is None:
            self._mark("delivery_parked", key, **why)
        else:
            self._mark("delivery_again", key, **why, retry_at=micros(retry_at))

    def retry(self, key: str, at: dt.datetime) -> None:
        """Let a parked delivery try again, counting anew; raise NotFound."""
        self._mark("delivery_retried", key, retry_at=micros(at))

    def address_again(self, key: str, message: str) -> None:
        """Forget a parked delivery that found nobody, and have its message addressed anew."""
        with writing(self._session()) as session:
            forgotten = session.texts["delivery_forgotten"].bind({"which": key})
            if session.run("delivery_forgotten", forgotten) != 1:
                raise NotFound("message_not_parked", key=key)
            again = session.texts["message_readdressed"].bind({"which": message})
            session.run("message_readdressed", again)

    def drop(self, key: str) -> None:
        """Give up on a delivery that waits or is parked; raise NotFound."""
        self._mark("delivery_dropped", key)

    def find(self, key: str) -> Delivery | None:
        """Return a delivery by its key."""
        return next(map(_delivery, self._bound("delivery", which=key)), None)

    def message(self, key: str) -> OutboxMessage | None:
        """Return a message by its key."""
        return next(map(outbox_message, self._bound("message", which=key)), None)

    def lines(self, statuses: Collection[str], case: str | None, limit: int) -> list[Line]:
        """Return messages not yet addressed and deliveries, what leaves earliest first."""
        given = {"case_id": case or "", "of_case": case or "", "limit": limit}
        asked = to_json(sorted(set(statuses) - {"addressed"}))
        messages = self._bound("message_lines", statuses=asked, **given)
        deliveries = self._bound("delivery_lines", statuses=asked, **given)
        found = [*map(_message_line, messages), *map(_delivery_line, deliveries)]
        return sorted(found, key=lambda one: (one.send_after, one.key))[:limit]

    def counts(self) -> dict[str, int]:
        """Return how many deliveries stand at each status."""
        return {str(status): int(count) for status, count in self._bound("delivery_counts")}

    def due(self, now: dt.datetime) -> dict[str, int]:
        """Return how many deliveries might leave now, by channel."""
        rows = self._bound("deliveries_due", now=micros(now))
        return {str(channel): int(count) for channel, count in rows}

    def _bound(self, name: str, **given: object) -> list[tuple[Any, ...]]:
        session = self._session()
        with told(session.location):
            return session.rows(name, session.texts[name].bind(given))

    def _mark(self, name: str, key: str, **given: object) -> None:
        session = self._session()
        with told(session.location):
            values = session.texts[name].bind({**given, "which": key})
            if session.run(name, values) != 1:
                raise NotFound("message_not_claimed", key=key)


def _fold(session: Session, one: Delivery, digest: str) -> None:
    """Fold a delivery into the first digest of a key that has not left yet."""
    number = 1
    while True:
        key = digest if number == 1 else f"{digest}#{number}"
        carrier = replace(one, key=key, message=None, roles=(), folded_into=None, status="waiting")
        session.run("insert_deliveries", _row(carrier))
        ((status),) = (_delivery(row).status for row in _one(session, key))
        if status in ("waiting", "parked"):
            break
        number += 1
    folded = replace(one, status="folded", folded_into=key)
    session.run("insert_deliveries", _row(folded))


def _one(session: Session, key: str) -> list[tuple[Any, ...]]:
    return session.rows("delivery", session.texts["delivery"].bind({"which": key}))


def _row(one: Delivery) -> tuple[object, ...]:
    return (
        one.key,
        one.message,
        one.case,
        one.channel,
        one.recipient,
        to_json(one.roles),
        micros(one.send_after),
        one.status,
        one.attempts,
        maybe_micros(one.lease_until),
        maybe_micros(one.sent_at),
        one.error,
        to_json(one.error_facts) if one.error else None,
        one.folded_into,
    )


def _delivery(row: tuple[Any, ...]) -> Delivery:
    key, message, case, channel, recipient, roles, after, status, attempts = row[:9]
    lease, sent, error, facts, folded = row[9:14]
    return Delivery(
        key=key,
        message=message,
        case=case,
        channel=channel,
        recipient=recipient,
        roles=tuple(from_json(roles)),
        send_after=instant(after),
        status=status,
        attempts=attempts,
        lease_until=maybe_instant(lease),
        sent_at=maybe_instant(sent),
        error=error,
        error_facts=from_json(facts) if facts else {},
        folded_into=folded,
    )


def _delivery_line(row: tuple[Any, ...]) -> Line:
    one = _delivery(row[:14])
    number, about, occurred = row[14:17]
    return Line(
        key=one.key,
        case=one.case,
        number=number,
        about=about,
        channel=one.channel,
        recipient=one.recipient,
        roles=one.roles,
        occurred_at=maybe_instant(occurred),
        send_after=one.send_after,
        status=one.status,
        attempts=one.attempts,
        sent_at=one.sent_at,
        error=one.error,
        error_facts=one.error_facts,
        folded_into=one.folded_into,
    )


def _message_line(row: tuple[Any, ...]) -> Line:
    one = outbox_message(row[:18])
    return Line(
        key=one.key,
        case=one.case,
        number=row[18],
        about=one.about,
        roles=one.roles,
        occurred_at=one.occurred_at,
        send_after=one.send_after,
        status=one.status,
        attempts=one.attempts,
        sent_at=one.sent_at,
        error=one.error,
    )
