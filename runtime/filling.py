"""Giving old cases what lists ask of them, once: what they were, and whom they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service.list_rows import WaitingRow
from engine.service.projecting import (
    Was,
    events_awaited,
    moved_span,
    organisation_of,
    signers_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.kernel.case import Case
    from engine.service.list_rows import CaseSpanRow
    from runtime.wiring import Office
    from store.database import DatabaseStore

#: The fact of a database in which every case has its projections, and how they are made.
FILLED, AS = "projections", "1"
BATCH = 500


def note_if_empty(store: DatabaseStore) -> None:
    """Note of a database without cases that none is left to fill."""
    if not store.reader.counts()["cases"]:
        store.registry.note(**{FILLED: AS})


def ensure_filled(office: Office, progress: Callable[[int], None] | None = None) -> int:
    """Fill the projections of a database that has none; return how many cases were read.

    Each batch is a transaction; doing it twice, or beside people who act, changes nothing.
    """
    if office.registry.facts().get(FILLED) == AS:
        return 0
    count, last = 0, ""
    while cases := office.projections.cases_after(last, BATCH):
        spans = [row for case in cases for row in _spans(office, case)]
        waits = [row for case in cases for row in _waits(office, case)]
        office.projections.fill(spans, waits)
        count, last = count + len(cases), cases[-1].id
        if progress is not None:
            progress(count)
    office.registry.note(**{FILLED: AS})
    return count


def _spans(office: Office, case: Case) -> list[CaseSpanRow]:
    machine = office.engine.registry.machine(case.workflow, case.version)
    about = organisation_of(machine, case)
    return [
        moved_span(machine, move, Was(move.state, False, about))
        for move in office.projections.unprojected_moves(case.id)
        if move.state in machine.workflow.states
    ]


def _waits(office: Office, case: Case) -> list[WaitingRow]:
    machine = office.engine.registry.machine(case.workflow, case.version)
    found = [
        WaitingRow(case=case.id, what="", address=one) for one in events_awaited(machine, case)
    ]
    for paper in office.reader.papers(case.id):
        if paper.status == "draft":
            signers = signers_of(machine, case, paper)
            found += [WaitingRow(case=case.id, what=paper.key, address=one) for one in signers]
    return found
