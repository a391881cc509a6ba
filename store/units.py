"""One transaction over cases: what both databases do alike, and SQLite's own way of writing."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from engine.errors import Conflict, NotFound
from engine.kernel.history import unseal
from store import values
from store.batch import FOLLOWING, LEAVING, by_case, gather, write_of
from store.codec import instant, micros, to_case, to_json
from store.duty_book import DutyBook
from store.keys import number_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from engine.kernel.case import Case, Entry
    from engine.service.following import Progress
    from engine.service.later import LaterEntry
    from engine.service.ports import Change, MessageRow, PaperRow
    from store.batch import Batch
    from store.sessions import Session

_WRITES = tuple(write_of(table) for table in (*LEAVING, *FOLLOWING))
_hanging_on = attrgetter(*LEAVING, *FOLLOWING)


class Unit(DutyBook):
    """What is read inside a transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._alone: dict[str, int] = {}

    def case(self, case_id: str) -> Case:
        """Return a case, held against other writers; raise NotFound."""
        for body, alone in self._session.rows("case", (case_id,)):
            return self._taken_in(body, alone)
        raise NotFound("case_unknown", case=case_id)

    def _taken_in(self, body: str, alone: object) -> Case:
        case = to_case(body)
        if alone:
            self._alone[case.id] = case.seq
        else:
            self._alone.pop(case.id, None)
        return case

    def _gathered(self, cases: Sequence[Sequence[Change]]) -> Batch:
        """Return what to write; who has a child now is alone no more."""
        batch = gather(cases, self._alone)
        for changes in cases:
            first = changes[0]
            if first.before is None and first.after.parent is not None:
                self._alone.pop(first.after.parent.case, None)
        return batch

    def is_alone(self, case_id: str) -> bool:
        """Return whether a case that was read has neither parent nor children."""
        return case_id in self._alone

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        """Return cases that need attention, earliest first, held against other writers.

        Cases that another scheduler holds, and those in `passing`, are left out.
        """
        given = {"until": micros(until), "limit": limit, "passing": to_json(list(passing))}
        bound = self._session.texts["claim_due"].bind(given)
        return [self._taken_in(*row) for row in self._session.rows("claim_due", bound)]

    def find(self, number: str) -> str:
        """Return the id behind a case number as people type it, or an id; raise NotFound."""
        for (case_id,) in self._session.rows("find", (number_key(number),)):
            return str(case_id)
        if self._session.rows("case_seq", (number,)):
            return number
        raise NotFound("case_unknown", case=number)

    def children(self, parent: str, field: str | None = None) -> list[Case]:
        """Return the children of a case in order of opening, void ones included."""
        if field is None:
            rows = self._session.rows("children", (parent,))
        else:
            rows = self._session.rows("children_of_field", (parent, field))
        return [to_case(body) for (body,) in rows]

    def due_in_family(self, root: str, until: dt.datetime) -> list[str]:
        """Return the ids of the family's cases with `next_due_at` <= until."""
        rows = self._session.rows("due_in_family", (root, micros(until)))
        return [str(case_id) for (case_id,) in rows]

    def open_family(self, root: str) -> list[Case]:
        """Return the family's open cases, in order of opening."""
        return [self._taken_in(*row) for row in self._session.rows("open_family", (root,))]

    def open_roots(self, after: str, limit: int) -> list[str]:
        """Return the roots after an id of families with an open case, in order of opening."""
        bound = self._session.texts["open_roots"].bind({"after": after, "limit": limit})
        return [str(root) for (root,) in self._session.rows("open_roots", bound)]

    def note_progress(self, change: int, progress: Progress) -> None:
        """Note how far the cases have followed a change of a calendar."""
        given = {
            "change": change,
            **{f"now_{name}": value for name, value in asdict(progress).items()},
        }
        bound = self._session.texts["note_progress"].bind(given)
        self._session.run("note_progress", bound)

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        return [values.paper(row) for row in self._session.rows("papers", (case_id,))]

    def next_number(self, office: str, series: str, year: int) -> int:
        """Return the next number of a series, gap-free, its counter held until the end."""
        return self.reserve_numbers(office, series, year, 1)

    def reserve_numbers(self, office: str, series: str, year: int, count: int) -> int:
        """Take several numbers of a series at once; return the last of them."""
        ((last,),) = self._session.rows("next_number", (office, series, year, count))
        return int(last)

    def imported(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the cases that imported rows became, by the keys of those that are known."""
        return dict(self._session.rows("imported", (to_json(keys),)))

    def history(self, case_id: str) -> list[Entry]:
        """Return the history of a case, oldest entry first, with the personal texts still kept."""
        kept: dict[int, dict[str, str]] = {}
        for _, seq, field, _, text, _ in self._session.rows("private_texts", (case_id,)):
            if text is not None:
                kept.setdefault(seq, {})[field] = text
        rows = [values.history(row) for row in self._session.rows("history", (case_id,))]
        return [unseal(row.text, kept.get(row.seq, {})) for row in rows]

    def family_since(self, root: str, since: dt.datetime) -> list[LaterEntry]:
        """Return what a family's histories gained from an instant on, mere steps left out."""
        given = {"root_id": root, "since": micros(since)}
        bound = self._session.texts["family_since"].bind(given)
        return [values.later(row) for row in self._session.rows("family_since", bound)]

    def messages(self, case_id: str) -> list[MessageRow]:
        """Return the messages of a case, oldest first, those that have left included."""
        return [values.message(row) for row in self._session.rows("messages", (case_id,))]

    def drop_message(self, key: str) -> bool:
        """Take a message out of the outbox; False where it is leaving or has left."""
        return self._session.run("drop_message", (key,)) == 1

    def confirm_message(self, key: str, person: str, now: dt.datetime) -> bool:
        """Let a message leave that is held; False where it is not."""
        given = {"which": key, "person": person, "now": micros(now)}
        bound = self._session.texts["message_confirmed"].bind(given)
        return self._session.run("message_confirmed", bound) == 1

    def take_item(self, job: int, place: int) -> bool:
        """Mark an item of a job as done with this transaction; False where it waits no more."""
        return self._session.run("take_item", (job, place)) == 1


class SqliteUnit(Unit):
    """A transaction on SQLite: it holds the file's one write lock from its beginning."""

    def begin(self) -> None:
        """Wait for the write lock."""
        self._session.begin()

    def finish(self) -> None:
        """Make everything stand."""
        self._session.commit()

    def lock_family(self, root: str) -> None:
        """Do nothing: no other writer is in the database."""

    def record(self, changes: Sequence[Change]) -> None:
        """Write changes; raise Conflict where a case is no longer as it was read."""
        cases = by_case(changes)
        batch = self._gathered(cases)
        self._write_cases(batch, cases)
        for write, rows in zip(_WRITES, _hanging_on(batch), strict=True):
            if rows:
                self._session.many(write, rows)

    def _write_cases(self, batch: Batch, cases: Sequence[Sequence[Change]]) -> None:
        if batch.cases:
            self._session.many("insert_cases", batch.cases)
        for write, changed in (("move_cases", batch.moves), ("touch_cases", batch.touches)):
            if changed and self._session.many(write, changed) != len(changed):
                raise what_changed(self._session, cases)

    def remember_import(self, key: str, case_id: str) -> None:
        """Note which case an imported row became; the case may be recorded after it."""
        self._session.run("insert_imports", (key, case_id))

    def remember_imports(self, rows: list[tuple[str, str]]) -> None:
        """Note which cases many imported rows became."""
        self._session.many("insert_imports", list(rows))


def what_changed(session: Session, cases: Sequence[Sequence[Change]]) -> Conflict:
    """Return the conflict of the first case that moved on: who changed it, when, by what."""
    for first, *_ in cases:
        if first.before is None:
            continue
        found = session.rows("case_seq", (first.before.id,))
        if not found or found[0][0] != first.before.seq:
            return _conflict(session, first)
    return Conflict("case_changed_within", number=cases[0][0].after.number)


def _conflict(session: Session, change: Change) -> Conflict:
    number = change.after.number
    for event, actor, at in session.rows("last_entry", (change.after.id,)):
        return Conflict(
            "case_changed", number=number, event=event, actor=actor, at=instant(at).isoformat()
        )
    return Conflict("case_changed_within", number=number)
