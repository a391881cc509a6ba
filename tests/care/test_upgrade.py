"""An upgrade killed at any moment can be done again, and nothing that was recorded changes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest

from engine.errors import StoreError
from store.care.restore import restore
from store.database import open_store
from store.location import locate
from store.migrate import alone_in, bring_to, schema_state, upgrade
from store.tables.triggers import GUARDED
from store.version import REVISIONS
from tests.care.contents import codes, contents
from tests.care.first import BACKUP, make_first
from tests.care.killing import DIED, dying_at

APPEND_ONLY = "only ever appended to"


def test_an_upgrade_killed_at_any_statement_leaves_the_old_database_as_it_was(
    empty_place: str,
) -> None:
    make_first(empty_place)
    before = contents(empty_place)
    place = 1
    while dying_at(place, lambda: upgrade(empty_place)) == DIED:
        # The last statements stand behind the commit: killed there, it is done.
        if schema_state(empty_place) != "current":
            assert contents(empty_place) == before, place
        place += 1 + place // 6
    assert place > 15
    assert upgrade(empty_place) == "current"
    after = contents(empty_place)
    assert {name: after[name] for name in ("cases", "history", "deadline_spans", "meta")} == {
        name: before[name] for name in ("cases", "history", "deadline_spans", "meta")
    }
    assert codes(empty_place) == set()
    open_store(empty_place).close()


def test_an_older_backup_is_upgraded_as_it_comes_back(empty_place: str) -> None:
    assert restore(locate(empty_place), BACKUP).schema == REVISIONS[0]
    assert schema_state(empty_place) == "current"
    assert codes(empty_place) == set()


def test_an_older_database_can_be_backed_up_before_its_upgrade(
    empty_place: str, tmp_path: Path
) -> None:
    from store.care.backup import back_up
    from tests.care.conftest import NOW

    make_first(empty_place)
    with pytest.raises(StoreError) as caught:
        open_store(empty_place)
    assert caught.value.code == "store_schema_older"
    made = back_up(locate(empty_place), tmp_path / "old.zip", NOW)
    assert made.schema == REVISIONS[0]
    target = f"sqlite:///{tmp_path / 'new.db'}"
    restore(locate(target), tmp_path / "old.zip")
    assert codes(target) == set()


def attacks(table: str, url: str) -> list[str]:
    """Return the statements by which somebody might change what was recorded."""
    first = GUARDED[table][0]
    found = [
        f"UPDATE {table} SET {first} = 'x'",
        f"UPDATE {table} SET {first} = {first}",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE {first} IN (SELECT {first} FROM {table} LIMIT 1)",
    ]
    if url.startswith("sqlite"):
        same = f"INTO {table} SELECT * FROM {table} LIMIT 1"
        return [*found, f"INSERT OR REPLACE {same}", f"REPLACE {same}"]
    keys = ", ".join(GUARDED[table])
    return [
        *found,
        f"TRUNCATE {table}, private_texts",
        f"TRUNCATE {table} CASCADE",
        "TRUNCATE cases CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1 "
        f"ON CONFLICT ({keys}) DO UPDATE SET {first} = excluded.{first}",
    ]


def require_guarded(connection: Any, url: str) -> int:
    """Try every attack on every table that is there; return how many were refused."""
    refused = 0
    for table in GUARDED:
        try:
            ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        except (sqlite3.Error, psycopg.Error):
            continue  # a table of a later revision
        for attack in attacks(table, url) if count else ():
            with pytest.raises((sqlite3.Error, psycopg.Error), match=APPEND_ONLY):
                connection.execute(attack)
            refused += 1
    return refused


def test_raw_sql_on_what_was_recorded_is_refused_before_and_after_every_migration(
    empty_place: str, raw: Any
) -> None:
    make_first(empty_place)
    # The guards of the first revision: history and deadline_spans.
    assert require_guarded(raw(empty_place), empty_place) >= 12
    for revision in REVISIONS[1:]:
        with alone_in(locate(empty_place)) as alone:
            bring_to(alone, revision)
        assert require_guarded(raw(empty_place), empty_place) >= 12
    assert codes(empty_place) == set()


def test_two_upgrades_at_once_do_the_work_once(empty_place: str) -> None:
    from tests.store.test_concurrency import together

    make_first(empty_place)
    outcomes = together(lambda _: upgrade(empty_place), 3)
    assert all(one in ("upgraded", "current") for one in outcomes), outcomes
    assert codes(empty_place) == set()


def test_an_upgrade_of_a_file_that_can_only_be_read_is_said(tmp_path: Path) -> None:
    url = make_first(f"sqlite:///{tmp_path / 'first.db'}")
    with pytest.raises(StoreError) as caught:
        upgrade(f"{url}?mode=ro")
    assert caught.value.code == "store_read_only"
    assert schema_state(url) == "older"
