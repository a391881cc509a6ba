"""A whole case as a ZIP."""

from __future__ import annotations

import hashlib
import json
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import NUMBER, opened

if TYPE_CHECKING:
    from tests.cli.conftest import Patrol

WHO = ("--as", "jiangsu_patrol_office", "--at", "2020-07-01")


def parts(file: str) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


class Text(HTMLParser):
    """The words of a page, where its links lead, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_patrol_with_all_below_it_is_one_readable_file(demo: Patrol, here: Path) -> None:
    told = demo.done("case", "export", NUMBER, "--to", "a.zip", *WHO)
    found = parts("a.zip")
    data = json.loads(found["case.json"])
    shown = demo.done("case", "show", NUMBER, *WHO)["case"]
    assert data["case"] == shown
    assert data["history"] == demo.done("case", "history", NUMBER, *WHO)
    assert [child["case"]["number"] for child in data["children"]] == [
        child["number"] for child in shown["children"]
    ]
    assert told["cases"] > len(shown["children"])
    page = Text(found["index.html"].decode())
    assert page.open == []
    assert all(link.startswith("#") for link in page.links)
    assert any(NUMBER in word for word in page.words)


def test_the_manifest_holds_the_hash_of_every_part(demo: Patrol, here: Path) -> None:
    demo.done("case", "export", NUMBER, "--to", "a.zip", *WHO)
    found = parts("a.zip")
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["case"] == NUMBER
    assert {one["path"]: one["sha256"] for one in manifest["parts"]} == {
        path: hashlib.sha256(raw).hexdigest() for path, raw in found.items()
    }


def test_the_same_case_gives_the_same_bytes_and_nothing_is_overwritten(
    demo: Patrol, here: Path
) -> None:
    demo.done("case", "export", NUMBER, "--to", "a.zip", *WHO)
    demo.done("case", "export", NUMBER, "--to", "b.zip", *WHO)
    assert Path("a.zip").read_bytes() == Path("b.zip").read_bytes()
    told = demo.refused("case", "export", NUMBER, "--to", "a.zip", *WHO)
    assert told["code"] == "file_exists"
    Path("folder").mkdir()
    assert demo.refused("case", "export", NUMBER, "--to", "folder", *WHO)["code"] == (
        "file_exists")  # fmt: skip
    missing = demo.refused("case", "export", NUMBER, "--to", "none/a.zip", *WHO)
    assert (missing["code"], missing["exit"]) == ("file_target_folder_missing", 1)


def test_files_are_inside_and_one_that_changed_on_disk_stops_it(
    sandbox: Patrol, here: Path
) -> None:
    number, who = opened(sandbox), ("--as", "jiangsu_patrol_office", "--at", "2019-07-25")
    Path("<b>回执.txt").write_text("received")
    sandbox.done("case", "attach", number, "<b>回执.txt", "--as-name", "回执 1.txt", *who)
    sandbox.done("case", "export", number, "--to", "a.zip", *who)
    found = parts("a.zip")
    assert found["attachments/1/回执 1.txt"] == b"received"
    assert "attachments/1/%E5%9B%9E%E6%89%A7%201.txt" in Text(found["index.html"].decode()).links
    vault = sandbox.database.with_name(f"{sandbox.database.name}.attachments")
    (file,) = (path for path in vault.rglob("*") if path.is_file())
    file.write_text("forged")
    told = sandbox.refused("case", "export", number, "--to", "b.zip", *who)
    assert told["code"] == "attachment_changed"
    assert sorted(path.name for path in here.glob("*.zip*")) == ["a.zip"]
    assert list(here.glob(".b.zip*")) == []


def test_a_secret_case_below_is_left_out_for_who_may_not_see_it(demo: Patrol, here: Path) -> None:
    demo.done("case", "export", NUMBER, "--to", "a.zip")
    everyone = json.loads(parts("a.zip")["case.json"])
    secret = [
        line["number"]
        for line in demo.done("case", "list", "--workflow", "discipline_handoff", *WHO)
    ]
    text = json.dumps(everyone, ensure_ascii=False)
    assert all(number not in text for number in secret)
