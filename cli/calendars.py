"""Which calendar a command counts by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.faults import say
from engine.errors import StoreError
from runtime import shipped

if TYPE_CHECKING:
    from cli.session import Session
    from engine.calendar.calendar import Calendar


def calendar_of(session: Session, name: str | None, known_at: dt.date | None) -> Calendar:
    """Return a calendar as the database knows it, or as it is shipped; raise NotFound.

    A database that cannot be read is told of, and does not stand in the way.
    """
    from runtime.calendars import calendar_in

    wanted = name or session.settings.calendar
    try:
        found = calendar_in(session.settings.database, wanted)
    except StoreError as fault:
        say("calendar_as_shipped", {"reason": str(fault.code)}, session.language)
        found = None
    found = found or shipped.calendar(wanted)
    return found.known_at(known_at) if known_at else found
