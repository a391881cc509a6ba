"""Messages to send outside: taken under a lease, then sent, tried again or parked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound
from store.codec import micros
from store.faults import told
from store.values import outbox_message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from store.sessions import Session
    from store.values import OutboxMessage


class Outbox:
    """The queue of messages; whoever claims one has it to itself until the lease ends."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def claim(self, limit: int, now: dt.datetime, lease_until: dt.datetime) -> list[OutboxMessage]:
        """Take messages that may leave now, earliest first; each counts as one attempt."""
        given = {"now": micros(now), "until": micros(lease_until), "limit": limit}
        session = self._session()
        with told(session.location):
            statement = session.texts["claim"]
            rows = session.rows("claim", statement.bind(given))
        return sorted(map(outbox_message, rows), key=lambda taken: (taken.send_after, taken.key))

    def mark_sent(self, key: str, now: dt.datetime) -> None:
        """Note that a claimed message was delivered; raise NotFound where it is not claimed."""
        self._mark("message_sent", key, now=micros(now))

    def mark_failed(self, key: str, error: str, retry_at: dt.datetime | None) -> None:
        """Put a claimed message back until a later instant, or park it where there is none."""
        if retry_at is None:
            self._mark("message_parked", key, why=error)
        else:
            self._mark("message_again", key, why=error, retry_at=micros(retry_at))

    def hold(self, key: str, now: dt.datetime) -> None:
        """Keep a claimed message in the house until somebody confirms it."""
        self._mark("message_held", key, now=micros(now))

    def drop(self, key: str) -> None:
        """Give up on a message that has not been addressed; raise NotFound."""
        self._mark("message_dropped", key)

    def retry(self, key: str, at: dt.datetime) -> None:
        """Let a parked message try again; raise NotFound where it is not parked."""
        self._mark("message_retried", key, retry_at=micros(at))

    def parked(self) -> list[OutboxMessage]:
        """Return what could not be delivered, oldest first."""
        session = self._session()
        with told(session.location):
            return [outbox_message(row) for row in session.rows("parked")]

    def counts(self) -> dict[str, int]:
        """Return how many messages stand at each status."""
        session = self._session()
        with told(session.location):
            return {str(status): int(count) for status, count in session.rows("outbox_counts")}

    def _mark(self, name: str, key: str, **given: object) -> None:
        session = self._session()
        with told(session.location):
            values = session.texts[name].bind({**given, "which": key})
            if session.run(name, values) != 1:
                raise NotFound("message_not_claimed", key=key)
