"""A season scaled down: its figures, what an interruption leaves, and that nothing is by chance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from engine.errors import Conflict, UsageError
from runtime.clock import SystemClock
from runtime.registers.figures import figures_of
from runtime.seasons import playing
from runtime.seasons.rows import Rows
from runtime.seasons.season import Season, read_season
from runtime.seasons.staging import SeasonStage, prepare_season
from runtime.seasons.values import shares
from runtime.wiring import open_office
from store.views import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The rows are so many times fewer, the counties and departments so many.
ONE_IN, BODIES = 100, 2
UNTIL = dt.date(2018, 11, 15)


def small() -> Season:
    """Return Heze's campaign with few counties and departments, from November on."""
    season = read_season("campaign")
    sets = {name: replace(each, most=BODIES) for name, each in season.sets.items()}
    return replace(season, sets=sets)


def stage_at(url: str, until: dt.date = UNTIL) -> SeasonStage:
    """Return a small campaign, set up or gone on with."""
    return prepare_season(url, small(), until, lambda _: None, one_in=ONE_IN)


def played(url: str, until: dt.date = UNTIL) -> SeasonStage:
    """Return a small campaign that was played to its end."""
    stage = stage_at(url, until)
    stage.player.play(until)
    assert [*stage.player.refused, *stage.player.enter_ledgers(until)] == []
    return stage


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeasonStage]:
    """A small campaign that was interrupted, once in its days and once in its rows."""
    url = f"sqlite:///{tmp_path_factory.mktemp('season')}/patrol.db"
    stop_after(url, day=7)
    stop_after(url, row=120)
    stage = played(url)
    yield stage
    stage.office.close()


class Stopped(Exception):
    """What somebody who presses Ctrl-C raises."""


def stop_after(url: str, *, day: int = 0, row: int = 0) -> None:
    """Play until a day has been told, or a row, and stop there."""
    stopped = []

    def told(done: int) -> None:
        if done == (day or row):
            stopped.append(done)
            raise Stopped

    stage = stage_at(url)
    with pytest.MonkeyPatch.context() as patch, suppress(Stopped):
        patch.setattr(playing, "CHUNK", 50)
        stage.player.play(UNTIL, told if day else None)
        for refusal in stage.player.enter_ledgers(UNTIL, told):
            raise AssertionError(refusal)
    stage.office.close()
    assert stopped


def values(stage: SeasonStage, workflow: str, by: str | None) -> dict[str | None, dict[str, Any]]:
    """Return the figures of a workflow by group."""
    lines = figures_of(stage.office, workflow, None, stage.office.clock.now(), by=by)
    return {line.group: {name: value and str(value) for name, value in line.values.items()}
            for line in lines}  # fmt: skip


def test_hazards_are_as_many_as_the_totals_say(campaign: SeasonStage) -> None:
    whole = values(campaign, "rectification", None)[None]
    assert (whole["found"], whole["rectified"]) == (str(139 + 75), str(117 + 69))
    found = values(campaign, "rectification", "lister.level")
    assert {group: (each["found"], each["rectified"]) for group, each in found.items()} == {
        "city": ("139", "117"), "county": ("75", "69")}  # fmt: skip


def test_the_lists_say_of_each_unit_what_its_cases_say(campaign: SeasonStage) -> None:
    cases = values(campaign, "rectification", "lister")
    lists = values(campaign, "four_lists", "unit")
    assert len(lists) == 2 * BODIES
    for unit, figures in lists.items():
        assert [figures[name] for name in ("found", "rectified")] == [
            cases[unit][name] for name in ("found", "rectified")
        ]


def test_stops_are_dealt_out_to_the_last_one(campaign: SeasonStage) -> None:
    lists = values(campaign, "four_lists", "unit.level")
    assert {group: each["stops"] for group, each in lists.items()} == {"city": "58", "county": "43"}


def test_an_interruption_neither_loses_nor_doubles_a_case(
    campaign: SeasonStage, tmp_path: Path
) -> None:
    assert sum(of == "campaign" for of, *_ in counted(campaign)) == 1
    whole = played(f"sqlite:///{tmp_path}/whole.db")
    assert counted(campaign) == counted(whole)
    whole.office.close()


def counted(stage: SeasonStage) -> Counter[tuple[str, str, str]]:
    """Return how many cases there are of each workflow, under which number, in which state."""
    lines = stage.office.reader.cases(Filters(visible=None, limit=10_000))
    return Counter((line.workflow, line.state, line.number) for line in lines)


def test_a_season_that_was_played_is_not_played_again(campaign: SeasonStage) -> None:
    url, before = f"sqlite:///{campaign.office.location.path}", counted(campaign)
    again = played(url)
    assert counted(again) == before
    again.office.close()


def test_the_rows_are_always_the_same_and_end_within_their_window(campaign: SeasonStage) -> None:
    again = Rows(campaign.season, campaign.player.filler, one_in=ONE_IN)
    assert again.rows == campaign.rows.rows
    assert {row.opened_on.month for row in again.rows} == {10}
    assert len({row.key for row in again.rows}) == len(again.rows)


def test_on_an_earlier_day_what_comes_later_is_not_known_yet(campaign: SeasonStage) -> None:
    day = dt.date(2018, 10, 20)
    rows = campaign.rows.until(day)
    assert 0 < len(rows) < len(campaign.rows.rows)
    assert max(act.on for row in rows for act in row.acts) <= day


def test_a_day_outside_the_season_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        stage_at(f"sqlite:///{tmp_path}/x.db", dt.date(2017, 1, 1))
    assert told.value.code == "season_day_outside"


def test_cases_of_somebody_are_never_overwritten(campaign: SeasonStage) -> None:
    url = f"sqlite:///{campaign.office.location.path}"
    office = open_office(url, SystemClock())
    office.registry.note(demo="no", season="none")
    with pytest.raises(Conflict) as told:
        stage_at(url)
    office.registry.note(demo="yes", season="campaign")
    office.close()
    assert told.value.code == "demo_database_in_use"


@pytest.mark.parametrize(("total", "least"), [(187, 1), (58, 0), (3, 0)])
def test_shares_come_to_the_total(total: int, least: int) -> None:
    names = [str(number) for number in range(29)]
    dealt = shares(total, names, "about", least=least)
    assert sum(dealt.values()) == total
    assert min(dealt.values()) >= least
