"""Terms that cannot be counted: refused with their cases, all at once, and how they are mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

OFFICE = "jiangsu_patrol_office"
ROUND = """
workflow: round
version: 1
title: {zh: 一轮, en: Round}
opened_by: {hand: office}
case_number: 轮〔YYYY〕N号
roles: {office: {title: {zh: 办公室, en: Office}, office: patrol_office, at: home}}
fields:
  ends: {type: date, required: true}
  cities: {type: organisations}
  zones: {type: organisations}
states: {running: {initial: true, rests: 进行中}, closed: {final: done}}
events: {end: {title: {zh: 结束, en: End}, from: running, to: closed, by: office}}
duties:
"""
DUTY = """
  NAME:
    title: {zh: ZH, en: EN}
    case_number: ZH〔YYYY〕N号
    every: whole
    by: case.ends
    while: running
    each: case.FIELD
    owed_by: office
    proof: {note: {type: text, title: {zh: 说明, en: Note}}}
"""


@pytest.fixture
def rounds(sandbox: Patrol, tmp_path: Path) -> Patrol:
    """A definition of terms that asks nothing of its lists and dates."""
    text = ROUND
    for name, zh, en, field in (
        ("city", "市", "Cities", "cities"),
        ("zone", "区", "Zones", "zones"),
    ):
        for old, new in (("NAME", name), ("ZH", zh), ("EN", en), ("FIELD", field)):
            text = (text if old != "NAME" else text + DUTY).replace(old, new)
    file = tmp_path / "round.yaml"
    file.write_text(text, encoding="utf-8")
    sandbox.done("workflow", "publish", str(file), "--as", OFFICE)
    return sandbox


def opened(patrol: Patrol, at: str, **values: str) -> str:
    sets = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    done = patrol.done("case", "open", "round", "--as", OFFICE, "--at", at, *sets)
    patrol.done("sweep", "--at", f"{at}T20:00")
    return str(done["case"]["number"])


def test_terms_that_run_together_for_one_body_are_refused(rounds: Patrol) -> None:
    first = opened(rounds, "2019-07-01", ends="2021-12-31", cities="yancheng,taizhou")
    second = opened(rounds, "2019-07-02", ends="2020-12-31", cities="nanjing")
    rounds.done("coverage", second, "--at", "2019-07-03")
    third = opened(rounds, "2019-07-03", ends="2024-12-31", cities="taizhou,nanjing")
    told = rounds.refused("coverage", "--at", "2019-07-04")
    assert told["code"] == "coverage_faulty"
    assert told["message"].startswith("Coverage cannot be counted, 2 in all: ")
    assert (
        f"{first} (2019-07-01 to 2021-12-31) and {third} (2019-07-03 to 2024-12-31)"
        in (told["message"])
    )
    assert rounds.refused("coverage", first, "--at", "2019-07-04")["message"].count("overlap") == 1


def test_a_term_after_another_is_none_of_its_business(rounds: Patrol) -> None:
    opened(rounds, "2019-07-01", ends="2019-07-31", cities="yancheng")
    opened(rounds, "2019-08-01", ends="2024-12-31", cities="yancheng")
    assert len(rounds.done("coverage", "--at", "2019-08-02")) == 2


def test_a_body_in_two_classes_is_refused_with_its_classes(rounds: Patrol) -> None:
    case = opened(rounds, "2019-07-01", ends="2021-12-31", cities="yancheng", zones="yancheng")
    told = rounds.refused("coverage", case, "--at", "2019-07-02")
    assert f"{case} lists Yancheng in several classes, Cities, Zones" in told["message"]
    assert "patrol case correct" in told["hint"]


def test_a_term_that_ended_before_it_began_is_refused_with_both_days(rounds: Patrol) -> None:
    case = opened(rounds, "2019-07-01", ends="2019-06-30", cities="yancheng")
    told = rounds.refused("coverage", case, "--at", "2019-07-02")
    assert told["code"] == "coverage_ends_first"
    assert "2019-06-30" in told["message"]
    assert "2019-07-01" in told["message"]
