"""Messages leave in office hours; what they tell of happened at its own instant (semantics 6)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.calendar.calendar import Calendar


def leaves_at(calendar: Calendar, at: dt.datetime) -> dt.datetime:
    """Return the first instant within office hours at or after an instant."""
    day = calendar.local_date(at)
    if calendar.is_working(day) and at < calendar.closing(day):
        return max(at, calendar.opening(day))
    return calendar.opening(calendar.working_day_after(day, 1))
