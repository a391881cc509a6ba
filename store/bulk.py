"""Very many changes in one transaction: kept in memory as one change a case, written together."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.service.ports import UnitOfWork
from store.batch import add_to
from store.keys import number_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from engine.kernel.case import Case, Entry
    from engine.service.duty_rows import CountedAct, DutyNotes, Uncounted
    from engine.service.following import Progress
    from engine.service.later import LaterEntry
    from engine.service.ports import Change, MessageRow, PaperRow

FLUSH_AT = 250


class BatchUnit(UnitOfWork, Protocol):
    """A unit of work that also writes many notes at once."""

    def reserve_numbers(self, office: str, series: str, year: int, count: int) -> int:
        """Take several numbers of a series at once; return the last of them."""

    def remember_imports(self, rows: list[tuple[str, str]]) -> None:
        """Note which cases many imported rows became."""


class Counter(msgspec.Struct):
    """A counter's number as given out, and as far as the database knows."""

    given: int
    written: int


class BulkUnit:
    """A unit of work that answers from what it has not yet written, and writes in batches.

    A family that was opened inside and not yet written is answered from memory; a question
    about any other writes first.
    """

    def __init__(self, inner: BatchUnit) -> None:
        self._inner = inner
        self._waiting: dict[str, list[Change]] = {}
        self._families: dict[str, list[str]] = {}
        self._ids: dict[str, str] = {}
        self._imports: dict[str, str] = {}
        self._counters: dict[tuple[str, str, int], Counter] = {}

    def case(self, case_id: str) -> Case:
        """Return a case, held against other writers; raise NotFound."""
        waiting = self._waiting.get(case_id)
        return self._inner.case(case_id) if waiting is None else waiting[-1].after

    def find(self, number: str) -> str:
        """Return the id behind a case number as people type it; raise NotFound."""
        return self._ids.get(number_key(number)) or self._inner.find(number)

    def lock_family(self, root: str) -> None:
        """Keep every other writer out of a family until the end of the transaction."""
        if root not in self._families:
            self._inner.lock_family(root)

    def children(self, parent: str, field: str | None = None) -> list[Case]:
        """Return the children of a case in order of opening, void ones included."""
        waiting = self._waiting.get(parent)
        if waiting is None or waiting[-1].after.root not in self._families:
            self.flush()
            return self._inner.children(parent, field)
        family = self._family(waiting[-1].after.root)
        return [case for case in family if _is_child(case, parent, field)]

    def is_alone(self, case_id: str) -> bool:
        """Return whether a case that was read has neither parent nor children."""
        waiting = self._waiting.get(case_id)
        if waiting is None:
            return self._inner.is_alone(case_id)
        return self._families.get(waiting[-1].after.root) == [case_id]

    def due_in_family(self, root: str, until: dt.datetime) -> list[str]:
        """Return the ids of the family's cases with `next_due_at` <= until."""
        if root not in self._families:
            self.flush()
            return self._inner.due_in_family(root, until)
        instants = ((case.next_due_at, case.id) for case in self._family(root))
        return [one for at, one in instants if at is not None and at <= until]

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        """Return cases that need attention, earliest first, held against other writers."""
        self.flush()
        return self._inner.claim_due(until, limit, passing)

    def open_family(self, root: str) -> list[Case]:
        """Return the family's open cases, in order of opening."""
        self.flush()
        return self._inner.open_family(root)

    def open_roots(self, after: str, limit: int) -> list[str]:
        """Return the roots after an id of families with an open case, in order of opening."""
        self.flush()
        return self._inner.open_roots(after, limit)

    def note_progress(self, change: int, progress: Progress) -> None:
        """Note how far the cases have followed a change of a calendar."""
        self._inner.note_progress(change, progress)

    def note_duties(self, notes: DutyNotes) -> None:
        """Keep what is said of duties; raise StoreError for a period that was opened before."""
        self._inner.note_duties(notes)

    def uncounted(self, root: str, until: dt.datetime) -> list[Uncounted]:
        """Return what the open duties of a family have not looked at, known by an instant."""
        return self._inner.uncounted(root, until)

    def acts_between(
        self, workflow: str, event: str, first: str, last: str, until: dt.datetime
    ) -> list[CountedAct]:
        """Return the counted acts of some days, both included, known by an instant."""
        return self._inner.acts_between(workflow, event, first, last, until)

    def fresh_acts(self, until: dt.datetime, limit: int) -> list[CountedAct]:
        """Return acts for which no duty was looked up yet, those known first at first."""
        return self._inner.fresh_acts(until, limit)

    def counting_roots(self, acts: Sequence[CountedAct]) -> list[str]:
        """Return the roots of families with an open duty that may count one of these acts."""
        return self._inner.counting_roots(acts)

    def looked_up(self, acts: Sequence[CountedAct]) -> None:
        """Note that every duty was looked up for these acts."""
        self._inner.looked_up(acts)

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        waiting = self._waiting.get(case_id)
        if waiting is None or waiting[-1].after.root not in self._families:
            self.flush()
            return self._inner.papers(case_id)
        newest = {paper.key: paper for change in waiting for paper in change.papers}
        return sorted(newest.values(), key=lambda one: (one.drafted_at, one.seq, one.key))

    def history(self, case_id: str) -> list[Entry]:
        """Return the history of a case, oldest entry first, with the personal texts still kept."""
        self.flush()
        return self._inner.history(case_id)

    def family_since(self, root: str, since: dt.datetime) -> list[LaterEntry]:
        """Return what a family's histories gained from an instant on, mere steps left out."""
        self.flush()
        return self._inner.family_since(root, since)

    def messages(self, case_id: str) -> list[MessageRow]:
        """Return the messages of a case, oldest first, those that have left included."""
        self.flush()
        return self._inner.messages(case_id)

    def drop_message(self, key: str) -> bool:
        """Take a message out of the outbox; False where it is leaving or has left."""
        self.flush()
        return self._inner.drop_message(key)

    def confirm_message(self, key: str, person: str, now: dt.datetime) -> bool:
        """Let a message leave that is held; False where it is not."""
        self.flush()
        return self._inner.confirm_message(key, person, now)

    def next_number(self, office: str, series: str, year: int) -> int:
        """Return the next number of a series, gap-free, its counter held until the end."""
        key = (office, series, year)
        if key not in self._counters:
            held = self._inner.reserve_numbers(office, series, year, 0)
            self._counters[key] = Counter(given=held, written=held)
        self._counters[key].given += 1
        return self._counters[key].given

    def given_numbers(self) -> dict[tuple[str, str, int], int]:
        """Return the last number given out of each series."""
        return {key: counter.given for key, counter in self._counters.items()}

    def take_back(self, given: dict[tuple[str, str, int], int]) -> None:
        """Give out again what was given since, as it came to nothing."""
        for key, counter in self._counters.items():
            counter.given = given.get(key, counter.written)

    def record(self, changes: Sequence[Change]) -> None:
        """Take changes; they are written, or raise Conflict, with their batch."""
        for change in changes:
            self._take(change)
        if len(self._waiting) >= FLUSH_AT:
            self.flush()

    def imported(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the cases that imported rows became, by the keys of those that are known."""
        waiting = {key: self._imports[key] for key in keys if key in self._imports}
        return self._inner.imported(keys) | waiting

    def remember_import(self, key: str, case_id: str) -> None:
        """Note which case an imported row became."""
        self._imports[key] = case_id

    def take_item(self, job: int, place: int) -> bool:
        """Mark an item of a job as done with this transaction; False where it waits no more."""
        return self._inner.take_item(job, place)

    def flush(self) -> None:
        """Write what waits; raise Conflict where a case is no longer as it was read."""
        # Numbers first: their answer waits for what is being written, by now the batch before.
        for key, counter in self._counters.items():
            if counter.given > counter.written:
                self._inner.reserve_numbers(*key, counter.given - counter.written)
                counter.written = counter.given
        if self._waiting:
            self._inner.record([change for one in self._waiting.values() for change in one])
        if self._imports:
            self._inner.remember_imports(list(self._imports.items()))
        for waiting in (self._waiting, self._families, self._ids, self._imports):
            waiting.clear()

    def _take(self, change: Change) -> None:
        case = change.after
        add_to(self._waiting, change)
        if change.before is None:
            self._ids[number_key(case.number)] = case.id
            if case.parent is None:
                self._families[case.root] = []
            if case.root in self._families:
                self._families[case.root].append(case.id)

    def _family(self, root: str) -> list[Case]:
        """Return the cases of a family that waits whole, in order of opening."""
        return [self._waiting[one][-1].after for one in sorted(self._families[root])]


def _is_child(case: Case, parent: str, field: str | None) -> bool:
    link = case.parent
    return link is not None and link.case == parent and (field is None or link.field == field)


class BulkStore:
    """A store within one transaction: its units stand together when that one ends."""

    def __init__(self, inner: BatchUnit) -> None:
        self._unit = BulkUnit(inner)

    @contextmanager
    def unit(self) -> Iterator[BulkUnit]:
        """Open a part of the transaction; one that fails before it records leaves no trace."""
        given = self._unit.given_numbers()
        try:
            yield self._unit
        except BaseException:
            self._unit.take_back(given)
            raise

    def flush(self) -> None:
        """Write what waits; raise Conflict where a case is no longer as it was read."""
        self._unit.flush()
