"""A whole patrol on simulated time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.command import command, option
from cli.faults import Failed
from cli.kinds import Day
from cli.views import demo as views

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "demo",
    params=(
        option("--enter", type=Day(), metavar="DATE"),
        option("--calendar", "calendar_file", metavar="FILE"),
    ),
)  # fmt: skip
def demo(session: Session, enter: dt.date | None, calendar_file: str | None) -> None:
    """Replay a whole patrol on a fresh sandbox."""
    from runtime.demonstration import prepare

    url = session.settings.database
    stage = prepare(url, enter, calendar_file, session.use_office)
    refused = 0
    for happened in views.narrated(session, stage):
        refused += happened.refusal is not None
    session.output.show(
        lambda: views.closing_data(stage), lambda: views.closing_screen(session, stage)
    )
    if refused:
        raise Failed(1)
