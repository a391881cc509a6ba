"""The calendar of working days and its notices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.calendars import calendar_of
from cli.command import argument, command, option
from cli.kinds import Day
from cli.views import calendar as views

if TYPE_CHECKING:
    from cli.session import Session

WHICH = (
    option("--calendar", metavar="NAME"),
    option("--known-at", type=Day(), metavar="DATE"),
)


@command("calendar", "show", params=(argument("period"), *WHICH))
def show(session: Session, period: str, calendar: str | None, known_at: dt.date | None) -> None:
    """Show the special days of a year or a month."""
    days = views.days_of(period)
    found = calendar_of(session, calendar, known_at)
    kinds = [found.kind_of(day) for day in days]
    session.output.show(
        lambda: views.period_data(found, period, kinds),
        lambda: views.period_screen(session, found, period, kinds),
    )


@command("calendar", "explain", params=(argument("date", type=Day()), *WHICH))
def explain(
    session: Session, date: dt.date, calendar: str | None, known_at: dt.date | None
) -> None:
    """Tell whether a day works and why."""
    found = calendar_of(session, calendar, known_at)
    kind = found.kind_of(date)
    session.output.show(
        lambda: views.day_data(kind), lambda: views.day_screen(session, found, kind)
    )


@command("calendar", "revisions", params=WHICH, lists=True)
def revisions(session: Session, calendar: str | None, known_at: dt.date | None) -> None:
    """List the notices of a calendar."""
    from engine.calendar.almanac import revisions as all_revisions

    found = calendar_of(session, calendar, known_at)
    rows = all_revisions(found)
    session.output.show_list(
        lambda: [views.revision_data(each) for each in rows],
        lambda: views.revisions_screen(session, found, rows),
    )
