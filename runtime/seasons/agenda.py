"""What is to be done on which day of a season: what it dates itself, and its rounds spread out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from runtime.seasons.values import one_of, shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.seasons.season import Act, Round, Season
    from runtime.seasons.values import Filler


class Planned(NamedTuple):
    """An act: by whom (whoever may where nobody is named), in which case by its name, doing what.

    With `open` it is the opening of that case.
    """

    by: str
    case: str
    values: dict[str, Any]
    open: str | None = None
    act: str = ""


def agenda(season: Season, filler: Filler) -> dict[dt.date, list[Planned]]:
    """Return what is to be done, by day, in order."""
    found: dict[dt.date, list[Planned]] = defaultdict(list)
    for dated in season.acts:
        values = filler.filled(dated.values, filler.sets, dated.on)
        name = dated.called or dated.where
        found[dated.on].append(Planned(dated.by, name, values, dated.open, dated.act or ""))
    for one in season.rounds:
        for place in range(one.times):
            day = _day(season, place / one.times)
            found[day] += _round(season, one, place, day, filler)
    return found


def _day(season: Season, where: float) -> dt.date:
    """Return a weekday in the season."""
    day = season.first + dt.timedelta(days=int(where * (season.until - season.first).days))
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _round(
    season: Season, one: Round, place: int, day: dt.date, filler: Filler
) -> Iterator[Planned]:
    names: dict[str, Any] = {}
    for name, among in one.draw.items():
        bodies = filler.sets[among]
        names[name] = bodies[place % len(bodies)]
    choices = {**season.pick, **one.pick}
    names |= {name: one_of(found, season.seed, place, name) for name, found in choices.items()}
    case = f"{one.open} {place + 1}"
    yield Planned(one.by, case, filler.filled(one.values, names, day), open=one.open)
    for act in one.acts:
        for turn in range(_times(season, one, act, place)):
            drawn = {
                name: one_of(found, season.seed, place, turn, name)
                for name, found in choices.items()
            }
            values = filler.filled(act.values, {**names, **drawn}, day)
            yield Planned("", case, values, act=act.act)


def _times(season: Season, one: Round, act: Act, place: int) -> int:
    if act.dealt is None:
        return 1
    places = [str(each) for each in range(one.times)]
    return shares(one.deal[act.dealt], places, season.seed, act.dealt, least=1)[str(place)]
