"""Changes of calendars as the database keeps them: what changed, and how far cases followed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.errors import Conflict
from engine.kernel.case import Value
from engine.kernel.events import CalendarChange
from engine.service.following import Progress
from store.codec import from_json, instant, maybe_instant, micros, to_json
from store.faults import told
from store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.sessions import Row, Session
    from store.values import BodyRow


class KeptChange(Value, kw_only=True):
    """A change of a calendar, by whom it was taken in, and how far the cases have followed."""

    change: CalendarChange
    person: str
    progress: Progress
    finished_at: dt.datetime | None = None


class CalendarChanges:
    """Changes of calendars, each kept with the revision that it led to."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def begin(self, row: BodyRow, days: tuple[str, str], change: CalendarChange, by: str) -> int:
        """Keep a new revision of a calendar, and the change that cases now follow.

        `days` is the fact that keeps the days in short. Raise Conflict where the calendar is not
        what the change began from, or cases still follow an earlier change.
        """
        session = self._session()
        with writing(session):
            self._require_unchanged(session, change)
            session.run(
                "insert_calendars",
                (row.name, row.revision, row.seq, micros(row.recorded_at), row.body),
            )
            session.run("upsert_meta", days)
            ((last,),) = session.rows("last_calendar_change")
            made = (int(last) + 1, change.calendar, change.before, change.after)
            told_of = (to_json(change.notices), micros(change.at), by)
            session.run("insert_calendar_changes", (*made, *told_of, "", 0, 0, 0, None))
            return int(last) + 1

    def _require_unchanged(self, session: Session, change: CalendarChange) -> None:
        newest = session.rows("newest_calendars", (change.calendar,))
        if not newest or newest[0][1] != change.before:
            raise Conflict("calendar_changed_meanwhile", calendar=change.calendar)
        if any(_kept(row).change.calendar == change.calendar for row in self._unfinished(session)):
            raise Conflict("calendar_change_unfinished", calendar=change.calendar)

    def _unfinished(self, session: Session) -> list[Row]:
        return session.rows("unfinished_changes")

    def all(self) -> list[KeptChange]:
        """Return every change, oldest first."""
        return self._found("calendar_changes")

    def unfinished(self) -> list[KeptChange]:
        """Return the changes that not every case has followed, oldest first."""
        return self._found("unfinished_changes")

    def progress(self, change: int) -> Progress:
        """Return how far the cases have followed a change."""
        (found,) = self._found("calendar_change", change)
        return found.progress

    def finish(self, change: int, now: dt.datetime) -> None:
        """Note that every case has followed a change."""
        session = self._session()
        with writing(session):
            bound = session.texts["finish_change"].bind({"change": change, "now": micros(now)})
            session.run("finish_change", bound)

    def _found(self, statement: str, *given: Any) -> list[KeptChange]:
        session = self._session()
        with told(session.location):
            return [_kept(row) for row in session.rows(statement, given)]


def _kept(row: Row) -> KeptChange:
    number, calendar, before, after, notices, at, person, cursor, *counts, finished = row
    families, moved, kept = counts
    return KeptChange(
        change=CalendarChange(
            id=number, calendar=calendar, before=before, after=after,
            notices=tuple(from_json(notices)), at=instant(at),
        ),
        person=person,
        progress=Progress(cursor=cursor, families=families, moved=moved, kept=kept),
        finished_at=maybe_instant(finished),
    )  # fmt: skip
