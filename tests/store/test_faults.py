"""What goes wrong with a database, told in sentences with what to do next."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import engine.messages
from engine.errors import PatrolError, StoreError, UsageError
from engine.messages import catalogue, sentence
from store.database import open_store
from store.location import locate
from store.migrate import schema_state, upgrade
from store.reader import open_reader
from tests.store import samples

_SOURCES = Path(__file__).parents[2] / "store"


def code_of(work: Any, *given: Any) -> str:
    with pytest.raises(PatrolError) as caught:
        work(*given)
    for language in ("zh", "en"):
        said = sentence(caught.value.code, language, caught.value.facts)
        assert said.message != caught.value.code
        assert "{" not in said.message + said.hint
        assert said.hint
    return caught.value.code


def test_a_file_that_is_missing_is_said_so_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nothing.db"
    assert code_of(open_store, f"sqlite:///{path}") == "store_missing"
    assert code_of(schema_state, f"sqlite:///{path}") == "store_missing"
    assert not path.exists()


def test_a_folder_that_is_missing_is_said_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'no' / 'patrol.db'}"
    assert code_of(upgrade, url) == "store_folder_missing"


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    assert code_of(open_store, f"sqlite:///{tmp_path}") == "store_cannot_open"


def test_a_file_of_something_else_is_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("尊敬的领导：" * 200, encoding="utf-8")
    assert code_of(open_store, f"sqlite:///{path}") == "store_not_a_database"
    assert code_of(upgrade, f"sqlite:///{path}") == "store_not_a_database"


def test_an_empty_file_holds_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert code_of(open_store, f"sqlite:///{path}") == "store_schema_missing"


def test_a_file_opened_for_looking_only_cannot_be_written(sqlite_url: str) -> None:
    store = open_store(f"{sqlite_url}?mode=ro")

    def write() -> None:
        with store.unit() as unit:
            unit.record([samples.change(None, samples.case())])

    assert store.reader.counts() == {"cases": 0}
    assert code_of(write) == "store_read_only"
    store.close()


def test_a_file_that_another_holds_is_said_to_be_in_use(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.sessions.LOCK_SECONDS", 0.01)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = open_store(sqlite_url)

    def write() -> None:
        with store.unit():
            pass

    assert code_of(write) == "store_locked"
    other.execute("COMMIT")
    write()
    other.close()
    store.close()


def test_a_full_disk_is_said_so_and_leaves_the_case_as_it_was(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    first = samples.case()
    with store.unit() as unit:
        unit.record([samples.change(None, first)])
    session: Any = store.session()
    pages = session.connection.execute("PRAGMA page_count").fetchone()[0]
    session.connection.execute(f"PRAGMA max_page_count = {pages}")

    def write() -> None:
        later = samples.moved(first, fields={"report": "字" * 100_000})
        with store.unit() as unit:
            unit.record([samples.change(first, later)])

    assert code_of(write) == "store_full"
    assert store.reader.body("01") == first
    store.close()


def test_a_row_that_breaks_an_invariant_is_refused_with_its_reason(sqlite_url: str) -> None:
    store = open_store(sqlite_url)

    def write() -> None:
        with store.unit() as unit:
            unit.record([samples.change(None, samples.case(version=0))])

    with pytest.raises(StoreError) as caught:
        write()
    assert caught.value.code == "store_refused"
    assert "version" in str(caught.value)
    store.close()


_CUT_THE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


def with_password(url: str) -> str:
    return url.replace("patrol@", "patrol:top-secret@")


def test_a_server_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://patrol:top-secret@/patrol?host={tmp_path}"
    for opening in (open_store, open_reader, upgrade):
        with pytest.raises(StoreError) as caught:
            opening(url)
        assert caught.value.code == "store_unreachable"
        assert "top-secret" not in repr(caught.value.facts)
    assert code_of(open_store, "postgresql+psycopg://patrol@127.0.0.1:1/patrol") == (
        "store_unreachable"
    )


def test_a_database_that_the_server_does_not_have_is_said_so(postgresql_server: str) -> None:
    url = with_password(postgresql_server).replace("/postgres?", "/nothing?")
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert caught.value.code == "store_unknown_database"
    assert "top-secret" not in repr(caught.value.facts)


def test_a_user_whom_the_server_does_not_know_is_refused(postgresql_server: str) -> None:
    url = postgresql_server.replace("patrol@", "stranger:top-secret@")
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert caught.value.code == "store_password_refused"
    assert caught.value.facts["user"] == "stranger"
    assert "top-secret" not in repr(caught.value.facts)


def test_a_connection_that_was_cut_is_told_and_the_next_unit_opens_another(
    postgresql_url: str,
) -> None:
    store, other = open_store(postgresql_url), open_store(postgresql_url)
    with store.unit() as unit:
        unit.record([samples.change(None, samples.case())])
    other.session().query(_CUT_THE_OTHERS, ())

    def read() -> None:
        with store.unit() as unit:
            unit.case("01")

    assert code_of(read) == "store_lost"
    read()
    store.close()
    other.close()


def test_what_an_address_asks_of_the_server_is_kept(postgresql_url: str) -> None:
    asked = "application_name=desk%20three&options=-c%20work_mem%3D9MB"
    store = open_store(f"{postgresql_url}&{asked}")
    settings = "current_setting('application_name'), current_setting('work_mem')"
    _, rows = store.session().query(f"SELECT {settings}, current_setting('lock_timeout')", ())
    assert rows == [("desk three", "9MB", "10s")]
    store.close()


def test_a_character_that_the_server_cannot_keep_is_told(postgresql_url: str) -> None:
    store = open_store(postgresql_url)

    def write() -> None:
        with store.unit() as unit:
            unit.record([samples.change(None, samples.case(number="苏安巡\x001号"))])

    assert code_of(write) == "store_text_unstorable"
    store.close()


@pytest.mark.parametrize(
    "url",
    ["patrol.db", "mysql://host/db", "sqlite://", "sqlite:///", "postgresql://h:x/db", "", "/a/b"],
)
def test_an_address_that_cannot_be_read_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        locate(url)
    assert caught.value.exit_code == 2


def test_addresses_are_shown_without_their_password() -> None:
    shown = locate("postgresql+psycopg://clerk:pass@word@db.example:5433/patrol").shown
    assert shown == "postgresql+psycopg://clerk@db.example:5433/patrol"
    with pytest.raises(UsageError) as caught:
        locate("postgres://clerk:secret@db/patrol")
    assert "secret" not in repr(caught.value.facts)


def test_a_relative_file_and_a_file_with_odd_letters_are_read(tmp_path: Path) -> None:
    assert locate("sqlite:///patrol.db").path == Path("patrol.db")
    odd = tmp_path / "巡查 100%?.db"
    url = f"sqlite:///{str(odd).replace('%', '%25').replace('?', '%3F')}"
    assert upgrade(url) == "created"
    assert odd.exists()
    open_store(url).close()


def test_every_code_of_the_store_is_in_both_catalogues() -> None:
    pattern = re.compile(
        r'"(store_[a-z_]+|case_[a-z_]+|message_not_[a-z]+|definition_text_[a-z]+)"'
    )
    used = {
        code
        for source in _SOURCES.rglob("*.py")
        if "statements" not in source.parts
        for code in pattern.findall(source.read_text(encoding="utf-8"))
    } - {"case_id", "case_number", "case_seq", "case_spans", "case_view"}
    assert len(used) > 20
    for language in ("zh", "en"):
        assert used <= set(catalogue(language))


def test_the_catalogues_of_the_store_say_the_same_codes() -> None:
    folder = Path(engine.messages.__file__).parent
    known = [
        set(json.loads((folder / language / "store.json").read_text(encoding="utf-8")))
        for language in ("zh", "en")
    ]
    assert known[0] == known[1]
