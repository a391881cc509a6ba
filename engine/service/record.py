"""What one transaction says of a case, made ready to be kept: rows, seals, spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec.structs import replace

from engine.kernel.attributes import finality
from engine.kernel.case import Case, Clock, Entry
from engine.kernel.history import GENESIS, Sealed, seal
from engine.kernel.visibility import is_below_secret
from engine.service.ports import (
    CaseColumns,
    Change,
    HistoryRow,
    MessageRow,
    PaperRow,
    PrivateRow,
    SpanRow,
    StepRow,
)
from engine.service.projecting import case_spans, organisation_of, waits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.kernel.machine import Machine
    from engine.service.workspace import Workspace

Row = TypeVar("Row", MessageRow, PaperRow)


def changes_of(work: Workspace, salt: Callable[[], str]) -> list[Change]:
    """Return what to record of every case that changed, in order of opening."""
    messages, papers = _by_case(work.messages), _by_case(work.papers)
    return [
        change
        for case in work.changed()
        for change in _of_case(work, case, salt, messages.get(case.id, ()), papers.get(case.id, ()))
    ]


def _of_case(
    work: Workspace, case: Case, salt: Callable[[], str], messages: Sequence[MessageRow],
    papers: Sequence[PaperRow],
) -> list[Change]:  # fmt: skip
    """Return what became of a case: in two parts where it came under another version."""
    before, entries = work.before[case.id], work.entries[case.id]
    half = work.migrating.get(case.id)
    if half is None:
        return [_change(work, (before, case), entries, salt, messages, papers)]
    own = [one for one in entries if one.seq <= half.seq]
    done = []
    if own and before is not None:
        rows = _up_to(messages, half.seq), _up_to(papers, half.seq)
        done.append(_change(work, (before, half), own, salt, *rows))
        half = done[0].after
        messages = [one for one in messages if one.seq > half.seq]
        papers = [one for one in papers if one.seq > half.seq]
    later = entries[len(own) :]
    return [*done, _change(work, (half, case), later, salt, messages, papers)]


def _up_to(rows: Sequence[Row], seq: int) -> list[Row]:
    return [row for row in rows if row.seq <= seq]


def _by_case(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.case, []).append(row)
    return found


def _change(
    work: Workspace,
    became: tuple[Case | None, Case],
    entries: list[Entry],
    salt: Callable[[], str],
    messages: Sequence[MessageRow],
    papers: Sequence[PaperRow],
) -> Change:
    before, case = became
    machine, was = _machines(work, before, case)
    written = _written(before.head if before else GENESIS, entries, salt)
    new, old = waits(machine, before, case, papers, was)
    return Change(
        before=before,
        after=replace(case, head=written.history[-1].hash),
        columns=columns_of(machine, case, secret=_is_secret(work, machine, case)),
        soft=machine.soft if was is machine else {**was.soft, **machine.soft},
        governing=machine.governing,
        history=tuple(written.history),
        private=tuple(written.private),
        steps=tuple(written.steps),
        spans=tuple(_span_rows(before, entries)),
        case_spans=tuple(case_spans(machine, before, entries)),
        waits=new,
        waits_no_more=old,
        messages=tuple(messages),
        papers=tuple(papers),
    )


def _machines(work: Workspace, before: Case | None, case: Case) -> tuple[Machine, Machine]:
    """Return the machine that a case runs under after a change, and the one before it."""
    half = work.migrating.get(case.id)
    if half is None or before is None:
        machine = work.machine_of(case)
        return machine, machine
    known = work.registry.machine
    return known(case.workflow, case.version), known(case.workflow, before.version)


class _Written(NamedTuple):
    """The rows that entries become of themselves."""

    history: list[HistoryRow]
    private: list[PrivateRow]
    steps: list[StepRow]


def _written(head: str, entries: list[Entry], salt: Callable[[], str]) -> _Written:
    """Return the rows of entries, each chained to the one before it."""
    found = _Written([], [], [])
    for entry in entries:
        sealed = seal(entry, head, salt)
        head = sealed.hash
        found.history.append(_history_row(sealed))
        if sealed.private:
            found.private.extend(_private_rows(sealed))
        if entry.kind == "step":
            found.steps.append(_step_row(entry))
    return found


def _is_secret(work: Workspace, machine: Machine, case: Case) -> bool:
    """Return whether a case is secret, or hangs below one that is."""
    workflow = machine.workflow
    if workflow.secret or case.parent is None:
        return workflow.secret
    return work.registry.may_hang_below_secret(workflow) and is_below_secret(case, work)


def columns_of(machine: Machine, case: Case, *, secret: bool) -> CaseColumns:
    """Return what lists and figures ask of a case."""
    workflow = machine.workflow
    state = workflow.states[case.state]
    return CaseColumns(
        stage=state.stage,
        final=finality(machine, case),
        organisation=organisation_of(machine, case),
        secret=secret,
        title=workflow.title.zh,
    )


def _history_row(sealed: Sealed) -> HistoryRow:
    entry = sealed.entry
    return HistoryRow(
        case=entry.case,
        seq=entry.seq,
        kind=entry.kind,
        event=entry.event,
        source=entry.source,
        target=entry.target,
        actor=entry.actor,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        text=sealed.text,
        hash=sealed.hash,
        previous=sealed.previous,
    )


def _private_rows(sealed: Sealed) -> Iterator[PrivateRow]:
    for one in sealed.private:
        yield PrivateRow(
            case=sealed.entry.case,
            seq=sealed.entry.seq,
            field=one.field,
            salt=one.salt,
            text=one.text,
            commitment=one.hash,
        )


def _step_row(entry: Entry) -> StepRow:
    deadline, _, step = entry.event.partition(":")
    return StepRow(
        case=entry.case,
        deadline=deadline,
        generation=entry.said["generation"],
        term=entry.said["term"],
        step=step,
        seq=entry.seq,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
    )


def _span_rows(before: Case | None, entries: list[Entry]) -> list[SpanRow]:
    """Return what each clock became, wherever its term, status or due day changed."""
    known = {(clock.name, clock.generation): clock for clock in (before.clocks if before else ())}
    found: list[SpanRow] = []
    for entry in entries:
        for clock in entry.changes.get("clocks", ()):
            key = (clock.name, clock.generation)
            earlier = known.get(key)
            if earlier is None or not _says_the_same(earlier, clock):
                found.append(_span_row(entry, clock))
            known[key] = clock
    return found


def _says_the_same(one: Clock, other: Clock) -> bool:
    return (
        one.term == other.term
        and one.status == other.status
        and one.due_on == other.due_on
        and one.started_on == other.started_on
    )


def _span_row(entry: Entry, clock: Clock) -> SpanRow:
    return SpanRow(
        case=entry.case,
        deadline=clock.name,
        generation=clock.generation,
        term=clock.term,
        seq=entry.seq,
        status=clock.status,
        started_on=clock.started_on,
        due_on=clock.due_on,
        due_at=clock.due_at,
        from_at=entry.counts_from,
        recorded_at=entry.recorded_at,
    )
