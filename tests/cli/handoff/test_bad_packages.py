"""What is wrong with a package, a receipt or a return is said, and changes nothing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.handoff.conftest import DRAFTER, HEAD, INTAKE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.handoff.conftest import Clue

Parts = dict[str, bytes]


def changed(file: Path, change: Callable[[Parts], None], name: str = "changed.zip") -> str:
    """Write a package anew with something changed."""
    with zipfile.ZipFile(file) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    change(parts)
    with zipfile.ZipFile(name, "w") as archive:
        for path, raw in parts.items():
            archive.writestr(path, raw)
    return name


def forge(parts: Parts) -> None:
    parts["evidence/登记.txt"] = b"scanneD"


def lose(parts: Parts) -> None:
    del parts["index.html"]


def add(parts: Parts) -> None:
    parts["more.txt"] = b"more"


@pytest.mark.parametrize(
    ("change", "code"),
    [(forge, "package_part_changed"), (lose, "package_part_missing"), (add, "package_part_added")],
    ids=["forged", "lost", "added"],
)
def test_a_package_with_a_changed_part_is_refused(
    clue: Clue, change: Callable[[Parts], None], code: str
) -> None:
    clue.send()
    file = changed(clue.package(), change)
    answer = clue.patrol(
        "handoff", "receive", file, "--number", "1", "--as", INTAKE, "--at", "2019-12-23", "--json"
    )
    assert answer.code == 3
    assert [one["code"] for one in answer.json["problems"]] == [code]
    assert clue.state() == "sent"


def test_every_changed_part_is_told_at_once(clue: Clue) -> None:
    clue.send()

    def all_of_it(parts: Parts) -> None:
        forge(parts)
        lose(parts)
        add(parts)

    file = changed(clue.package(), all_of_it)
    answer = clue.patrol(
        "handoff", "receive", file, "--number", "1", "--as", INTAKE, "--at", "2019-12-23", "--json"
    )
    assert len(answer.json["problems"]) == 3


def test_a_package_whose_manifest_was_made_anew_is_not_the_one_that_was_sent(clue: Clue) -> None:
    import hashlib

    clue.send()

    def whole(parts: Parts) -> None:
        forge(parts)
        manifest = json.loads(parts["manifest.json"])
        for one in manifest["parts"]:
            one["sha256"] = hashlib.sha256(parts[one["path"]]).hexdigest()
            one["size"] = len(parts[one["path"]])
        parts["manifest.json"] = json.dumps(manifest).encode()

    file = changed(clue.package(), whole)
    told = clue.refused("receive", file, "--number", "1", by=INTAKE, at="2019-12-23")
    assert told["code"] == "handoff_package_other"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"manifest.json": b"{"}, "package_without_manifest"),
        ({"a": b"b"}, "package_without_manifest"),
        ({"manifest.json": b'{"format": 1, "case": "x", "parts": []}'}, "package_of_another_kind"),
        ({"manifest.json": b'{"format": 9, "kind": "handoff"}'}, "package_format_other"),
        ({"manifest.json": b'{"format": 1, "kind": "handoff"}'}, "package_without_manifest"),
        ({"manifest.json": b"[1]"}, "package_without_manifest"),
    ],
)
def test_another_zip_is_no_package(clue: Clue, content: Parts, code: str) -> None:
    with zipfile.ZipFile("other.zip", "w") as archive:
        for path, raw in content.items():
            archive.writestr(path, raw)
    told = clue.refused("receive", "other.zip", "--number", "1", by=INTAKE, at="2019-12-23")
    assert (told["code"], told["exit"]) == (code, 3)


def test_a_file_that_is_no_zip_and_a_reply_that_is_none_are_said(clue: Clue) -> None:
    Path("torn.zip").write_bytes(b"PK\x03\x04 torn")
    told = clue.refused("receive", "torn.zip", "--number", "1", by=INTAKE, at="2019-12-23")
    assert told["code"] == "package_not_readable"
    told = clue.refused("receive", "trn.zip", "--number", "1", by=INTAKE, at="2019-12-23")
    assert (told["code"], told["exit"]) == ("file_missing", 2)
    for text in ("{", "[]", '{"kind": "receipt"}'):
        Path("reply.json").write_text(text)
        told = clue.refused("receive", "reply.json", by=DRAFTER, at="2019-12-23")
        assert told["code"] == "reply_unreadable"


def test_what_was_never_sent_is_neither_receipted_nor_returned(clue: Clue) -> None:
    reply = {
        "schema": "patrol-reply/1", "kind": "receipt", "package": "x/1", "sha256": "",
        "case": clue.number, "number": "1", "received_on": "2019-12-20", "reason": "",
    }  # fmt: skip
    for kind in ("receipt", "return"):
        Path("reply.json").write_text(json.dumps({**reply, "kind": kind}))
        told = clue.refused("receive", "reply.json", by=DRAFTER, at="2019-12-20T14:00")
        assert told["code"] == "handoff_never_sent"
    told = clue.refused("return", clue.number, "--reason", "x", by=DRAFTER, at="2019-12-20T14:00")
    assert told["code"] == "handoff_never_sent"


def test_the_wrong_package_and_a_receipt_without_a_number_are_refused(clue: Clue) -> None:
    clue.send()
    reply = {
        "schema": "patrol-reply/1", "kind": "receipt", "package": "somewhere/1", "sha256": "",
        "case": clue.number, "number": "1", "received_on": "2019-12-20", "reason": "",
    }  # fmt: skip
    Path("reply.json").write_text(json.dumps(reply))
    told = clue.refused("receive", "reply.json", by=DRAFTER, at="2019-12-23")
    assert told["code"] == "handoff_package_unknown"
    Path("reply.json").write_text(json.dumps({**reply, "received_on": "soon"}))
    told = clue.refused("receive", "reply.json", by=DRAFTER, at="2019-12-23")
    assert told["code"] == "reply_day_unreadable"
    told = clue.refused("receive", str(clue.package()), by=INTAKE, at="2019-12-23")
    assert (told["code"], told["exit"]) == ("handoff_number_missing", 2)


def test_what_is_being_dealt_with_is_not_returned_any_more(clue: Clue) -> None:
    clue.send()
    clue.receive(str(clue.package()), "1")
    clue.act("assign", "handler=jiangsu_discipline_handler", by="jiangsu_discipline_head",
             at="2019-12-24")  # fmt: skip
    told = clue.refused("return", clue.number, "--reason", "x", by=INTAKE, at="2019-12-25")
    assert told["code"] == "handoff_gone_on"


def test_who_may_not_is_told_so(clue: Clue) -> None:
    told = clue.refused("send", clue.number, by=HEAD, at="2019-12-20T15:00")
    assert told["code"] == "not_permitted"
    clue.send()
    told = clue.refused("receive", str(clue.package()), "--number", "1", by=DRAFTER,
                        at="2019-12-23")  # fmt: skip
    assert told["code"] == "not_permitted"
    assert clue.state() == "sent"


def test_a_case_that_is_no_handoff_is_none(clue: Clue) -> None:
    told = clue.refused("show", clue.parent, by=DRAFTER, at="2019-12-23")
    assert told["code"] == "handoff_not_one"
