"""Date arithmetic."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.calendars import calendar_of
from cli.command import argument, command, flag, option
from cli.kinds import Day, Instant
from cli.views import period as views
from engine.errors import UsageError
from runtime import shipped

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "period", "add",
    params=(
        argument("start", required=False, type=Instant()),
        argument("length", nargs=-1),
        option("--batch", metavar="FILE.csv"),
        option("--known-at", type=Day(), metavar="DATE"),
        flag("--explain"),
        option("--calendar", metavar="NAME"),
        option("--counting", metavar="NAME"),
    ),
)  # fmt: skip
def add(
    session: Session,
    *,
    start: dt.date | None,
    length: tuple[str, ...],
    batch: str | None,
    known_at: dt.date | None,
    explain: bool,
    calendar: str | None,
    counting: str | None,
) -> None:
    """Tell on which day a period ends."""
    profile = shipped.profile(counting or session.settings.counting)
    rules = views.Rules(calendar_of(session, calendar, known_at), profile)
    if batch is not None:
        if start or length:
            raise UsageError("period_batch_alone")
        views.show_batch(session, rules, batch)
    elif start is None or not length:
        raise UsageError("period_arguments_missing")
    else:
        views.show_period(session, rules, start, " ".join(length), with_reasons=explain)
