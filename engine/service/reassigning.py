"""Putting another person in the place of one whom a case names; both are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.reassignment import reassign
from engine.service.cascade import accepted
from engine.service.office_hours import leaves_at
from engine.service.ports import MessageRow
from engine.service.single import done_to_one

if TYPE_CHECKING:
    import datetime as dt

    from engine.kernel.case import Entry
    from engine.kernel.effects import Refusal
    from engine.kernel.events import Reassignment
    from engine.service.engine import Engine, Outcome, Transaction

REASSIGNED = "reassigned"


def reassign_person(
    engine: Engine, case_id: str, asked: Reassignment, *, at: dt.datetime | None = None,
    dry_run: bool = False,
) -> Outcome | Refusal:  # fmt: skip
    """Let a role that a field of a case names be another person's from now on (semantics 20)."""

    def carry_out(now: Transaction) -> None:
        """Put the other person in the field; raise Refusing where that may not be."""
        machine, case = now.work.relative(case_id)
        decision = accepted(reassign(machine, case, asked, now.work, now.moment))
        now.cascade.perform(decision)
        now.work.messages.append(_message(now, decision.entries[0]))

    return done_to_one(engine, case_id, carry_out, at=at, dry_run=dry_run)


def _message(now: Transaction, entry: Entry) -> MessageRow:
    """Return the message to who was and who is: the one stands behind the role no more."""
    machine = now.work.machine_of(now.work.case(entry.case))
    people = [entry.said["previous"], entry.said["person"]]
    return MessageRow(
        key=f"{entry.case}:{REASSIGNED}:{entry.seq}",
        case=entry.case,
        seq=entry.seq,
        kind=REASSIGNED,
        roles=tuple(f"person:{one}" for one in people if one),
        about=entry.event,
        occurred_at=entry.occurred_at,
        send_after=leaves_at(machine.calendar, entry.recorded_at),
        recorded_at=entry.recorded_at,
    )
