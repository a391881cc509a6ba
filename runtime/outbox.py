"""What waits to leave, as an operator works with it: looked at, tried again, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from engine.errors import NotFound
from runtime.addressing import VACANT
from runtime.visibility import sights_of
from store.deliveries import EVERY, OPEN, Line

if TYPE_CHECKING:
    from collections.abc import Collection

    from runtime.wiring import Office

__all__ = ["EVERY", "OPEN", "Box", "Line"]
MOST = 100_000


class Shown(NamedTuple):
    """Lines that a person may see, and how many others there are."""

    lines: list[Line]
    hidden: int


class Box:
    """The outbox of an office, as somebody may see it: nothing of what is kept from them."""

    def __init__(self, office: Office, person: str | None) -> None:
        self._office = office
        self._sights = sights_of(office, person)

    def lines(
        self, statuses: Collection[str], *, case: str | None = None, channel: str | None = None,
        limit: int = MOST,
    ) -> Shown:  # fmt: skip
        """Return what stands at some statuses, what leaves earliest first."""
        found = self._office.store.deliveries.lines(statuses, case, MOST)
        if channel is not None:
            found = [one for one in found if one.channel == channel]
        seen = [one for one in found if self._sees(one)]
        return Shown(seen[:limit], len(found) - len(seen))

    def find(self, key: str) -> Line:
        """Return a message or a delivery; raise NotFound, also where it is kept from the person."""
        case = self._case_of(key)
        if case is not None and self._sights.sees(case):
            found = self._office.store.deliveries.lines(EVERY, case, MOST)
            for line in found:
                if line.key == key and self._sees(line):
                    return line
        raise NotFound("message_unknown", key=key)

    def is_whole(self, line: Line) -> bool:
        """Return whether nothing of a line's case is kept from the person."""
        return self._sights.reading(line.case).whole

    def role_titles(self, line: Line, language: str) -> dict[str, str]:
        """Return what the definition of a line's case calls its roles."""
        roles = self._sights.workflow(line.case).roles
        return {name: role.title.said(language) for name, role in roles.items()}

    def retry(self, line: Line) -> None:
        """Let what is parked try again now; who found nobody looks for people anew."""
        now, deliveries = self._office.clock.now(), self._office.store.deliveries
        if line.status != "parked":
            raise NotFound("message_not_parked", key=line.key)
        if line.recipient.startswith(VACANT):
            deliveries.address_again(line.key, _message_of(line))
        elif line.recipient:
            deliveries.retry(line.key, now)
        else:
            self._office.store.outbox.retry(line.key, now)

    def drop(self, line: Line) -> Line:
        """Give up on what has not left; raise NotFound where it has."""
        if line.status not in ("waiting", "parked", "held"):
            raise NotFound("message_not_open", key=line.key)
        if line.recipient:
            self._office.store.deliveries.drop(line.key)
        else:
            self._office.store.outbox.drop(line.key)
        return replace(line, status="dropped")

    def _case_of(self, key: str) -> str | None:
        deliveries = self._office.store.deliveries
        found = deliveries.find(key) or deliveries.message(key)
        return found.case if found else None

    def _sees(self, line: Line) -> bool:
        if not self._sights.sees(line.case):
            return False
        reading = self._sights.reading(line.case)
        told = [line.about] if line.about else self._folded(line)
        return all(reading.tells(about) for about in told)

    def _folded(self, line: Line) -> list[str]:
        return [one.about for one in self._office.store.deliveries.folded(line.key)]


def _message_of(line: Line) -> str:
    """Return the key of the message that a delivery brings."""
    return line.key.removesuffix(f"/{line.channel}/{line.recipient}")
