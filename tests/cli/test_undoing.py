"""Correcting, annulling and reassigning from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import on_site, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol
    from tests.cli.real import Desks

BY = ("--as", "jiangsu_patrol_office", "--at", "2019-08-31")
WHY = ("--reason", "entered for the wrong patrol")


def left_site(patrol: Patrol) -> tuple[str, str]:
    """Take a patrol off site; return its number and that of the entry which says so."""
    number = on_site(patrol)
    done = patrol.done(
        "case", "act", number, "leave", "--as", "team1_leader", "--at", "2019-08-30T17:00",
        "--set", "left_on=2019-08-30",
    )  # fmt: skip
    return number, str(done["entries"][0]["seq"])


def test_a_correction_undoes_the_last_act_and_says_so(sandbox: Patrol) -> None:
    number, seq = left_site(sandbox)
    done = sandbox.done("case", "correct", number, seq, *WHY, "--yes", *BY)
    assert (done["case"]["state"], done["dry_run"]) == ("on_site", False)
    assert "left_on" not in done["case"]["fields"]
    assert [clock["name"] for clock in done["case"]["deadlines"]].count("report") == 0
    entry = done["entries"][0]
    assert (entry["kind"], entry["event"], entry["from"], entry["to"]) == (
        "corrected", "leave", "reporting", "on_site",
    )  # fmt: skip
    told = sandbox("case", "history", number, "--lang", "zh")
    assert "更正，撤回" in told.out


def test_a_trial_says_what_would_come_of_it_and_writes_nothing(sandbox: Patrol) -> None:
    number, seq = left_site(sandbox)
    before = sandbox.done("case", "history", number)
    done = sandbox.done("case", "correct", number, seq, *WHY, "--dry-run", *BY)
    assert (done["state"], done["dry_run"], done["case"]["state"]) == ("on_site", True, "reporting")
    assert sandbox.done("case", "history", number) == before
    shown = sandbox("case", "correct", number, seq, *WHY, "--dry-run", *BY)
    assert "(trial, nothing written)" in shown.out


def test_nothing_is_undone_without_a_yes(sandbox: Patrol) -> None:
    number, seq = left_site(sandbox)
    refused = sandbox.refused("case", "correct", number, seq, *WHY, *BY)
    assert (refused["code"], refused["exit"]) == ("confirmation_missing", 2)


@pytest.mark.parametrize(
    ("seq", "code"),
    [
        ("1", "correction_of_opening"),
        ("2", "correction_not_last"),
        ("99", "correction_entry_unknown"),
    ],
)
def test_what_cannot_be_corrected_is_told(sandbox: Patrol, seq: str, code: str) -> None:
    number, _ = left_site(sandbox)
    refused = sandbox.refused("case", "correct", number, seq, *WHY, "--yes", *BY)
    assert (refused["code"], refused["exit"]) == (code, 1)
    assert refused["hint"]


def test_an_annulled_case_keeps_its_number_and_shows_as_void(sandbox: Patrol) -> None:
    number = opened(sandbox)
    done = sandbox.done("case", "annul", number, "--reason", "opened twice", "--yes", *BY)
    assert (done["case"]["number"], done["case"]["void"]) == (number, True)
    assert {clock["status"] for clock in done["case"]["deadlines"]} <= {"cancelled"}
    assert "已作废" in sandbox("case", "show", number, "--lang", "zh").out
    again = sandbox.refused("case", "annul", number, "--reason", "opened twice", "--yes", *BY)
    assert again["code"] == "annulment_of_void"
    assert number in sandbox("case", "list", "--closed").out
    assert number not in sandbox("case", "list", "--open").out


def test_another_person_takes_over_and_acts(sandbox: Patrol) -> None:
    number = on_site(sandbox)
    moved = ("case", "reassign", number, "team_leader", "team1_member1", "--reason", "ill", *BY)
    done = sandbox.done(*moved)
    assert done["case"]["fields"]["team_leader"] == "team1_member1"
    assert done["entries"][0]["kind"] == "reassigned"
    leave = (
        "case",
        "act",
        number,
        "leave",
        "--at",
        "2019-08-31T17:00",
        "--set",
        "left_on=2019-08-31",
    )
    assert sandbox.refused(*leave, "--as", "team1_leader")["code"] == "not_permitted"
    assert sandbox.done(*leave, "--as", "team1_member1")["case"]["state"] == "reporting"
    office = sandbox.refused(
        "case", "reassign", number, "team_office", "nobody", "--reason", "x", *BY
    )
    assert office["code"] in ("reassignment_of_office", "reassignment_unknown")


def test_nobody_is_asked_to_agree_to_what_would_be_refused(desks: Desks) -> None:
    desk = desks.of("jiangsu_patrol_office")
    number = desk.done(
        "case", "open", "patrol", "--set", "target=yancheng", "--set", "kind=comprehensive",
        "--set", "planned_entry=2026-12-31",
    )["case"]["number"]  # fmt: skip
    annul = ("case", "annul", number, *WHY)
    assert desk.refused(*annul)["exit"] == 1
    desks.of("jiangsu_patrol_office", "corrector")
    assert desk.refused(*annul)["code"] == "confirmation_missing"
    assert not desk.done("case", "show", number)["case"].get("void")
