"""The queue of messages of a store in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.errors import NotFound
from store.values import OutboxMessage

if TYPE_CHECKING:
    import datetime as dt

    from engine.service.ports import MessageRow
    from runtime.rehearsal.memory_store import MemoryStore


class MemoryOutbox:
    """The queue of messages."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def claim(self, limit: int, now: dt.datetime, lease_until: dt.datetime) -> list[OutboxMessage]:
        """Lease messages that may leave, the earliest first."""
        with self._store.lock:
            free = [one for one in self._store.state.outbox.values() if _may_leave(one, now)]
            free.sort(key=lambda one: (one.send_after, one.key))
            return [self._set(one, lease_until) for one in free[:limit]]

    def _set(self, message: OutboxMessage, lease_until: dt.datetime) -> OutboxMessage:
        tries = message.attempts + 1
        taken = replace(message, status="leased", lease_until=lease_until, attempts=tries)
        self._store.state.outbox[message.key] = taken
        return taken

    def mark_sent(self, key: str, now: dt.datetime) -> None:
        """Note that a message has left."""
        self._mark(key, "leased", status="sent", sent_at=now, lease_until=None, error=None)

    def mark_failed(self, key: str, error: str, retry_at: dt.datetime | None) -> None:
        """Note why a message could not leave; without a time to retry it is parked."""
        if retry_at is None:
            self._mark(key, "leased", status="parked", lease_until=None, error=error)
        else:
            self._mark(
                key, "leased", status="waiting", lease_until=None, error=error, send_after=retry_at
            )

    def hold(self, key: str, now: dt.datetime) -> None:
        """Keep a message until somebody confirms it."""
        self._mark(key, "leased", status="held", lease_until=None, held_at=now)

    def retry(self, key: str, at: dt.datetime) -> None:
        """Let a parked message leave at an instant; raise NotFound."""
        self._mark(key, "parked", status="waiting", send_after=at)

    def parked(self) -> list[OutboxMessage]:
        """Return the messages that could not be delivered."""
        found = [one for one in self._store.state.outbox.values() if one.status == "parked"]
        return sorted(found, key=lambda one: (one.send_after, one.key))

    def counts(self) -> dict[str, int]:
        """Return how many messages there are of each status."""
        found: dict[str, int] = {}
        for one in self._store.state.outbox.values():
            found[one.status] = found.get(one.status, 0) + 1
        return found

    def _mark(self, key: str, expected: str, **changes: Any) -> None:
        with self._store.lock:
            message = self._store.state.outbox.get(key)
            if message is None or message.status != expected:
                raise NotFound("message_not_claimed", key=key)
            self._store.state.outbox[key] = replace(message, **changes)


def _may_leave(message: OutboxMessage, now: dt.datetime) -> bool:
    if message.status not in ("waiting", "leased") or message.send_after > now:
        return False
    return message.lease_until is None or message.lease_until <= now


def waiting(row: MessageRow) -> OutboxMessage:
    """A message as it stands in the queue at first."""
    given = {name: getattr(row, name) for name in row.__struct_fields__}
    return OutboxMessage(**given)


def drop(queue: dict[str, OutboxMessage], key: str) -> bool:
    """Take a message out of the queue; False where it is leaving or has left."""
    found = queue.get(key)
    if found is None or found.status not in ("waiting", "parked", "held", "dropped"):
        return False
    del queue[key]
    return True


def confirm(queue: dict[str, OutboxMessage], key: str, person: str, now: dt.datetime) -> bool:
    """Let a held message leave; False where it is not held."""
    found = queue.get(key)
    if found is None or found.status != "held":
        return False
    queue[key] = replace(found, status="waiting", confirmed_by=person, confirmed_at=now)
    return True
