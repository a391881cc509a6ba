"""Calendars of events (.ics): each event is a day off, or a weekend that works in exchange."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.definition.problems import Problem
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.calendar.additions import Addition
    from engine.calendar.calendar import Calendar
    from engine.calendar.holiday_cn import Named


def read_events(
    file: str, raw: bytes, named: Named, calendar: Calendar, today: dt.date
) -> Addition:
    """Return a calendar with the days of a calendar of events added; raise InputError."""
    problem = Problem(file=file, line=1, column=1, path="", code="notice_file_other_format")
    raise InputError("notice_file_invalid", [problem], file=file)
