"""A bound on how long a channel may take, whatever it waits for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from engine.errors import DeliveryError, PatrolError

if TYPE_CHECKING:
    from engine.service.ports import Channel


class Bounded:
    """A channel that is given up on after some seconds.

    Time-outs of a connection bound each wait; a server that sends a byte now and then would
    hold a delivery for ever. What was given up on may still arrive: it has its key with it.
    """

    def __init__(self, channel: Channel, seconds: float) -> None:
        self.name = channel.name
        self._channel = channel
        self._seconds = seconds

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        """Deliver within the time; raise DeliveryError where it does not end."""
        ended: list[BaseException | None] = []

        def run() -> None:
            """Deliver, and keep what went wrong for whoever waits."""
            try:
                self._channel.deliver(key, message)
            except BaseException as fault:
                ended.append(fault)
            else:
                ended.append(None)

        thread = threading.Thread(target=run, name=f"channel-{self.name}", daemon=True)
        thread.start()
        thread.join(self._seconds)
        if not ended:
            raise DeliveryError("channel_timed_out", channel=self.name, seconds=self._seconds)
        fault = ended[0]
        if isinstance(fault, Exception) and not isinstance(fault, PatrolError):
            kind = type(fault).__name__
            raise DeliveryError("channel_failed", channel=self.name, kind=kind) from fault
        if fault is not None:
            raise fault
