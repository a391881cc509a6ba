"""What leaves the house because of a step: messages to send, papers to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service.office_hours import leaves_at
from engine.service.ports import MessageRow, PaperRow

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar
    from engine.kernel.effects import Message, Paper


def message_row(calendar: Calendar, message: Message) -> MessageRow:
    """Return a message as it waits: it tells of its own instant and leaves in office hours."""
    cause = message.cause
    return MessageRow(
        key=cause.key,
        case=cause.case,
        seq=cause.seq,
        kind="notice",
        roles=message.roles,
        about=cause.event,
        occurred_at=cause.at,
        send_after=leaves_at(calendar, cause.at),
    )


def paper_row(paper: Paper) -> PaperRow:
    """Return a paper as a draft; its number is taken at signing."""
    cause = paper.cause
    return PaperRow(
        key=cause.key,
        case=cause.case,
        seq=cause.seq,
        document=paper.document,
        to=paper.to,
        copies=paper.copies,
        drafted_at=cause.at,
    )
