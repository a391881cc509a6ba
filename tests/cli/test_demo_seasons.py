"""Seasons at the command line: what is told, what is refused, and figures by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol


def test_a_season_tells_its_figures_and_that_its_cases_are_made_up(patrol: Patrol) -> None:
    told = patrol.done("demo", "--oversight", "--as-of", "2022-01-28")
    assert (told["season"], told["as_of"]) == ("embedded_oversight", "2022-01-28")
    assert "made up" in told["note"]["en"]
    (whole,) = told["figures"][0]["lines"]
    (counted,) = patrol.done("ledger", "figures", "embedded_oversight", "--at", "2022-01-29")
    assert whole["values"]["checks"] > 3
    assert whole["values"] == {name: counted["figures"][name] for name in whole["values"]}
    screen = patrol("demo", "--oversight", "--as-of", "2022-01-28", "--lang", "zh")
    assert "按总数生成的样例，不是真实案件" in screen.out
    assert f"{whole['values']['problems']:.0f}" in screen.out


@pytest.mark.parametrize(
    "line",
    [("--campaign", "--oversight"), ("--campaign", "--enter", "2019-08-05"),
     ("--as-of", "2018-11-15")],
    ids=" ".join,
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(patrol: Patrol, line: tuple[str, ...]) -> None:
    told = patrol.refused("demo", *line)
    assert (told["code"], told["exit"]) == ("season_options", 2)


def test_a_day_outside_the_season_names_those_that_can_be_played(patrol: Patrol) -> None:
    told = patrol.refused("demo", "--campaign", "--as-of", "2019-06-01")
    assert told["code"] == "season_day_outside"
    assert "2018-10-11" in told["message"]
    assert not patrol.database.exists()


def test_figures_are_had_by_the_level_of_an_organisation(demo: Patrol) -> None:
    later = ("--at", "2020-06-30")
    lines = demo.done("ledger", "figures", "rectification", "--by", "lister.level", *later)
    (whole,) = demo.done("ledger", "figures", "rectification", *later)
    assert {line["group"] for line in lines} <= {"province", "city", "county"}
    assert sum(line["figures"]["found"] for line in lines) == whole["figures"]["found"]
    told = demo.refused("ledger", "figures", "rectification", "--by", "lister.colour", *later)
    assert told["code"] == "stats_field_unknown"
