"""A seal kept elsewhere shows what was changed since, even by who owns the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import StoreError
from engine.kernel.history import chained
from store.care.seals import SinceSeal, seal, since_seal, write_seal
from store.care.snapshot import snapshot
from store.location import locate
from tests.care.conftest import NOW
from tests.care.test_examination import without_guards


def sealed(url: str, file: Path) -> str:
    with snapshot(locate(url)) as taken, file.open("wb") as written:
        header = seal(taken, NOW)
        write_seal(taken, header, written)
    return header.digest


def since(url: str, file: Path) -> SinceSeal:
    with snapshot(locate(url)) as taken:
        return since_seal(taken, file)


def test_a_digest_is_one_on_both_databases(
    sqlite_story: str, postgresql_story: str, tmp_path: Path
) -> None:
    assert sealed(sqlite_story, tmp_path / "a") == sealed(postgresql_story, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_seal_holds_while_nothing_that_was_sealed_changes(played: str, tmp_path: Path) -> None:
    sealed(played, tmp_path / "seal")
    found = since(played, tmp_path / "seal")
    assert (found.grown, found.opened, found.flaws) == (0, 0, ())
    assert found.same == found.header.cases > 20


def test_who_rewrites_a_whole_chain_is_found_by_the_seal(
    played: str, tmp_path: Path, raw: Any
) -> None:
    sealed(played, tmp_path / "seal")
    connection = without_guards(raw(played))
    mark = "?" if played.startswith("sqlite") else "%s"
    ((case, seq, previous, text),) = connection.execute(
        "SELECT case_id, seq, previous, text FROM history h WHERE case_id = "
        "(SELECT max(id) FROM cases) AND seq = (SELECT max(seq) FROM history g "
        "WHERE g.case_id = h.case_id)"
    ).fetchall()
    forged = chained(previous, text)[::-1]
    connection.execute(
        f"UPDATE history SET hash = {mark} WHERE case_id = {mark} AND seq = {mark}",
        (forged, case, seq),
    )
    connection.execute(f"UPDATE cases SET head = {mark} WHERE id = {mark}", (forged, case))
    found = since(played, tmp_path / "seal")
    assert [(one.code, one.facts) for one in found.flaws] == [
        ("audit_sealed_differs", {"case": case, "seq": seq})
    ]
    assert found.same == found.header.cases - 1


def test_what_grew_and_what_is_new_is_counted_and_what_is_gone_is_named(
    sqlite_story: str, tmp_path: Path, raw: Any
) -> None:
    file, shorter = tmp_path / "seal", tmp_path / "shorter"
    sealed(sqlite_story, file)
    connection = without_guards(raw(sqlite_story))
    connection.execute("PRAGMA foreign_keys = OFF")
    last = connection.execute("SELECT max(id) FROM cases").fetchone()[0]
    for table in ("history", "cases"):
        column = "id" if table == "cases" else "case_id"
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (last,))
    found = since(sqlite_story, file)
    assert [one.code for one in found.flaws] == ["audit_sealed_missing"]
    sealed(sqlite_story, shorter)
    first = connection.execute("SELECT min(id) FROM cases").fetchone()[0]
    connection.execute(
        "INSERT INTO history SELECT case_id, seq + 1000, kind, event, source, target, actor, "
        "occurred_at, recorded_at, text, hash || 'x', previous, hash_version FROM history "
        "WHERE case_id = ? ORDER BY seq DESC LIMIT 1", (first,),
    )  # fmt: skip
    grown = since(sqlite_story, shorter)
    assert (grown.grown, grown.opened, grown.flaws) == (1, 0, ())


@pytest.mark.parametrize("change", ["header", "line", "cut", "letter"])
def test_a_seal_that_was_changed_itself_is_no_seal(
    sqlite_story: str, tmp_path: Path, change: str
) -> None:
    file = tmp_path / "seal"
    digest = sealed(sqlite_story, file)
    text = file.read_text()
    lines = text.splitlines(keepends=True)
    changed = {
        "header": text.replace(digest, "0" * 64),
        "line": text.replace(lines[3], lines[3].replace("0", "1")),
        "cut": "".join(lines[:-1]),
        "letter": "Dear colleague,\n",
    }
    file.write_text(changed[change])
    with pytest.raises(StoreError) as caught:
        since(sqlite_story, file)
    assert caught.value.code == "seal_unreadable"


def test_a_seal_that_is_not_there_is_said(sqlite_story: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        since(sqlite_story, tmp_path / "none")
    assert caught.value.code == "seal_not_opened"
