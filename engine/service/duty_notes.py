"""What a transaction leaves to be kept of duties, out of the cases that it changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.definition.duties import field_of, host_and_duty
from engine.kernel.events import ENGINE, IMPORT
from engine.service.duty_rows import CountedAct, DutyNotes, DutyRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.kernel.case import Case, Entry
    from engine.service.workspace import Workspace

_NOTHING = DutyNotes()


def duty_notes(work: Workspace, at: dt.datetime) -> DutyNotes:
    """Return what to keep of duties; `at` is when what people do in the transaction is known."""
    changed = work.changed()
    owing = [case for case in changed if host_and_duty(case.workflow)[1]]
    counted = work.registry.counted
    acting = [case for case in changed if case.workflow in counted]
    if not owing and not acting and not work.weighed:
        return _NOTHING
    return DutyNotes(
        opened=tuple(row for case in owing for row in _opened(work, case)),
        closed=tuple(one for case in owing for one in _closed(work, case)),
        acts=tuple(act for case in acting for act in _acts(work, case, at)),
        weighed=tuple(work.weighed),
    )


def _opened(work: Workspace, case: Case) -> Iterator[DutyRow]:
    host, duty = host_and_duty(case.workflow)
    link = case.parent
    if link is None or link.field != field_of(duty) or work.before[case.id] is not None:
        return
    above = work.machine_of(work.case(link.case)).workflow
    counts = above.duties[duty].counts
    fields = case.fields
    yield DutyRow(
        case=case.id,
        host=link.case,
        root=case.root,
        workflow=host,
        duty=duty,
        owner=fields["owner"],
        item=fields.get("item") or "",
        starts_on=fields["starts_on"],
        ends_on=fields["ends_on"],
        counts_workflow=counts.workflow if counts is not None else None,
        counts_event=counts.event if counts is not None else None,
        opened_at=case.opened_at,
        closed_at=_over(case),
    )


def _closed(work: Workspace, case: Case) -> Iterator[tuple[str, dt.datetime | None]]:
    before = work.before[case.id]
    if before is not None and _over(before) != _over(case):
        yield case.id, _over(case)


def _over(case: Case) -> dt.datetime | None:
    """Return since when a case counts nothing more; a void one stands in no state's stead."""
    return case.closed_at or (case.acted_at if case.void else None)


def _acts(work: Workspace, case: Case, at: dt.datetime) -> Iterator[CountedAct]:
    """Yield what people did that counts; what a ledger tells of was known on its own day."""
    events = work.registry.counted[case.workflow]
    for entry in work.entries[case.id]:
        if entry.kind == "act" and entry.event in events and entry.actor != ENGINE:
            yield CountedAct(
                case=case.id,
                seq=entry.seq,
                workflow=case.workflow,
                event=entry.event,
                occurred_on=entry.occurred_on,
                known_at=_known_at(entry, at),
            )


def _known_at(entry: Entry, at: dt.datetime) -> dt.datetime:
    return entry.occurred_at if entry.actor == IMPORT else at
