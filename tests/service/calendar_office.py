"""An office in which notices of holidays arrive, over a store in memory."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec.structs import replace

from engine.calendar.calendar import Calendar
from engine.definition.workflow import Workflow
from engine.kernel.case import Clock, Entry
from engine.kernel.events import CalendarChange
from engine.service.following import Progress
from engine.service.recomputing import FollowReport, follow_changes
from tests.service.office import Office, OfficeLibrary, china


class MemoryBook:
    """How far the cases of an office have followed each change."""

    def __init__(self, office: CalendarOffice) -> None:
        self._office = office

    def progress(self, change: int) -> Progress:
        return self._office.store.state.progress.get(change, Progress())

    def finish(self, change: int, now: dt.datetime) -> None:
        library = self._office.library
        library.unfollowed = [one for one in library.unfollowed if one.id != change]


class CalendarOffice(Office):
    """An office that began with the calendar as known on a day."""

    def __init__(self, *workflows: Workflow, known: str) -> None:
        super().__init__(*workflows)
        library = self.engine.registry.library
        assert isinstance(library, OfficeLibrary)
        self.library = library
        self.library.days = china().known_at(dt.date.fromisoformat(known))
        self.library.revisions = {self.library.days.revision: self.library.days}

    def at(self, moment: str) -> CalendarOffice:
        super().at(moment)
        return self

    def announce(self, calendar: Calendar, *labels: str) -> CalendarChange:
        """Take a calendar in at the clock's instant; no case has followed yet."""
        before = self.library.days
        change = CalendarChange(
            id=1 + len(self.library.revisions), calendar="china", before=before.revision,
            after=calendar.revision, notices=labels or ("notice",), at=self.clock.now(),
        )  # fmt: skip
        self.library.revisions[calendar.revision] = self.library.days = calendar
        self.library.unfollowed.append(change)
        self.engine.registry.renew()
        return change

    def after(self, known: str) -> Calendar:
        """Return the calendar as known on a day."""
        return china().known_at(dt.date.fromisoformat(known))

    def learn(self, known: str) -> FollowReport:
        """Take in what was known on a day, and let every case follow."""
        self.announce(self.after(known), f"known {known}")
        return self.follow()

    def follow(self) -> FollowReport:
        """Let every case follow what was announced."""
        (report,) = follow_changes(self.engine, MemoryBook(self))
        return report

    def clock_of(self, case_id: str, name: str = "plan") -> Clock:
        """Return a clock as it is kept."""
        found = self.case(case_id).clock(name)
        assert found is not None
        return found

    def recomputed(self, case_id: str) -> list[Entry]:
        """Return what the history says of notices."""
        return [entry for entry in self.history(case_id) if entry.kind == "recomputed"]


def changed(calendar: Calendar, **notice: Any) -> Calendar:
    """Return a calendar with one notice more."""
    plain = calendar.to_data()
    return Calendar.from_data({**plain, "notices": [*plain.get("notices", ()), notice]})


def without_law(calendar: Calendar) -> Calendar:
    """Return a calendar of which every date is certain."""
    return Calendar(replace(calendar.data, awaits_notices=False))
