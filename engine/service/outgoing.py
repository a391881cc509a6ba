"""What leaves the house because of a step: messages to send, papers to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.workflow import OpenCase
from engine.service.office_hours import leaves_at
from engine.service.ports import MessageRow, PaperRow

if TYPE_CHECKING:
    import datetime as dt

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
        self.waits_when_late = False
        self._leaving: dict[tuple[str, dt.datetime], dt.datetime] = {}

    def follow(self, step: Step) -> bool:
        """Have the messages made from now on follow from a step; return what held before it."""
        outer = self.waits_when_late
        self.waits_when_late = outer or self._waits(step)
        return outer

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
            send_after=self._leaves_at(calendar, max(cause.at, self._recorded_at)),
            recorded_at=self._recorded_at,
            confirm_late=self.waits_when_late,
        )

    def _leaves_at(self, calendar: Calendar, at: dt.datetime) -> dt.datetime:
        """Return when a message leaves: most of a transaction's leave at the same instant."""
        found = self._leaving.get((calendar.revision, at))
        if found is None:
            found = self._leaving[calendar.revision, at] = leaves_at(calendar, at)
        return found


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
