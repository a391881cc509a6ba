"""What kind of thing a message tells of, by what brought it about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.values import OutboxMessage

WARNING, REMINDER, OVERDUE = "warning", "reminder", "overdue"
ACT, OPENED, REASSIGNED, DIGEST = "act", "opened", "reassigned", "digest"
KINDS = (WARNING, REMINDER, OVERDUE, ACT, OPENED, REASSIGNED, DIGEST)
_OPENING = "open"


def kind_of(message: OutboxMessage) -> str:
    """Return the kind of a message: its deadline's step, or the act that it tells of."""
    if message.kind == REASSIGNED:
        return REASSIGNED
    _, colon, step = message.about.partition(":")
    if not colon:
        return OPENED if message.about == _OPENING else ACT
    if step.startswith("warn:"):
        return WARNING
    return REMINDER if step.partition("#")[0] == "remind" else OVERDUE
