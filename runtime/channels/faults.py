"""How a channel says that a message cannot be delivered: for now, or as it stands."""

from __future__ import annotations

from engine.errors import DeliveryError


class Rejected(DeliveryError):
    """A message that would be refused again as it stands: parked at once, not tried again."""
