"""What was taken back or returned before it left does not leave any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.handoff.conftest import DRAFTER, HEAD, INTAKE, SENT_AT, Clue

if TYPE_CHECKING:
    from pathlib import Path


def waiting(clue: Clue, package: str, at: str = "2019-12-20T18:00") -> bool:
    rows = clue.patrol.done("outbox", "list", "--as", INTAKE, "--at", at)
    return package in [row["key"] for row in rows]


def standing(clue: Clue) -> str:
    found = clue.patrol.done("handoff", "show", clue.number, "--as", DRAFTER, "--at", SENT_AT)
    told: str = found["standing"]
    return told


def test_a_package_that_is_taken_back_before_it_left_stays(clue: Clue) -> None:
    package = clue.send()["package"]
    assert waiting(clue, package)
    clue.act("withdraw", "reason=有误", by=DRAFTER, at="2019-12-20T15:30")
    assert standing(clue) == "withdrawn"
    assert not waiting(clue, package)


def test_what_was_taken_back_is_sent_again_as_another_package(clue: Clue) -> None:
    first = clue.send()["package"]
    clue.act("withdraw", "reason=有误", by=DRAFTER, at="2019-12-20T15:30")
    clue.act("submit", "evidence=督办函.pdf", by=DRAFTER, at="2019-12-20T16:00")
    clue.does("approve", clue.number, by=HEAD, at="2019-12-20T16:10")
    second = clue.send(at="2019-12-20T16:20")["package"]
    assert (standing(clue), first != second) == ("sent", True)
    assert (waiting(clue, first), waiting(clue, second)) == (False, True)


def test_a_package_that_is_returned_before_it_left_stays(clue: Clue) -> None:
    package = clue.send()["package"]
    clue.does(
        "return", clue.number, "--reason", "无管辖权", by=INTAKE, at="2019-12-20T15:30"
    )  # fmt: skip
    assert not waiting(clue, package)


def test_a_package_that_has_left_cannot_be_kept_back(clue: Clue, tmp_path: Path) -> None:
    package = clue.send()["package"]
    sent = clue.patrol("dispatch", "--to", f"{tmp_path}/out", "--at", "2019-12-20T15:20")
    assert sent.code == 0
    clue.act("withdraw", "reason=有误", by=DRAFTER, at="2019-12-20T15:30")
    rows = clue.patrol.done(
        "outbox", "list", "--all", "--as", INTAKE, "--at", "2019-12-20T15:40"
    )  # fmt: skip
    assert "sent" in [row["status"] for row in rows if row["key"].startswith(package)]


def test_who_sends_without_a_package_is_told_that_nothing_has_left(clue: Clue) -> None:
    told = clue.patrol("case", "act", clue.number, "send", "--as", DRAFTER, "--at", SENT_AT)
    hint = f"patrol handoff send {clue.number}"
    (listed,) = clue.patrol.done("handoff", "list", "--as", DRAFTER, "--at", SENT_AT)
    assert (listed["package"], listed["sent_at"]) == (None, "2019-12-20T07:00:00Z")
    assert (told.code, hint in told.out) == (0, True)
    assert hint in clue.patrol("handoff", "show", clue.number, "--as", DRAFTER, "--at", SENT_AT).out
    assert hint not in clue.patrol(
        "handoff", "send", clue.number, "--as", DRAFTER, "--at", SENT_AT
    ).out  # fmt: skip
