"""What leaves the house because of a step: messages to send, papers to sign."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.definition.workflow import OpenCase
from engine.service.office_hours import leaves_at
from engine.service.ports import MessageRow, PaperRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.calendar.calendar import Calendar
    from engine.definition.workflow import Step
    from engine.kernel.effects import Message, Paper
    from engine.service.registry import Registry


class Outgoing:
    """Makes the messages of one transaction.

    What follows from a step that waits when late waits too, in the cases that it opens as well.
    """

    def __init__(self, registry: Registry, recorded_at: dt.datetime) -> None:
        self._registry = registry
        self._recorded_at = recorded_at
        self._waits_when_late = False

    @contextmanager
    def because_of(self, step: Step) -> Iterator[None]:
        """Have the messages made within follow from a step."""
        outer = self._waits_when_late
        self._waits_when_late = outer or self._waits(step)
        try:
            yield
        finally:
            self._waits_when_late = outer

    def _waits(self, step: Step) -> bool:
        """Return whether what leaves because of a step is confirmed first where it comes late.

        Where the definition does not say, it is for a rung that hands a case to another house.
        """
        if step.confirm_late is not None or step.after is None:
            return bool(step.confirm_late)
        if not isinstance(step.verb, OpenCase):
            return False
        return self._registry.newest(step.verb.workflow).workflow.handoff is not None

    def message_row(self, calendar: Calendar, message: Message) -> MessageRow:
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
            send_after=leaves_at(calendar, max(cause.at, self._recorded_at)),
            recorded_at=self._recorded_at,
            confirm_late=self._waits_when_late,
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
