"""Who acts on what somebody else changed meanwhile is told so, and nothing is done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.service.engine import Engine
from tests.cli.conftest import opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

CANCEL = ("cancel", "--as", "jiangsu_patrol_chair", "--at", "2019-07-25", "--set", "reason=x")
STAFF = (
    "staff", "--as", "jiangsu_patrol_office", "--at", "2019-07-25", "--set",
    "team_leader=team1_leader", "--set", "members=team1_member1,team1_member2",
)  # fmt: skip


def another_first(patrol: Patrol, monkeypatch: pytest.MonkeyPatch, *command: str) -> None:
    """Have somebody else run a command between this person's look and act."""
    real = Engine.act

    def late(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(Engine, "act", real)
        patrol.done(*command)
        return real(*given, **more)

    monkeypatch.setattr(Engine, "act", late)


def test_a_refusal_that_comes_of_another_s_act_says_that_the_other_was_first(
    sandbox: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(sandbox)
    another_first(sandbox, monkeypatch, "case", "act", number, *CANCEL)
    told = sandbox.refused("case", "act", number, *STAFF)
    assert (told["code"], told["exit"]) == ("case_gone_on", 1)
    assert number in told["message"]
    assert sandbox.refused("case", "act", number, *STAFF)["code"] == "case_closed"


def test_an_act_that_is_still_possible_goes_on(
    sandbox: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(sandbox)
    another_first(sandbox, monkeypatch, "case", "act", number, *STAFF)
    assert sandbox.done("case", "act", number, *CANCEL)["case"]["closed_at"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_act_on_the_entry_that_was_seen_is_refused_once_there_is_another(
    sandbox: Patrol, language: str
) -> None:
    number = opened(sandbox)
    seen = str(sandbox.done("case", "show", number)["case"]["seq"])
    sandbox.done("case", "act", number, *STAFF, "--if-seq", seen)
    answer = sandbox("case", "act", number, *CANCEL, "--if-seq", seen, "--lang", language)
    assert answer.code == 1
    assert f"{number}" in answer.err
    assert "patrol case show" in answer.err
    last = str(sandbox.done("case", "history", number)[-1]["seq"])
    assert sandbox.done("case", "act", number, *CANCEL, "--if-seq", last)["case"]["closed_at"]


@pytest.mark.parametrize(
    "command",
    [
        ["case", "extend", "{}", "x", "--to", "2020-01-01", "--reason", "r", "--if-seq", "99"],
        ["case", "act", "{}", "staff", "--if-seq", "99"],
        ["case", "correct", "{}", "1", "--reason", "r", "--yes", "--if-seq", "99"],
        ["case", "annul", "{}", "--reason", "r", "--yes", "--if-seq", "99"],
        ["case", "reassign", "{}", "team_leader", "li", "--reason", "r", "--if-seq", "99"],
        ["case", "merge", "{}", "{}", "--reason", "r", "--yes", "--if-seq", "99"],
        ["case", "merge", "{}", "{}", "--reason", "r", "--yes", "--earlier-if-seq", "99"],
        ["case", "split", "{}", "--set", "kind=special", "--reason", "r", "--if-seq", "99"],
        ["case", "attach", "{}", "scan.pdf", "--if-seq", "99"],
        ["handoff", "approve", "{}", "--if-seq", "99"],
        ["handoff", "send", "{}", "--if-seq", "99"],
        ["handoff", "receive", "{}", "--number", "1", "--if-seq", "99"],
        ["handoff", "return", "{}", "--reason", "r", "--if-seq", "99"],
    ],
)
def test_every_act_can_be_tied_to_what_was_seen(sandbox: Patrol, command: list[str]) -> None:
    number = opened(sandbox)
    given = [number if one == "{}" else one for one in command]
    told = sandbox.refused(*given, "--as", "jiangsu_patrol_office", "--at", "2019-07-25")
    assert told["code"] == "case_gone_on"


def test_a_case_is_annulled_as_it_was_seen(sandbox: Patrol) -> None:
    number = opened(sandbox)
    seen = str(sandbox.done("case", "show", number)["case"]["seq"])
    given = ("case", "annul", number, "--reason", "r", "--yes", "--as", "jiangsu_patrol_office")
    sandbox.done(*given, "--at", "2019-07-25", "--if-seq", seen)
    told = sandbox.refused(*given, "--at", "2019-07-26", "--if-seq", seen)
    assert told["code"] == "case_gone_on"


def test_an_entry_number_that_is_none_is_a_usage_error(sandbox: Patrol) -> None:
    assert sandbox.refused("case", "act", "x", "y", "--if-seq", "last")["exit"] == 2
