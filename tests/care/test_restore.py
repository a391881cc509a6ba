"""What comes back is all of a backup and sound, or nothing."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import StoreError
from store.care.restore import restore
from store.database import open_store
from store.location import locate
from store.migrate import schema_state
from tests.care.contents import codes
from tests.care.killing import DIED, dying_at

if TYPE_CHECKING:
    from collections.abc import Callable


def refusal(url: str, file: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        restore(locate(url), file)
    return caught.value


def is_empty(url: str) -> bool:
    place = locate(url).path
    return not place.exists() if place is not None else schema_state(url) == "empty"


def rewritten(archive: Path, target: Path, part: str, change: Any, *, sums: bool) -> Path:
    """Copy a backup with one part changed; with `sums`, by someone who mends the checksums."""
    from store.care.archive import Packer, TablePart, open_archive

    with archive.open("rb") as opened, target.open("wb") as written:
        known = open_archive(archive, opened)
        packer = Packer(written)
        tables = []
        for one in known.manifest.tables:
            data = b"".join(known.chunks(one.name))
            changed = change(data) if one.table == part else data
            made = packer.add(one.name, [changed])
            new = TablePart(
                name=one.name, sha256=made.sha256, bytes=made.bytes, table=one.table,
                columns=one.columns, rows=changed.count(b"\n"),
            )  # fmt: skip
            tables.append(new if sums else one)
        from msgspec.structs import replace

        packer.close(replace(known.manifest, tables=tuple(tables)))
    return target


def test_a_place_that_is_not_empty_is_left_alone(played: str, archive: Path) -> None:
    told = refusal(played, archive)
    assert told.code in ("file_exists", "restore_not_empty")
    assert codes(played) == set()


def test_what_is_no_backup_is_said_so(empty_place: str, tmp_path: Path, archive: Path) -> None:
    file = tmp_path / "letter.zip"
    assert refusal(empty_place, file).code == "backup_not_opened"
    file.write_text("dear")
    assert refusal(empty_place, file).code == "backup_unreadable"
    with zipfile.ZipFile(file, "w") as other:
        other.writestr("letter.txt", "dear")
    assert refusal(empty_place, file).code == "backup_unreadable"
    file.write_bytes(archive.read_bytes()[:-500])
    assert refusal(empty_place, file).code == "backup_unreadable"
    assert is_empty(empty_place)


def test_a_byte_that_changed_anywhere_is_found_before_anything_is_made(
    archive: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    whole = archive.read_bytes()
    file = tmp_path / "damaged.zip"
    for place in range(40, len(whole) // 2, len(whole) // 40):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refusal(url, file).code in ("backup_damaged", "backup_unreadable"), place
        assert is_empty(url)


def test_a_part_other_than_its_checksum_is_named(
    empty_place: str, archive: Path, tmp_path: Path
) -> None:
    file = rewritten(
        archive, tmp_path / "other.zip", "history",
        lambda data: data.replace(b"jiangsu", b"zhejang"), sums=False,
    )  # fmt: skip
    told = refusal(empty_place, file)
    assert (told.code, told.facts["part"]) == ("backup_damaged", "tables/history.jsonl")
    assert is_empty(empty_place)


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("history", lambda data: data.replace(b'"actor\\":\\"', b'"actor\\":\\"x'), "chain"),
        ("deadlines", lambda data: data.replace(b"2019-", b"2018-"), "check_deadlines_differ"),
        ("counters", lambda data: data.replace(b",1]", b",9]"), "check_numbers_differ"),
    ],
)
def test_a_backup_that_was_changed_with_its_checksums_is_not_sound(
    empty_place: str, archive: Path, tmp_path: Path, part: str, change: Any, code: str
) -> None:
    file = rewritten(archive, tmp_path / "forged.zip", part, change, sums=True)
    told = refusal(empty_place, file)
    assert told.code == "backup_unsound"
    problems: Any = told.facts["problems"]
    assert any(code in each["code"] for each in problems)
    assert is_empty(empty_place)


def test_a_row_that_was_left_out_with_its_checksum_is_missed(
    empty_place: str, archive: Path, tmp_path: Path
) -> None:
    def shortened(data: bytes) -> bytes:
        return b"".join(data.splitlines(keepends=True)[:-1])

    file = rewritten(archive, tmp_path / "forged.zip", "history", shortened, sums=True)
    assert refusal(empty_place, file).code in ("backup_unsound", "store_refused")
    assert is_empty(empty_place)


def test_a_backup_of_a_newer_program_is_said_so(
    empty_place: str, archive: Path, tmp_path: Path
) -> None:
    from msgspec.structs import replace

    from store.care.archive import Packer, open_archive

    for name, changes in (
        ("backup_newer", {"format": 9}),
        ("backup_schema_newer", {"schema": "9"}),
    ):
        file = tmp_path / f"{name}.zip"
        with archive.open("rb") as opened, file.open("wb") as written:
            known = open_archive(archive, opened).manifest
            Packer(written).close(replace(known, **changes))
        assert refusal(empty_place, file).code == name
    assert is_empty(empty_place)


def test_names_inside_a_backup_never_lead_out_of_the_folder(archive: Path, tmp_path: Path) -> None:
    from msgspec.structs import replace

    from store.care.archive import Packer, open_archive

    file = tmp_path / "evil.zip"
    with archive.open("rb") as opened, file.open("wb") as written:
        known = open_archive(archive, opened)
        packer = Packer(written)
        for one in known.manifest.tables:
            packer.add(one.name, known.chunks(one.name))
        part = packer.add("attachments/../../evil", [b"x"])
        packer.close(replace(known.manifest, attachments=(part,)))
    with pytest.raises(StoreError):
        restore(locate(f"sqlite:///{tmp_path / 'new.db'}"), file, tmp_path / "folder" / "attached")
    assert not (tmp_path / "evil").exists()


def test_a_restore_killed_at_any_statement_leaves_an_empty_place_and_can_be_done_again(
    empty_place: str, archive: Path
) -> None:
    place = 1
    while dying_at(place, lambda: restore(locate(empty_place), archive)) == DIED:
        assert is_empty(empty_place), place
        place += 1 + place // 4
    assert place > 20
    assert codes(empty_place) == set()
    open_store(empty_place).close()


def test_what_a_killed_restore_left_is_cleared_away(archive: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    assert dying_at(60, lambda: restore(locate(url), archive)) == DIED
    assert [each.name for each in tmp_path.iterdir()] != []
    restore(locate(url), archive)
    names = {each.name for each in tmp_path.iterdir()}
    assert names == {"restored.db"}


def test_two_restores_at_once_do_not_meet(archive: Path, tmp_path: Path, raw: Any) -> None:
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    other = raw(f"sqlite:///{tmp_path / '.restored.db.restoring'}")
    other.execute("BEGIN IMMEDIATE")
    assert refusal(url, archive).code == "restore_at_work"


def test_a_disk_that_is_full_leaves_nothing_and_the_restore_can_be_done_again(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, connect = f"sqlite:///{tmp_path / 'restored.db'}", sqlite3.connect

    def cramped(*given: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **more)
        connection.execute("PRAGMA max_page_count = 60")
        return connection

    with monkeypatch.context() as full:
        full.setattr(sqlite3, "connect", cramped)
        assert refusal(url, archive).code == "store_full"
    assert list(tmp_path.iterdir()) == []
    restore(locate(url), archive)
    assert codes(url) == set()


def test_a_server_s_database_that_another_process_changes_is_said_to_be_in_use(
    archive: Path,
    new_empty_postgresql: Callable[[], str],
    raw: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("store.sessions.LOCK_SECONDS", 1)
    url = new_empty_postgresql()
    other = raw(url)
    other.execute("BEGIN")
    other.execute("SELECT pg_advisory_xact_lock(7202019)")
    assert refusal(url, archive).code == "store_locked"
    other.execute("COMMIT")
    assert is_empty(url)
    restore(locate(url), archive)


def test_the_manifest_says_what_is_inside(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        said = json.loads(opened.read("manifest.json"))
    assert said["format"] == 1
    assert {"made_at", "schema", "dialect", "sandbox", "heads", "tables"} <= said.keys()
