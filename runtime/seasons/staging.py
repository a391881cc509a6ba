"""A sandbox in which a season is played; what was begun there before is gone on with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import StoreError, UsageError
from runtime import shipped
from runtime.clock import FixedClock, SystemClock
from runtime.demonstration import clear
from runtime.founding import found_sandbox, keep_organisations
from runtime.organisations import read_organisations
from runtime.seasons.playing import SeasonPlayer
from runtime.seasons.rows import Rows
from runtime.seasons.values import Filler
from runtime.wiring import Office, open_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.seasons.season import Season


class SeasonStage(NamedTuple):
    """Everything set up to play a season until a day."""

    office: Office
    season: Season
    player: SeasonPlayer
    rows: Rows
    until: dt.date


def prepare_season(
    url: str, season: Season, until: dt.date | None, opened: Callable[[Office], None],
    *, one_in: int = 1,
) -> SeasonStage:  # fmt: skip
    """Found a sandbox for a season, or open the one in which it was begun.

    `one_in` makes the ledgers so many times smaller. Raise UsageError for a day outside the season,
    Conflict where cases would be lost.
    """
    day = until or season.until
    if not season.first <= day <= season.last:
        raise UsageError("season_day_outside", day=day, first=season.first, last=season.last)
    clock = FixedClock(SystemClock().now())
    office = _begun(url, season, day, clock) or _fresh(url, season, day, clock)
    opened(office)
    rows = Rows(season, Filler(office.library.directory(), season.sets), one_in=one_in)
    return SeasonStage(office, season, SeasonPlayer(office, clock, season, rows), rows, day)


def _begun(url: str, season: Season, day: dt.date, clock: FixedClock) -> Office | None:
    """Return the office in which the same season was begun, to the same day."""
    try:
        office = open_office(url, clock)
    except StoreError:
        return None
    facts = office.registry.facts()
    if (facts.get("season"), facts.get("season_until")) == (season.season, day.isoformat()):
        return office
    office.close()
    return None


def _fresh(url: str, season: Season, day: dt.date, clock: FixedClock) -> Office:
    clear(url)
    found_sandbox(url, clock.now(), bare=False)
    office = open_office(url, clock)
    file = shipped.organisations_file(season.organisations)
    found = read_organisations(file.read_bytes(), str(file))
    keep_organisations(office.registry, found, clock.now())
    office.registry.note(demo="yes", season=season.season, season_until=day.isoformat())
    office.close()
    # The office reads once who is there and which organisation is at home.
    return open_office(url, clock)
