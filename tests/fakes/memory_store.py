"""A store in memory: plain dictionaries, one writer at a time, copied for each transaction."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from engine.errors import Conflict, NotFound, StoreError
from engine.kernel.history import unseal
from engine.service.later import LaterEntry
from engine.service.ports import MessageRow
from store.bulk import BulkStore
from store.keys import number_key
from store.values import OutboxMessage
from tests.fakes.memory_outbox import MemoryOutbox, confirm, drop, waiting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.service.following import Progress
    from engine.service.ports import Change, HistoryRow, PaperRow, SpanRow, StepRow


@dataclass
class State:
    """Everything that the store holds."""

    cases: dict[str, Case] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    history: dict[tuple[str, int], HistoryRow] = field(default_factory=dict)
    private: dict[tuple[str, int, str], str] = field(default_factory=dict)
    steps: dict[tuple[Any, ...], StepRow] = field(default_factory=dict)
    spans: dict[tuple[Any, ...], SpanRow] = field(default_factory=dict)
    outbox: dict[str, OutboxMessage] = field(default_factory=dict)
    papers: dict[str, PaperRow] = field(default_factory=dict)
    counters: dict[tuple[str, str, int], int] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    items: dict[tuple[int, int], str] = field(default_factory=dict)
    progress: dict[int, Progress] = field(default_factory=dict)

    def copy(self) -> State:
        return State(**{part.name: dict(getattr(self, part.name)) for part in fields(self)})


class MemoryUnit:
    """One transaction on a copy of the state."""

    def __init__(self, state: State) -> None:
        self.state = state

    def case(self, case_id: str) -> Case:
        if case_id not in self.state.cases:
            raise NotFound("case_unknown", case=case_id)
        return self.state.cases[case_id]

    def find(self, number: str) -> str:
        for case in self.state.cases.values():
            if number_key(number) == number_key(case.number) or number == case.id:
                return case.id
        raise NotFound("case_unknown", case=number)

    def lock_family(self, root: str) -> None:
        """Nobody else is in the state."""

    def children(self, parent: str, field: str | None = None) -> list[Case]:
        found = [
            one for one in self.state.cases.values() if one.parent and one.parent.case == parent
        ]
        named = [
            one for one in found if field is None or (one.parent and one.parent.field == field)
        ]
        return sorted(named, key=lambda case: case.id)

    def is_alone(self, case_id: str) -> bool:
        case = self.state.cases.get(case_id)
        return case is not None and case.parent is None and not self.children(case_id)

    def due_in_family(self, root: str, until: dt.datetime) -> list[str]:
        return [case.id for case in self._due(until) if case.root == root]

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        return [case for case in self._due(until) if case.id not in passing][:limit]

    def _due(self, until: dt.datetime) -> list[Case]:
        due = [(case.next_due_at, case.id) for case in self.state.cases.values()]
        return [
            self.state.cases[one]
            for _, one in sorted((at, one) for at, one in due if at and at <= until)
        ]

    def next_number(self, office: str, series: str, year: int) -> int:
        return self.reserve_numbers(office, series, year, 1)

    def reserve_numbers(self, office: str, series: str, year: int, count: int) -> int:
        key = (office, series, year)
        self.state.counters[key] = self.state.counters.get(key, 0) + count
        return self.state.counters[key]

    def open_family(self, root: str) -> list[Case]:
        return [case for case in self._open() if case.root == root]

    def open_roots(self, after: str, limit: int) -> list[str]:
        roots = sorted({case.root for case in self._open() if case.root > after})
        return roots[:limit]

    def _open(self) -> list[Case]:
        return [case for _, case in sorted(self.state.cases.items()) if case.closed_at is None]

    def note_progress(self, change: int, progress: Progress) -> None:
        self.state.progress[change] = progress

    def papers(self, case_id: str) -> list[PaperRow]:
        found = [paper for paper in self.state.papers.values() if paper.case == case_id]
        return sorted(found, key=lambda paper: (paper.drafted_at, paper.seq, paper.key))

    def history(self, case_id: str) -> list[Entry]:
        rows = sorted(
            (row for row in self.state.history.values() if row.case == case_id),
            key=lambda row: row.seq,
        )
        kept: dict[int, dict[str, str]] = {}
        for (case, seq, name), text in self.state.private.items():
            if case == case_id:
                kept.setdefault(seq, {})[name] = text
        return [unseal(row.text, kept.get(row.seq, {})) for row in rows]

    def family_since(self, root: str, since: dt.datetime) -> list[LaterEntry]:
        rows = [
            row
            for row in self.state.history.values()
            if self.state.cases[row.case].root == root
            and row.recorded_at >= since
            and row.kind not in ("step", "passed")
        ]
        rows.sort(key=lambda row: (row.recorded_at, row.case, row.seq))
        return [
            LaterEntry(**{name: getattr(row, name) for name in LaterEntry.__struct_fields__})
            for row in rows
        ]

    def messages(self, case_id: str) -> list[MessageRow]:
        found = [one for one in self.state.outbox.values() if one.case == case_id]
        names = MessageRow.__struct_fields__
        return [
            MessageRow(**{name: getattr(one, name) for name in names})
            for one in sorted(found, key=lambda one: (one.occurred_at, one.seq, one.key))
        ]

    def drop_message(self, key: str) -> bool:
        return drop(self.state.outbox, key)

    def confirm_message(self, key: str, person: str, now: dt.datetime) -> bool:
        return confirm(self.state.outbox, key, person, now)

    def import_key(self, key: str) -> str | None:
        return self.state.imports.get(key)

    def remember_import(self, key: str, case_id: str) -> None:
        self._add(self.state.imports, key, case_id)

    def take_item(self, job: int, place: int) -> bool:
        waiting = (job, place) in self.state.items
        self.state.items.pop((job, place), None)
        return waiting

    def remember_imports(self, rows: list[tuple[str, str]]) -> None:
        for key, case_id in rows:
            self.remember_import(key, case_id)

    def record(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._check(change)
            self.state.cases[change.after.id] = change.after
            self.state.columns[change.after.id] = change.columns
            self._add_rows(change)

    def _check(self, change: Change) -> None:
        """Refuse what another changed meanwhile, and a number that is taken."""
        known = self.state.cases.get(change.after.id)
        if change.before is None:
            taken = {number_key(case.number) for case in self.state.cases.values()}
            if known is not None or number_key(change.after.number) in taken:
                raise StoreError("store_refused", database="memory", detail=change.after.number)
        elif known is None or known.seq != change.before.seq:
            raise self._conflict(change.after)

    def _conflict(self, case: Case) -> Conflict:
        known = self.state.cases.get(case.id)
        entry = self.state.history.get((case.id, known.seq if known else 0))
        if entry is None:
            return Conflict("case_changed_within", number=case.number)
        return Conflict(
            "case_changed",
            number=case.number,
            event=entry.event,
            actor=entry.actor,
            at=entry.recorded_at.isoformat(),
        )

    def _add_rows(self, change: Change) -> None:
        state = self.state
        for row in change.history:
            self._add(state.history, (row.case, row.seq), row)
        for private in change.private:
            self._add(state.private, (private.case, private.seq, private.field), private.text)
        for step in change.steps:
            key = (step.case, step.deadline, step.generation, step.term, step.step)
            self._add(state.steps, key, step)
        for span in change.spans:
            self._add(state.spans, (span.case, span.deadline, span.generation, span.seq), span)
        for message in change.messages:
            self._add(state.outbox, message.key, waiting(message))
        state.papers.update((paper.key, paper) for paper in change.papers)

    def _add(self, rows: dict[Any, Any], key: Any, row: Any) -> None:
        if key in rows:
            raise StoreError("store_refused", database="memory", detail=str(key))
        rows[key] = row


class MemoryReader:
    """What tests ask of a store beside its units."""

    def __init__(self, state: State) -> None:
        self._state = state

    def history(self, case_id: str) -> list[HistoryRow]:
        rows = [row for row in self._state.history.values() if row.case == case_id]
        return sorted(rows, key=lambda row: row.seq)

    def private_texts(self, case_id: str) -> dict[tuple[int, str], str | None]:
        rows = sorted(self._state.private.items())
        return {(seq, name): text for (case, seq, name), text in rows if case == case_id}

    def papers(self, case_id: str) -> list[PaperRow]:
        return MemoryUnit(self._state).papers(case_id)

    def messages(self, case_id: str) -> list[OutboxMessage]:
        found = [one for one in self._state.outbox.values() if one.case == case_id]
        return sorted(found, key=lambda one: (one.occurred_at, one.seq, one.key))

    def spans(self, case_id: str) -> list[SpanRow]:
        rows = [row for row in self._state.spans.values() if row.case == case_id]
        return sorted(rows, key=lambda row: (row.seq, row.deadline, row.generation))

    def steps(self, case_id: str) -> list[StepRow]:
        rows = [row for row in self._state.steps.values() if row.case == case_id]
        return sorted(rows, key=lambda row: (row.occurred_at, row.seq, row.step))


class MemoryStore:
    """A database of cases that is gone with the process."""

    def __init__(self) -> None:
        self.state = State()
        self.lock = threading.RLock()
        self.outbox = MemoryOutbox(self)

    @property
    def reader(self) -> MemoryReader:
        return MemoryReader(self.state)

    @contextmanager
    def unit(self) -> Iterator[MemoryUnit]:
        with self.lock:
            unit = MemoryUnit(self.state.copy())
            yield unit
            self.state = unit.state

    @contextmanager
    def bulk(self) -> Iterator[BulkStore]:
        with self.unit() as unit:
            bulk = BulkStore(unit)
            yield bulk
            bulk.flush()

    def close(self) -> None:
        """Nothing is open."""
