"""What lists ask of a case, as it changed: what it was from when on, and for whom it waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from engine.kernel.addresses import addresses, alone, awaited
from engine.service.list_rows import CaseSpanRow, WaitingRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.kernel.machine import Machine
    from engine.service.ports import PaperRow


#: What of an entry's changes may alter a span, beside the state that it leads to.
_TOLD = frozenset({"fields", "void", "dropped"})


class Entered(Protocol):
    """What of an entry stands in the span that it begins."""

    @property
    def case(self) -> str:
        """The case."""

    @property
    def seq(self) -> int:
        """The number of the entry."""

    @property
    def occurred_at(self) -> dt.datetime:
        """When it happened."""

    @property
    def recorded_at(self) -> dt.datetime:
        """When it was recorded."""


class Was(NamedTuple):
    """What a span says of a case."""

    state: str
    void: bool
    organisation: str


def case_spans(
    machine: Machine, before: Case | None, entries: Sequence[Entry]
) -> Iterator[CaseSpanRow]:
    """Yield what a case became, wherever it moved, was voided, or is about another body."""
    home = before.home if before else entries[0].changes["case"]["home"]
    subject = machine.workflow.subject or ""
    anew = entries[:1] and entries[0].kind == "migrated"
    known = None if before is None or anew else _was(machine, before)
    for entry in entries:
        # Most entries are steps of clocks, and move nothing that a span tells of.
        if known and entry.target == known.state and _TOLD.isdisjoint(entry.changes):
            continue
        void, about = (known.void, known.organisation) if known else (False, home)
        about = entry.changes.get("fields", {}).get(subject, about) or home
        if subject in entry.changes.get("dropped", {}).get("fields", ()):
            about = home
        became = Was(entry.target or "", entry.changes.get("void", void), about)
        if became != known:
            known = became
            yield replace(moved_span(machine, entry, became), from_at=entry.counts_from)


def _was(machine: Machine, case: Case) -> Was:
    return Was(case.state, case.void, organisation_of(machine, case))


def organisation_of(machine: Machine, case: Case) -> str:
    """Return the organisation that a case is about: its subject, or its home."""
    subject = machine.workflow.subject
    return (case.fields.get(subject) if subject else None) or case.home


def moved_span(machine: Machine, entry: Entered, became: Was) -> CaseSpanRow:
    """Return the span that an entry begins."""
    state = machine.workflow.states[became.state]
    return CaseSpanRow(
        case=entry.case,
        seq=entry.seq,
        version=machine.workflow.version,
        state=became.state,
        stage=state.stage,
        final="void" if became.void else state.final,
        organisation=became.organisation,
        from_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
    )


def waits(
    machine: Machine,
    before: Case | None,
    after: Case,
    papers: Sequence[PaperRow] = (),
    was: Machine | None = None,
) -> tuple[tuple[WaitingRow, ...], tuple[WaitingRow, ...]]:
    """Return where a case has begun to wait, and where it waits no more.

    Before the change it ran under the machine that it `was` under, where that is another.
    """
    earlier = later = frozenset[str]()
    if before is None or _is_elsewhere(before, after):
        earlier = frozenset() if before is None else events_awaited(was or machine, before)
        later = events_awaited(machine, after)
    if earlier == later and not papers:
        return (), ()
    new = [_row(after, "", address) for address in sorted(later - earlier)]
    old = [_row(after, "", address) for address in sorted(earlier - later)]
    for paper in papers:
        signers = [_row(after, paper.key, one) for one in signers_of(machine, after, paper)]
        (new if paper.status == "draft" else old).extend(signers)
    return tuple(new), tuple(old)


def _is_elsewhere(before: Case, after: Case) -> bool:
    """Return whether more than clocks changed: no role is placed by a clock."""
    return (
        before.state != after.state
        or before.fields is not after.fields
        or before.acts is not after.acts
        or before.void != after.void
        or before.closed_at != after.closed_at
    )


def events_awaited(machine: Machine, case: Case) -> frozenset[str]:
    """Return the addresses of an open case's events."""
    if case.void or case.closed_at is not None or case.state not in machine.workflow.states:
        return frozenset()
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
