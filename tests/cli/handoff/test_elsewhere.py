"""A receiver with a database of its own answers a package once; the sender enters the answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Patrol
from tests.cli.handoff.conftest import DRAFTER, INTAKE, OUTSIDER

if TYPE_CHECKING:
    from tests.cli.handoff.conftest import Clue


class Elsewhere:
    """The command line of the receiving house."""

    def __init__(self, patrol: Patrol) -> None:
        self.patrol = patrol

    def does(self, *words: str, by: str = INTAKE, at: str = "2019-12-23") -> Any:
        return self.patrol.done("handoff", *words, "--as", by, "--at", at)

    def refused(self, *words: str, by: str = INTAKE, at: str = "2019-12-23") -> dict[str, Any]:
        return self.patrol.refused("handoff", *words, "--as", by, "--at", at)


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(
    request: pytest.FixtureRequest, here: Path, capsys: pytest.CaptureFixture[str],
    _sandbox_file: Path,
) -> Elsewhere:  # fmt: skip
    """A sandbox that knows nothing of the case, on each database."""
    other = Patrol(here / "other.db", capsys)
    if request.param == "sqlite":
        shutil.copy(_sandbox_file, other.database)
    else:
        other.environ["PATROL_DATABASE"] = request.getfixturevalue("empty_postgresql_url")
        assert other("init", "--sandbox").code == 0
    return Elsewhere(other)


def test_a_package_goes_to_another_house_and_its_receipt_comes_back(
    clue: Clue, elsewhere: Elsewhere
) -> None:
    clue.send()
    file = str(clue.package())
    first = elsewhere.does("receive", file, "--number", "苏监收207号", "--reply", "r.json")
    assert (first["kind"], first["received_on"]) == ("receipt", "2019-12-23")
    again = elsewhere.does("receive", file, "--number", "苏监收207号", at="2020-01-06")
    assert {**again, "file": "r.json"} == first
    assert len(elsewhere.does("list", "--answered")) == 1
    assert elsewhere.does("list", "--answered", by=OUTSIDER) == []
    for words in (("receive", file, "--number", "9"), ("return", file, "--reason", "x")):
        assert elsewhere.refused(*words)["code"] == "handoff_receipted"
    done = clue.does("receive", "r.json", by=DRAFTER, at="2019-12-23T16:00")
    assert (done["state"], done["number"]) == ("receipted", "苏监收207号")


def test_a_package_is_returned_from_another_house_with_a_reason(
    clue: Clue, elsewhere: Elsewhere
) -> None:
    clue.send()
    file = str(clue.package())
    elsewhere.does("return", file, "--reason", "不属于本机关管辖", "--reply", "r.json")
    assert elsewhere.refused("receive", file, "--number", "1")["code"] == "handoff_returned"
    done = clue.does("receive", "r.json", by=DRAFTER, at="2019-12-23T16:00")
    assert (done["state"], done["reason"]) == ("returned", "不属于本机关管辖")


def test_only_who_holds_the_post_answers_and_only_for_the_package_that_was_sent(
    clue: Clue, elsewhere: Elsewhere
) -> None:
    clue.send()
    file = str(clue.package())
    told = elsewhere.refused("receive", file, "--number", "1", by=OUTSIDER)
    assert (told["code"], told["exit"]) == ("package_not_addressed", 1)
    assert elsewhere.does("list", "--answered") == []
    elsewhere.does("receive", file, "--number", "1", "--reply", "r.json")
    reply = json.loads(Path("r.json").read_text("utf-8"))
    Path("forged.json").write_text(json.dumps({**reply, "sha256": "0" * 64}))
    told = clue.refused("receive", "forged.json", by=DRAFTER, at="2019-12-23T16:00")
    assert told["code"] == "handoff_package_other"
