"""A transaction on PostgreSQL: few round trips, and one statement that writes all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.batch import FOLLOWING, LEAVING, by_case, named
from store.codec import to_json
from store.units import Unit, what_changed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from engine.kernel.case import Case, Entry
    from engine.service.duty_rows import CountedAct, DutyNotes
    from engine.service.following import Progress
    from engine.service.later import LaterEntry
    from engine.service.ports import Change, MessageRow, PaperRow
    from store.batch import Batch
    from store.rows import Row
    from store.sessions import PostgresqlSession
    from store.sqltexts import Statement

MOVED_ON = "PTC01"


class PostgresqlUnit(Unit):
    """A transaction that begins only where one statement would not do.

    A case is read without a lock and written only as it was read. Changes wait until the end,
    or until something is read again: an act on one case is two round trips.
    """

    _session: PostgresqlSession

    def __init__(self, session: PostgresqlSession) -> None:
        super().__init__(session)
        self._began = False
        self._waiting: list[Change] = []
        self._imports: list[tuple[str, str]] = []

    def begin(self) -> None:
        """Begin nothing yet."""

    def finish(self) -> None:
        """Write what waits and make everything stand."""
        if self._waiting or self._imports:
            self._flush(last=True)
        elif self._began:
            self._session.commit()

    def lock_family(self, root: str) -> None:
        """Keep every other writer out of a family until the end of the transaction."""
        self._ready()
        if self._began:
            self._session.rows("lock_family", (root,))
        else:
            self._session.begin_with(("lock_family", (root,)))
            self._began = True

    def record(self, changes: Sequence[Change]) -> None:
        """Take changes; they are written, or raise Conflict, at the next reading or at the end."""
        self._waiting += changes

    def remember_import(self, key: str, case_id: str) -> None:
        """Note which case an imported row became."""
        self._imports.append((key, case_id))

    def remember_imports(self, rows: list[tuple[str, str]]) -> None:
        """Note which cases many imported rows became."""
        self._imports += rows

    def case(self, case_id: str) -> Case:
        """Return a case; a record of it is refused where it moved on meanwhile."""
        self._ready()
        return super().case(case_id)

    def is_alone(self, case_id: str) -> bool:
        """Return whether a case that was read has neither parent nor children."""
        links = (one.after.parent for one in self._waiting if one.before is None)
        born = any(link is not None and link.case == case_id for link in links)
        return super().is_alone(case_id) and not born

    def find(self, number: str) -> str:
        """Return the id behind a case number as people type it, or an id; raise NotFound."""
        self._ready()
        return super().find(number)

    def children(self, parent: str, field: str | None = None) -> list[Case]:
        """Return the children of a case in order of opening, void ones included."""
        self._ready()
        return super().children(parent, field)

    def due_in_family(self, root: str, until: dt.datetime) -> list[str]:
        """Return the ids of the family's cases with `next_due_at` <= until."""
        self._ready()
        return super().due_in_family(root, until)

    def claim_due(self, until: dt.datetime, limit: int, passing: Collection[str]) -> list[Case]:
        """Return cases that need attention, earliest first, held against other writers."""
        self._start()
        self._ready()
        return super().claim_due(until, limit, passing)

    def open_family(self, root: str) -> list[Case]:
        """Return the family's open cases, in order of opening."""
        self._ready()
        return super().open_family(root)

    def note_progress(self, change: int, progress: Progress) -> None:
        """Note how far the cases have followed a change of a calendar."""
        self._start()
        super().note_progress(change, progress)

    def note_duties(self, notes: DutyNotes) -> None:
        """Keep what is said of duties; raise StoreError for a period that was opened before."""
        self._start()
        super().note_duties(notes)

    def looked_up(self, acts: Sequence[CountedAct]) -> None:
        """Note that every duty was looked up for these acts."""
        self._start()
        super().looked_up(acts)

    def papers(self, case_id: str) -> list[PaperRow]:
        """Return the papers of a case, oldest first."""
        self._ready()
        return super().papers(case_id)

    def imported(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the cases that imported rows became, by the keys of those that are known."""
        self._ready()
        return super().imported(keys)

    def history(self, case_id: str) -> list[Entry]:
        """Return the history of a case, oldest entry first, with the personal texts still kept."""
        self._ready()
        return super().history(case_id)

    def family_since(self, root: str, since: dt.datetime) -> list[LaterEntry]:
        """Return what a family's histories gained from an instant on, mere steps left out."""
        self._ready()
        return super().family_since(root, since)

    def messages(self, case_id: str) -> list[MessageRow]:
        """Return the messages of a case, oldest first, those that have left included."""
        self._ready()
        return super().messages(case_id)

    def drop_message(self, key: str) -> bool:
        """Take a message out of the outbox; False where it is leaving or has left."""
        self._start()
        self._ready()
        return super().drop_message(key)

    def confirm_message(self, key: str, person: str, now: dt.datetime) -> bool:
        """Let a message leave that is held; False where it is not."""
        self._start()
        self._ready()
        return super().confirm_message(key, person, now)

    def take_item(self, job: int, place: int) -> bool:
        """Mark an item of a job as done with this transaction; False where it waits no more."""
        self._start()
        return super().take_item(job, place)

    def reserve_numbers(self, office: str, series: str, year: int, count: int) -> int:
        """Take several numbers of a series at once; return the last of them."""
        self._start()
        return super().reserve_numbers(office, series, year, count)

    def _start(self) -> None:
        if not self._began:
            self._session.begin()
            self._began = True

    def _ready(self) -> None:
        """Write what waits before anything is read again."""
        if self._waiting or self._imports:
            self._start()
            self._flush(last=False)

    def _flush(self, *, last: bool) -> None:
        cases, imports = by_case(self._waiting), self._imports
        self._waiting, self._imports = [], []
        sql, given = one_statement(self._session.texts, self._gathered(cases), imports)
        try:
            self._session.write(sql, given, commit=last)
        except Exception as error:
            if getattr(error, "sqlstate", None) != MOVED_ON:
                raise
            self._session.rollback()
            raise what_changed(self._session, cases) from error


def one_statement(
    texts: dict[str, Statement], batch: Batch, imports: list[tuple[str, str]]
) -> tuple[str, list[Any]]:
    """Return the one statement that writes a batch, and its parameters, a JSON text per table."""
    parts, given = _moving(texts, batch)
    for table in (*LEAVING, *FOLLOWING):
        rows = getattr(batch, table)
        if rows:
            parts.append(f"{table}_in AS ({texts[f'json_{table}'].sql})")
            given.append(_json(table, rows))
    if imports:
        parts.append(f"imports_in AS ({texts['json_imports'].sql})")
        given.append(_json("imports", imports))
    count = len(batch.cases) + len(batch.moves) + len(batch.touches)
    return f"WITH {', '.join(parts)} {_ALL_MOVED}", [*given, count]


_ALL_MOVED = "SELECT patrol_all_moved((SELECT count(*) FROM moved), %s)"
_NOTHING = "SELECT id FROM cases WHERE false"


def _moving(texts: dict[str, Statement], batch: Batch) -> tuple[list[str], list[Any]]:
    """Return the parts that write cases; `moved` is all of them."""
    parts, given, names = [], [], []
    for name, table, rows in (
        ("json_move", "moves", batch.moves),
        ("json_touch", "touches", batch.touches),
        ("json_open", "cases", batch.cases),
    ):
        if rows:
            names.append(f"SELECT id FROM {table}_in")
            parts.append(f"{table}_in AS ({texts[name].sql})")
            given.append(_json(table, rows))
    parts.append(f"moved AS ({' UNION ALL '.join(names) or _NOTHING})")
    return parts, given


def _json(table: str, rows: Sequence[Row]) -> str:
    columns = named(table)
    return to_json([dict(zip(columns, row, strict=True)) for row in rows])
