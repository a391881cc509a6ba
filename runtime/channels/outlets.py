"""The channels of an office by name, and which of them a message takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.service.ports import Channel

#: The channel that is always there: files in the drop folder.
FILE = "file"


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which channels some messages take; what a route does not name, it takes all of."""

    channels: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def fits(self, kind: str, workflow: str, role: str) -> bool:
        """Return whether a message to a role takes this route."""
        asked = ((self.kinds, kind), (self.workflows, workflow), (self.roles, role))
        return all(not names or name in names for names, name in asked)


class Outlet(NamedTuple):
    """A channel, and what is to be known before a message is given to it.

    A `shared` one is read by many, so that it is told only what everybody may know; one with an
    `address` reaches people at their contact of that kind.
    """

    name: str
    kind: str
    channel: Channel
    language: str
    shared: bool = False
    address: str | None = None


class Outlets:
    """The channels that messages may take; the file drop is one of them."""

    def __init__(self, outlets: Sequence[Outlet], routes: Sequence[Route] = ()) -> None:
        self._outlets: Mapping[str, Outlet] = {one.name: one for one in outlets}
        self._routes = tuple(routes)

    def __iter__(self) -> Iterator[Outlet]:
        """Go through the channels in their order."""
        return iter(self._outlets.values())

    def get(self, name: str) -> Outlet | None:
        """Return a channel by name, or None where there is none of this name any more."""
        return self._outlets.get(name)

    @property
    def fallback(self) -> Outlet:
        """The channel of what no other can take."""
        return self._outlets[FILE]

    def chosen(self, kind: str, workflow: str, role: str) -> list[Outlet]:
        """Return the channels of the first route that fits, the file drop where none does."""
        for route in self._routes:
            if route.fits(kind, workflow, role):
                return [self._outlets[name] for name in route.channels if name in self._outlets]
        return [self.fallback]
