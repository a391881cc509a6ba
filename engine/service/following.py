"""What following a changed calendar needs of the outside, as Protocols of a few methods."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from engine.kernel.case import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calendar.calendar import Calendar
    from engine.kernel.case import Case
    from engine.kernel.events import CalendarChange


class Progress(Value, kw_only=True):
    """How far the cases have followed a change of a calendar.

    `cursor` is the last family looked at, in order of opening; `moved` counts deadlines that were
    counted anew, `kept` those of them and others whose earlier day was not imposed.
    """

    cursor: str = ""
    families: int = 0
    moved: int = 0
    kept: int = 0


class Calendars(Protocol):
    """Calendars by revision, and what has become of them."""

    def calendar(self, name: str, revision: str | None = None) -> Calendar:
        """Return a calendar with every notice loaded, or as an earlier revision; raise NotFound."""

    def changes(self) -> Sequence[CalendarChange]:
        """Return the changes of calendars that some cases may have to follow, oldest first."""

    def renew_calendars(self) -> bool:
        """Forget the calendars that are kept where newer ones are there; tell whether they are."""


class Following(Protocol):
    """What a transaction reads and writes while cases follow a change."""

    def open_family(self, root: str) -> list[Case]:
        """Return the family's open cases, in order of opening."""

    def open_roots(self, after: str, limit: int) -> list[str]:
        """Return the roots after an id of families with an open case, in order of opening."""

    def note_progress(self, change: int, progress: Progress) -> None:
        """Note how far the cases have followed a change."""


class ChangeBook(Protocol):
    """Keeps changes of calendars, and how far cases have followed each."""

    def progress(self, change: int) -> Progress:
        """Return how far the cases have followed a change."""

    def finish(self, change: int, now: dt.datetime) -> None:
        """Note that every case has followed a change."""
