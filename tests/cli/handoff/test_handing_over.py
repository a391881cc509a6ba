"""A clue leaves as one package, is receipted once, comes back, goes on elsewhere."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cli.handoff.conftest import DRAFTER, HEAD, INTAKE, OUTSIDER, Clue, prepare

if TYPE_CHECKING:
    import pytest

    from tests.cli.conftest import Patrol


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_a_package_holds_the_evidence_as_it_stood_when_the_ladder_took_its_step(
    clue: Clue,
) -> None:
    late = clue.patrol.done("case", "history", clue.parent, "--as", DRAFTER)
    clue.send()
    found = parts(clue.package())
    data = json.loads(found["handoff.json"])
    evidence = data["evidence"]
    assert found["evidence/登记.txt"] == b"scanned"
    assert evidence["history"][-1]["event"] == "plan:handoff"
    assert evidence["history"][:-1] == late[: len(evidence["history"]) - 1]
    plan = next(one for one in evidence["deadlines"] if one["name"] == "plan")
    assert (plan["due_on"], plan["status"]) == ("2019-11-20", "running")
    assert len(plan["explanation"]) > 20
    assert data["sender"]["organisation"] == "jiangsu_patrol"
    assert data["receiver"]["organisation"] == "jiangsu_discipline"
    assert data["handed"]["case"]["state"] == "sent"


def test_the_evidence_stays_what_it_was_when_its_case_goes_on(clue: Clue) -> None:
    before = clue.patrol.done("case", "show", clue.parent)["case"]["state"]
    clue.patrol.done(
        "case", "act", clue.parent, "submit_plan", "--as", "yancheng_principal",
        "--at", "2019-12-20T14:00", "--set", "plan=整改方案.docx",
    )  # fmt: skip
    clue.send()
    data = json.loads(parts(clue.package())["handoff.json"])
    assert data["evidence"]["case"]["state"] == before
    assert "plan" not in data["evidence"]["case"]["fields"]


def test_the_manifest_holds_every_part_and_the_case_the_hash_of_the_package(clue: Clue) -> None:
    sent = clue.send()
    file = clue.package()
    found = parts(file)
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["package"] == sent["package"]
    assert {one["path"]: one["sha256"] for one in manifest["parts"]} == {
        path: hashlib.sha256(raw).hexdigest() for path, raw in found.items()
    }
    assert hashlib.sha256(file.read_bytes()).hexdigest() == sent["sha256"]
    rows = clue.patrol.done("case", "history", clue.number, "--as", INTAKE)
    (attached,) = [one for one in rows if one["kind"] == "attached"]
    (told,) = attached["data"]["changes"]["attachments"]
    assert (told["package"], told["sha256"]) == (sent["package"], sent["sha256"])
    assert [one["previous"] for one in rows[1:]] == [one["hash"] for one in rows[:-1]]


def test_the_same_content_gives_the_same_bytes(
    clue: Clue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    from tests.cli.conftest import Patrol

    other = tmp_path / "other"
    shutil.copytree(clue.patrol.database.parent, other, ignore=shutil.ignore_patterns("other"))
    twin = Clue(Patrol(other / "patrol.db", capsys), clue.parent, clue.number)
    assert clue.send()["sha256"] == twin.send()["sha256"]


def test_sending_again_changes_nothing(clue: Clue) -> None:
    first = clue.send()
    again = clue.send(at="2019-12-20T16:00")
    assert (first["changed"], again["changed"]) == (True, False)
    assert again["sha256"] == first["sha256"]


def test_a_case_that_was_sent_without_a_package_gets_one_later(clue: Clue) -> None:
    clue.act("send", by=DRAFTER, at="2019-12-20T15:00")
    told = clue.refused("package", clue.number, "--to", "x.zip", by=DRAFTER, at="2019-12-20T15:05")
    assert told["code"] == "handoff_without_package"
    assert clue.send(at="2019-12-20T15:10")["package"].endswith("/1")
    assert clue.receive(str(clue.package()), "31")["standing"] == "receipted"


def test_a_package_is_accepted_once_however_often_it_comes(clue: Clue) -> None:
    clue.send()
    file = str(clue.package())
    assert clue.receive(file, "苏监收207号")["changed"]
    rows = clue.patrol.done("case", "history", clue.number, "--as", INTAKE)
    for number in ("苏监收207号", " 苏监收２０７号 "):
        assert not clue.receive(file, number, at="2019-12-24")["changed"]
    assert clue.patrol.done("case", "history", clue.number, "--as", INTAKE) == rows
    told = clue.refused("receive", file, "--number", "9", by=INTAKE, at="2019-12-24")
    assert (told["code"], told["exit"]) == ("handoff_receipted", 1)


def test_a_returned_case_is_sent_again_as_another_package(clue: Clue) -> None:
    clue.send()
    old = str(clue.package("old.zip"))
    clue.does("return", clue.number, "--reason", "材料不全", by=INTAKE, at="2019-12-23")
    assert clue.state() == "returned"
    told = clue.refused("return", clue.number, "--reason", "x", by=INTAKE, at="2019-12-23")
    assert told["code"] == "handoff_returned"
    told = clue.refused("receive", old, "--number", "1", by=INTAKE, at="2019-12-23")
    assert told["code"] == "handoff_returned"
    clue.act("submit", "evidence=督办函.pdf", by=DRAFTER, at="2019-12-24T09:30")
    clue.does("approve", clue.number, by=HEAD, at="2019-12-24T10:00")
    second = clue.send(at="2019-12-24T11:00")
    assert second["package"].endswith("/2")
    told = clue.refused("receive", old, "--number", "1", by=INTAKE, at="2019-12-25")
    assert told["code"] == "handoff_package_old"
    new = str(clue.package("new.zip", at="2019-12-25"))
    assert clue.receive(new, "1", at="2019-12-25")["standing"] == "receipted"


def test_a_case_that_is_passed_on_leaves_as_a_new_package_to_the_other_receiver(
    clue: Clue,
) -> None:
    clue.send()
    clue.receive(str(clue.package()), "1")
    there = clue.does(
        "return", clue.number, "--reason", "市管干部", "--to", "city", by=INTAKE, at="2019-12-24"
    )
    assert (there["state"], there["changed"]) == ("sent", True)
    assert clue.refused("show", clue.number, by=INTAKE, at="2019-12-24")["code"] == "case_unknown"
    city = "yancheng_discipline_intake"
    clue.does("package", clue.number, "--to", "c.zip", by=city, at="2019-12-24T10:00")
    manifest = json.loads(parts(Path("c.zip"))["manifest.json"])
    assert manifest["package"].endswith("/2")
    assert manifest["receiver"]["organisation"] == "yancheng_discipline"
    assert manifest["sender"]["organisation"] == "jiangsu_discipline"
    done = clue.does("receive", "c.zip", "--number", "2", by=city, at="2019-12-25")
    assert (done["standing"], done["number"]) == ("receipted", "2")


def test_what_a_receiver_elsewhere_wrote_back_is_entered_by_the_sender(clue: Clue) -> None:
    clue.send()
    reply = json.loads(parts(clue.package())["receipt.json"])
    reply |= {"number": "苏监收207号", "received_on": "2019-12-23"}
    Path("reply.json").write_text(json.dumps(reply))
    done = clue.does("receive", "reply.json", by=DRAFTER, at="2019-12-23T10:00")
    assert (done["state"], done["number"]) == ("receipted", "苏监收207号")
    assert not clue.does("receive", "reply.json", by=DRAFTER, at="2019-12-24")["changed"]
    back = {**reply, "kind": "return", "reason": "不属于本机关管辖"}
    Path("back.json").write_text(json.dumps(back))
    assert clue.does("receive", "back.json", by=DRAFTER, at="2019-12-24")["state"] == "returned"


def test_the_package_leaves_through_the_outbox_once(clue: Clue) -> None:
    sent = clue.send()
    for _ in range(2):
        clue.patrol.done("dispatch", "--to", "post", "--at", "2019-12-23T10:00")
    (file,) = Path("post").glob("*.zip")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == sent["sha256"]
    letters = [json.loads(one.read_text("utf-8")) for one in Path("post").glob("*.json")]
    (told,) = [one["package"] for one in letters if "package" in one]
    assert told == {
        "key": sent["package"], "size": sent["size"], "sha256": sent["sha256"], "file": file.name,
    }  # fmt: skip
    assert clue.receive(str(file), "1")["changed"]


def test_a_receiver_that_never_answers_is_told_of_to_the_heads_of_both_houses(clue: Clue) -> None:
    clue.send()
    assert clue.patrol("sweep", "--at", "2020-03-02T10:00").code == 0
    rows = clue.patrol.done("case", "history", clue.number, "--as", DRAFTER)
    events = [one["event"] for one in rows]
    assert "receipt:remind#1" in events
    assert "receipt_unanswered:remind#3" in events
    clue.patrol.done("dispatch", "--to", "post", "--at", "2020-03-02T10:30")
    letters = [json.loads(one.read_text("utf-8")) for one in Path("post").glob("*.json")]
    people = {
        person
        for one in letters
        if one["case"] == clue.number
        for to in one["to"]
        for person in to["people"]
    }
    assert {"jiangsu_discipline_head", HEAD, INTAKE, DRAFTER} <= people


def test_nobody_else_learns_of_a_handoff(clue: Clue) -> None:
    clue.send()
    file = str(clue.package())

    def asked(*words: str) -> Any:
        return clue.patrol.refused("handoff", *words, "--as", OUTSIDER, "--at", "2019-12-23")

    assert clue.patrol.done("handoff", "list", "--all", "--as", OUTSIDER) == []
    for words in (("show", clue.number), ("send", clue.number), ("approve", clue.number),
                  ("package", clue.number, "--to", "x.zip"),
                  ("return", clue.number, "--reason", "x"),
                  ("receive", file, "--number", "1")):  # fmt: skip
        assert asked(*words)["code"] == "case_unknown", words


def test_it_is_the_same_on_a_server(
    patrol: Patrol, empty_postgresql_url: str, tmp_path: Path
) -> None:
    patrol.environ["PATROL_DATABASE"] = empty_postgresql_url
    patrol.environ["PATROL_ATTACHMENTS"] = str(tmp_path / "files")
    assert patrol("init", "--sandbox").code == 0
    clue = prepare(patrol)
    assert clue.send()["changed"]
    assert not clue.send(at="2019-12-20T15:10")["changed"]
    file = str(clue.package())
    assert clue.receive(file, "1")["changed"]
    assert not clue.receive(file, "1", at="2019-12-24")["changed"]
