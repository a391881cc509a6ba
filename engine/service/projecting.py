"""What lists ask of a case, as it changed: what it was from when on, and for whom it waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernel.addresses import addresses, alone, awaited
from engine.service.ports import CaseSpanRow, WaitingRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.kernel.machine import Machine
    from engine.service.ports import PaperRow


def case_spans(
    machine: Machine, before: Case | None, entries: Sequence[Entry]
) -> Iterator[CaseSpanRow]:
    """Yield what a case became, wherever its state or the organisation it is about changed."""
    known = None if before is None else (before.state, organisation_of(machine, before))
    home = before.home if before else entries[0].changes["case"]["home"]
    subject = machine.workflow.subject
    for entry in entries:
        about = known[1] if known else home
        if subject is not None:
            about = entry.changes.get("fields", {}).get(subject, about) or home
        if known != (entry.target, about):
            known = (entry.target or "", about)
            yield span_row(machine, entry, known)


def organisation_of(machine: Machine, case: Case) -> str:
    """Return the organisation that a case is about: its subject, or its home."""
    subject = machine.workflow.subject
    return (case.fields.get(subject) if subject else None) or case.home


def span_row(machine: Machine, entry: Entry, became: tuple[str, str]) -> CaseSpanRow:
    """Return the span that an entry begins."""
    name, organisation = became
    state = machine.workflow.states[name]
    return CaseSpanRow(
        case=entry.case,
        seq=entry.seq,
        version=machine.workflow.version,
        state=name,
        stage=state.stage,
        final=state.final,
        organisation=organisation,
        from_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
    )


def waits(
    machine: Machine, before: Case | None, after: Case, papers: Sequence[PaperRow] = ()
) -> tuple[tuple[WaitingRow, ...], tuple[WaitingRow, ...]]:
    """Return where a case has begun to wait, and where it waits no more."""
    earlier = set() if before is None else events_awaited(machine, before)
    later = events_awaited(machine, after)
    new = [_row(after, "", address) for address in sorted(later - earlier)]
    old = [_row(after, "", address) for address in sorted(earlier - later)]
    for paper in papers:
        signers = [_row(after, paper.key, one) for one in signers_of(machine, after, paper)]
        (new if paper.status == "draft" else old).extend(signers)
    return tuple(new), tuple(old)


def events_awaited(machine: Machine, case: Case) -> set[str]:
    """Return the addresses of an open case's events."""
    if case.closed_at is not None or case.state not in machine.workflow.states:
        return set()
    return awaited(machine, case)


def signers_of(machine: Machine, case: Case, paper: PaperRow) -> list[str]:
    """Return the addresses at which a kind of paper is signed."""
    document = machine.workflow.documents.get(paper.document)
    role = machine.workflow.roles.get(document.signed_by or "") if document else None
    if role is None:
        return []
    return sorted({address.text() for address in addresses(alone(machine, case), role)})


def _row(case: Case, what: str, address: str) -> WaitingRow:
    return WaitingRow(case=case.id, what=what, address=address)
