"""A whole patrol, or a whole season of an office, on simulated time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.command import command, flag, option
from cli.faults import Failed, tell_refusal
from cli.kinds import Day
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session

#: What an option plays: the season that stands beside this workflow.
SEASONS = {"campaign": "campaign", "oversight": "embedded_oversight"}


@command(
    "demo",
    params=(
        option("--enter", type=Day(), metavar="DATE"),
        option("--calendar", "calendar_file", metavar="FILE"),
        flag("--campaign"),
        flag("--oversight"),
        option("--as-of", "season_until", type=Day(), metavar="DATE"),
    ),
)  # fmt: skip
def demo(
    session: Session, *, enter: dt.date | None, calendar_file: str | None, campaign: bool,
    oversight: bool, season_until: dt.date | None,
) -> None:  # fmt: skip
    """Replay a whole patrol, or a season, on a fresh sandbox."""
    asked = {"campaign": campaign, "oversight": oversight}
    seasons = [SEASONS[name] for name, wanted in asked.items() if wanted]
    if not seasons and season_until is None:
        _story(session, enter, calendar_file)
    elif len(seasons) != 1 or enter is not None or calendar_file is not None:
        raise UsageError("season_options")
    else:
        _season(session, seasons[0], season_until)


def _story(session: Session, enter: dt.date | None, calendar_file: str | None) -> None:
    from cli.views import demo as views
    from runtime.demonstration import prepare

    stage = prepare(session.settings.database, enter, calendar_file, session.use_office)
    refused = 0
    for happened in views.narrated(session, stage):
        refused += happened.refusal is not None
    session.output.show(
        lambda: views.closing_data(stage), lambda: views.closing_screen(session, stage)
    )
    if refused:
        raise Failed(1)


def _season(session: Session, name: str, until: dt.date | None) -> None:
    """Play a season; what an interruption left is gone on with the next time."""
    from cli.progress import progress_over
    from cli.views import season as views
    from runtime.seasons.season import read_season
    from runtime.seasons.staging import prepare_season

    season = read_season(name)
    stage = prepare_season(session.settings.database, season, until, session.use_office)
    with progress_over((stage.until - stage.season.first).days + 1) as progress:
        stage.player.play(stage.until, progress)
    with progress_over(len(stage.rows.until(stage.until))) as progress:
        refused = [*stage.player.refused, *stage.player.enter_ledgers(stage.until, progress)]
    if refused:
        tell_refusal(refused[0], session.language, as_json=not session.output.is_screen)
    tables = views.counted(session, stage)
    session.output.show(
        lambda: views.season_data(stage, tables),
        lambda: views.season_screen(session, stage, tables),
    )
