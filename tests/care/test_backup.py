"""A backup is one moment of a database, whole, in a file that nothing is written over."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import StoreError
from store.care.backup import back_up
from store.care.restore import restore
from store.location import locate
from tests.care.conftest import NOW
from tests.care.contents import codes, contents

if TYPE_CHECKING:
    from collections.abc import Callable


def refused(work: Callable[..., object], *given: object) -> StoreError:
    with pytest.raises(StoreError) as caught:
        work(*given)
    return caught.value


def test_a_backup_of_either_kind_comes_back_into_either_kind(
    played: str, empty_place: str, tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    made = back_up(locate(played), file, NOW)
    assert restore(locate(empty_place), file) == made
    assert contents(empty_place) == contents(played)
    assert codes(empty_place) == set()
    assert made.heads.cases > 20


def test_equal_databases_make_equal_backups(story: Path, archive: Path, tmp_path: Path) -> None:
    back_up(locate(f"sqlite:///{story}"), tmp_path / "again.zip", NOW)
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_a_backup_shows_one_moment_while_others_write(
    played: str, empty_place: str, tmp_path: Path, raw: Any
) -> None:
    before = contents(played)
    other = raw(played)

    def writing(done: int, total: int) -> None:
        other.execute(f"INSERT INTO counters VALUES ('other', 'at {done}', 2019, 1)")
        other.execute("UPDATE cases SET title = 'another' WHERE parent_id IS NOT NULL")

    file = tmp_path / "all.zip"
    back_up(locate(played), file, NOW, progress=writing)
    restore(locate(empty_place), file)
    assert contents(empty_place) == before
    assert contents(played) != before


def test_a_file_that_is_there_is_never_written_over(sqlite_story: str, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    file.write_text("dear")
    assert refused(back_up, locate(sqlite_story), file, NOW).code == "file_exists"
    assert file.read_text() == "dear"


def test_a_file_that_came_meanwhile_is_not_written_over(sqlite_story: str, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"

    def came(done: int, total: int) -> None:
        file.write_text("dear")

    assert refused(back_up, locate(sqlite_story), file, NOW, None, came).code == "file_exists"
    assert file.read_text() == "dear"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_backup_that_is_interrupted_leaves_no_file(sqlite_story: str, tmp_path: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(locate(sqlite_story), tmp_path / "all.zip", NOW, progress=interrupted)
    assert [each.name for each in tmp_path.iterdir()] == ["story.db"]


def test_a_full_disk_is_said_and_leaves_no_file(sqlite_story: str, tmp_path: Path) -> None:
    def full(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "all.zip"
    assert refused(back_up, locate(sqlite_story), file, NOW, None, full).code == "file_no_room"
    assert not file.exists()


def test_a_folder_that_is_not_there_is_said(sqlite_story: str, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "all.zip"
    told = refused(back_up, locate(sqlite_story), file, NOW)
    assert told.code == "file_target_folder_missing"


def test_a_backup_is_readable_by_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_a_plain_zip_with_a_manifest(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert opened.testzip() is None
    assert names[-1] == "manifest.json"
    assert {"tables/cases.jsonl", "tables/history.jsonl", "tables/meta.jsonl"} <= set(names)


def test_attached_files_go_with_it_and_come_back(
    sqlite_story: str, empty_place: str, tmp_path: Path
) -> None:
    folder, back, data = tmp_path / "attached", tmp_path / "back", b"a paper" * 1000
    place = Path(sha256(data).hexdigest()[:2], sha256(data).hexdigest()[2:])
    (folder / place).parent.mkdir(parents=True)
    (folder / place).write_bytes(data)
    (folder / "incoming").mkdir()
    (folder / "incoming" / "half").write_bytes(b"half")
    file = tmp_path / "all.zip"
    made = back_up(locate(sqlite_story), file, NOW, folder)
    assert [part.name for part in made.attachments] == [f"attachments/{place.as_posix()}"]
    assert refused(restore, locate(empty_place), file).code == "restore_attachments_nowhere"
    restore(locate(empty_place), file, back)
    assert (back / place).read_bytes() == data
    assert len([each for each in back.rglob("*") if each.is_file()]) == 1


def test_a_database_that_is_missing_or_newer_is_not_backed_up(
    sqlite_story: str, tmp_path: Path, raw: Any
) -> None:
    file = tmp_path / "all.zip"
    missing = locate(f"sqlite:///{tmp_path / 'none.db'}")
    assert refused(back_up, missing, file, NOW).code == "store_missing"
    raw(sqlite_story).execute("UPDATE alembic_version SET version_num = '9999'")
    assert refused(back_up, locate(sqlite_story), file, NOW).code == "store_schema_newer"
    assert not file.exists()


def test_a_database_that_can_only_be_read_is_backed_up(sqlite_story: str, tmp_path: Path) -> None:
    made = back_up(locate(f"{sqlite_story}?mode=ro"), tmp_path / "all.zip", NOW)
    assert made.heads.cases > 20
