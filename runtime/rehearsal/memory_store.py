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
from runtime.rehearsal.memory_duties import MemoryDuties
from runtime.rehearsal.memory_outbox import MemoryOutbox, confirm, drop, waiting
from runtime.rehearsal.memory_reader import MemoryReader
from store.bulk import BulkStore
from store.keys import number_key
from store.values import OutboxMessage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.service.duty_rows import CountedAct, DutyRow
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
    duties: dict[str, DutyRow] = field(default_factory=dict)
    acts: dict[tuple[str, int], CountedAct] = field(default_factory=dict)
    fresh: dict[tuple[str, int], bool] = field(default_factory=dict)
    weighed: dict[tuple[str, str, int], bool] = field(default_factory=dict)
    progress: dict[int, Progress] = field(default_factory=dict)

    def copy(self) -> State:
        """Return the same state, to be changed by itself."""
        return State(**{part.name: dict(getattr(self, part.name)) for part in fields(self)})


class MemoryUnit(MemoryDuties):
    """One transaction on a copy of the state."""

    def __init__(self, state: State) -> None:
        self.state = state

    def case(self, case_id: str) -> Case:
        """Return a case; raise NotFound."""
        if case_id not in self.state.cases:
            raise NotFound("case_unknown", case=case_id)
        return self.state.cases[case_id]

    def find(self, number: str) -> str:
        """Return the id behind a case number as people type it; raise NotFound."""
        for case in self.state.cases.values():
            if number_key(number) == number_key(case.number) or number == case.id:
                return case.id
        raise NotFound("case_unknown", case=number)

    def lock_family(self, root: str) -> None:
        """Nobody else is in the state."""

    def children(self, parent: str, field: str | None = None) -> list[Case]:
        """Return the children of a case in order of opening, void ones included."""
        found = [
            one for one in self.state.cases.values() if one.parent and one.parent.case == parent
        ]
        named = [
            one for one in found if field is None or (one.parent and one.parent.field == field)
        ]
        return sorted(named, key=lambda case: case.id)

    def is_alone(self, case_id: str) -> bool:
        """Return whether a case has neither parent nor children."""
        case = self.state.cases.get(case_id)
        return case is not None and case.parent is None and not self.children(case_id)

    def due_in_family(self, root: str, until: dt.datetime) -> list[str]:
        """Return the ids of the family's cases that are due by an instant."""
        return [case.id for case in self._due(until) if case.root == root]

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        """Return cases that need attention, earliest first."""
        return [case for case in self._due(until) if case.id not in passing][:limit]

    def _due(self, until: dt.datetime) -> list[Case]:
        due = [(case.next_due_at, case.id) for case in self.state.cases.values()]
        return [
            self.state.cases[one]
            for _, one in sorted((at, one) for at, one in due if at and at <= until)
        ]

    def next_number(self, office: str, series: str, year: int) -> int:
        """Return the next number of a series."""
        return self.reserve_numbers(office, series, year, 1)

    def reserve_numbers(self, office: str, series: str, year: int, count: int) -> int:
        """Take several numbers of a series at once; return the last of them."""
        key = (office, series, year)
        self.state.counters[key] = self.state.counters.get(key, 0) + count
        return self.state.counters[key]

    def open_family(self, root: str) -> list[Case]:
        """Return the family's open cases, in order of opening."""
        return [case for case in self._open() if case.root == root]

    def open_roots(self, after: str, limit: int) -> list[str]:
        """Return the roots after an id of families with an open case."""
        roots = sorted({case.root for case in self._open() if case.root > after})
        return roots[:limit]

    def _open(self) -> list[Case]:
        return [case for _, case in sorted(self.state.cases.items()) if case.closed_at is None]

    def note_progress(self, change: int, progress: Progress) -> None:
        """Note how far the cases have followed a change of a calendar."""
        self.state.progress[change] = progress

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        found = [paper for paper in self.state.papers.values() if paper.case == case_id]
        return sorted(found, key=lambda paper: (paper.drafted_at, paper.seq, paper.key))

    def history(self, case_id: str) -> list[Entry]:
        """Return the history of a case, oldest entry first."""
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
        """Return what a family's histories gained from an instant on, mere steps left out."""
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
        """Return the messages of a case, oldest first."""
        found = [one for one in self.state.outbox.values() if one.case == case_id]
        names = MessageRow.__struct_fields__
        return [
            MessageRow(**{name: getattr(one, name) for name in names})
            for one in sorted(found, key=lambda one: (one.occurred_at, one.seq, one.key))
        ]

    def drop_message(self, key: str) -> bool:
        """Take a message out of the outbox; False where it is leaving or has left."""
        return drop(self.state.outbox, key)

    def confirm_message(self, key: str, person: str, now: dt.datetime) -> bool:
        """Let a message leave that is held; False where it is not."""
        return confirm(self.state.outbox, key, person, now)

    def imported(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the cases that imported rows became, by the keys of those that are known."""
        known = self.state.imports
        return {key: known[key] for key in keys if key in known}

    def remember_import(self, key: str, case_id: str) -> None:
        """Note which case an imported row became."""
        self._add(self.state.imports, key, case_id)

    def take_item(self, job: int, place: int) -> bool:
        """Mark an item of a job as done; False where it waits no more."""
        waiting = (job, place) in self.state.items
        self.state.items.pop((job, place), None)
        return waiting

    def remember_imports(self, rows: list[tuple[str, str]]) -> None:
        """Note which cases many imported rows became."""
        for key, case_id in rows:
            self.remember_import(key, case_id)

    def record(self, changes: Sequence[Change]) -> None:
        """Write changes; raise Conflict where a case is no longer as it was read."""
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


class MemoryStore:
    """A database of cases that is gone with the process."""

    def __init__(self) -> None:
        self.state = State()
        self.lock = threading.RLock()
        self.outbox = MemoryOutbox(self)

    @property
    def reader(self) -> MemoryReader:
        """What is asked of a store beside its units."""
        return MemoryReader(self.state)

    @contextmanager
    def unit(self) -> Iterator[MemoryUnit]:
        """Open one transaction on a copy; it stands on leaving, and is lost on an error."""
        with self.lock:
            unit = MemoryUnit(self.state.copy())
            yield unit
            self.state = unit.state

    @contextmanager
    def bulk(self) -> Iterator[BulkStore]:
        """Open one transaction for very many units."""
        with self.unit() as unit:
            bulk = BulkStore(unit)
            yield bulk
            bulk.flush()

    def close(self) -> None:
        """Nothing is open."""
