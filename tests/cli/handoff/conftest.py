"""A clue that the ladder of a missing plan handed over, on a sandbox, ready to be sent."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Patrol, on_site

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFTER = "jiangsu_patrol_clues"
HEAD = "jiangsu_patrol_chair"
INTAKE = "jiangsu_discipline_intake"
OUTSIDER = "yancheng_clerk"
SENT_AT = "2019-12-20T15:00"


class Clue:
    """A handoff and the command line on which people work at it."""

    def __init__(self, patrol: Patrol, parent: str, number: str) -> None:
        self.patrol = patrol
        self.parent = parent
        self.number = number

    def does(self, verb: str, *rest: str, by: str, at: str) -> Any:
        return self.patrol.done("handoff", verb, *rest, "--as", by, "--at", at)

    def refused(self, verb: str, *rest: str, by: str, at: str) -> dict[str, Any]:
        return self.patrol.refused("handoff", verb, *rest, "--as", by, "--at", at)

    def act(self, event: str, *sets: str, by: str, at: str) -> Any:
        given = [part for one in sets for part in ("--set", one)]
        return self.patrol.done(
            "case", "act", self.number, event, "--as", by, "--at", at, *given
        )["case"]  # fmt: skip

    def send(self, at: str = SENT_AT) -> Any:
        return self.does("send", self.number, by=DRAFTER, at=at)

    def package(self, name: str = "p.zip", at: str = SENT_AT) -> Path:
        self.does("package", self.number, "--to", name, by=INTAKE, at=at)
        return Path(name)

    def receive(self, what: str, number: str, *rest: str, at: str = "2019-12-23T10:00") -> Any:
        return self.does("receive", what, "--number", number, *rest, by=INTAKE, at=at)

    def state(self) -> str:
        found = self.patrol.done("case", "show", self.number, "--as", DRAFTER)
        state: str = found["case"]["state"]
        return state


def prepare(patrol: Patrol) -> Clue:
    """Play a patrol whose plan never comes, until its clue is approved."""
    parent = on_site(patrol)

    def act(event: str, by: str, at: str, *sets: str) -> None:
        given = [part for one in sets for part in ("--set", one)]
        patrol.done("case", "act", parent, event, "--as", by, "--at", at, *given)

    Path("登记.txt").write_text("scanned")
    patrol.done("case", "attach", parent, "登记.txt", "--as", "team1_leader", "--at", "2019-08-06")
    act("leave", "team1_leader", "2019-08-30T17:00", "left_on=2019-08-30")
    act(
        "submit_report", "team1_leader", "2019-09-12", "report=报告.docx", "none_found=true",
        "contents=law,duty,tasks,rule_of_law,system,dual,information,accidents",
    )  # fmt: skip
    act("approve", "jiangsu_approver", "2019-09-20", "approved_on=2019-09-20")
    act("give_feedback", "team1_leader", "2019-10-10", "feedback=意见", "feedback_on=2019-10-10")
    assert patrol("sweep", "--at", "2019-12-20").code == 0
    lines = patrol.done("handoff", "list", "--as", DRAFTER, "--at", "2019-12-20")
    (number,) = [one["case"] for one in lines if one["workflow"] == "discipline_handoff"]
    clue = Clue(patrol, parent, number)
    clue.act("submit", "evidence=督办函.pdf", by=DRAFTER, at="2019-12-20T10:00")
    clue.does("approve", number, by=HEAD, at="2019-12-20T11:00")
    return clue


@pytest.fixture(scope="session")
def _approved_file(
    tmp_path_factory: pytest.TempPathFactory, _sandbox_file: Path
) -> Callable[[pytest.CaptureFixture[str]], tuple[Path, str, str]]:
    """Prepare a clue once, when it is first asked for."""
    folder = tmp_path_factory.mktemp("approved")
    made: list[tuple[Path, str, str]] = []

    def kept(capsys: pytest.CaptureFixture[str]) -> tuple[Path, str, str]:
        if not made:
            shutil.copy(_sandbox_file, folder / "patrol.db")
            clue = prepare(Patrol(folder / "patrol.db", capsys))
            made.append((folder, clue.parent, clue.number))
        return made[0]

    return kept


@pytest.fixture
def clue(
    patrol: Patrol,
    _approved_file: Callable[[pytest.CaptureFixture[str]], tuple[Path, str, str]],
    capsys: pytest.CaptureFixture[str],
) -> Clue:
    """An approved clue on a sandbox of its own."""
    folder, parent, number = _approved_file(capsys)
    shutil.copytree(folder, patrol.database.parent, dirs_exist_ok=True)
    return Clue(patrol, parent, number)
