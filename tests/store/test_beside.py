"""What is written beside stands as if it had been written at once, or fails as it would have."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.errors import StoreError
from engine.service.engine import Engine
from engine.service.importing import import_rows
from store import beside as beside_module
from store.beside import TURN, WritingBeside, beside
from store.database import DatabaseStore, open_store
from store.sessions import SqliteSession
from tests.care.contents import codes, contents
from tests.model.kernel_adapter import Counter
from tests.service.test_importing import ledger, row
from tests.store import samples
from tests.store.test_faults import code_of

ROWS = 600


@pytest.fixture
def file(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseStore]:
    monkeypatch.setattr(beside_module, "_processors", lambda: 2)
    store = open_store(sqlite_url)
    yield store
    store.close()


def imported(url: str) -> None:
    here, store = ledger(), open_store(url)
    engine = Engine(store, here.engine.registry.library, here.clock, Counter())
    rows = [row(1 + number % 27, None, n=number) for number in range(ROWS)]
    finished = [row(1 + number % 27, "2019-10-28", n=number) for number in range(ROWS)]
    pairs = list(enumerate(zip(rows, finished, strict=True)))
    for later in (False, True):
        given = [
            replace(pair[later or number % 3 == 0], key=f"ledger:{number}")
            for number, pair in pairs
        ]
        import_rows(engine, given, None)
    store.close()


def test_an_import_leaves_the_same_whether_it_is_written_beside_or_not(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.db"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), other)
    found = []
    for url, processors in ((sqlite_url, 2), (f"sqlite:///{other}", 1)):
        monkeypatch.setattr(beside_module, "_processors", lambda usable=processors: usable)
        imported(url)
        found.append(contents(url))
        assert codes(url) == set()
    assert len(found[0]["imports"]) == ROWS
    assert found[0] == found[1]


def test_inserts_run_on_another_thread_and_a_question_waits_for_them(file: DatabaseStore) -> None:
    session: Any = file.session()
    ran: list[bool] = []
    session.connection.set_trace_callback(
        lambda sql: (
            ran.append(threading.current_thread() is threading.main_thread())
            if "imports" in sql
            else None
        )
    )
    with beside(session) as writing:
        assert isinstance(writing, WritingBeside)
        writing.begin()
        assert writing.many("insert_imports", [(f"row:{n}", "01") for n in range(5_000)]) == 5_000
        assert len(writing.rows("imported", ('["row:4999", "row:5000"]',))) == 1
        writing.rollback()
        assert writing.rows("imported", ('["row:4999"]',)) == []
    assert set(ran[:-2]) == {False}
    assert set(ran[-2:]) == {True}


def test_turns_come_sooner_only_while_somebody_writes_beside(file: DatabaseStore) -> None:
    before = sys.getswitchinterval()
    with beside(file.session()):
        assert sys.getswitchinterval() == TURN
    assert sys.getswitchinterval() == before


def test_what_is_no_insert_waits_its_turn_and_is_counted(file: DatabaseStore) -> None:
    file.session().execute("PRAGMA foreign_keys = OFF")
    with beside(file.session()) as writing:
        writing.begin()
        writing.many("insert_waiting", [address(n) for n in range(20)])
        assert writing.many("delete_waiting", [address(n) for n in range(5)]) == 5
        writing.rollback()


def address(number: int) -> tuple[str, str, str]:
    return (f"{number:02}", "", "leader")


def test_a_disk_that_is_full_is_said_so_and_nothing_stands(file: DatabaseStore) -> None:
    session: Any = file.session()
    pages = session.connection.execute("PRAGMA page_count").fetchone()[0]
    session.connection.execute(f"PRAGMA max_page_count = {pages}")

    def write() -> None:
        with file.bulk() as bulk:
            for number in range(3_000):
                with bulk.unit() as unit:
                    new = samples.case(f"{number:05}", number=f"N-{number}", root=f"{number:05}")
                    unit.record([samples.change(None, new)])
                    unit.remember_import(f"row:{number}", new.id)

    assert code_of(write) == "store_full"
    assert file.reader.counts() == {"cases": 0}
    session.connection.execute(f"PRAGMA max_page_count = {pages + 100_000}")
    write()
    assert file.reader.counts() == {"cases": 3_000}


def test_after_a_refused_insert_nothing_is_written_any_more(file: DatabaseStore) -> None:
    session = file.session()
    wrong = [(f"row:{number}", "01") for number in (*range(20), 7)]
    with beside(session) as writing:
        writing.begin()
        writing.many("insert_imports", wrong)
        with pytest.raises(Exception, match="UNIQUE"):
            writing.rows("imported", ("[]",))
        # As SQLite does of itself where the disk is full or broken.
        session.rollback()
        writing.many("insert_imports", [(f"late:{number}", "01") for number in range(20)])
        with pytest.raises(Exception, match="UNIQUE"):
            writing.commit()
        writing.rollback()
    assert session.rows("imported", ('["row:1", "late:1"]',)) == []


def test_an_interrupted_bulk_leaves_nothing_and_the_next_one_stands(file: DatabaseStore) -> None:
    def interrupted() -> None:
        with file.bulk() as bulk:
            with bulk.unit() as unit:
                unit.record([samples.change(None, samples.case())])
            bulk.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert file.reader.counts() == {"cases": 0}
    with file.bulk() as bulk, bulk.unit() as unit:
        unit.record([samples.change(None, samples.case())])
    assert file.reader.counts() == {"cases": 1}


def test_a_row_that_breaks_an_invariant_is_refused_at_the_end(file: DatabaseStore) -> None:
    def write() -> None:
        with file.bulk() as bulk, bulk.unit() as unit:
            unit.record([samples.change(None, samples.case(version=0))])

    with pytest.raises(StoreError) as caught:
        write()
    assert caught.value.code == "store_refused"
    assert file.reader.counts() == {"cases": 0}


@pytest.mark.parametrize(("processors", "threads"), [(1, 3), (2, 1)])
def test_alone_on_a_processor_or_a_connection_nobody_writes_beside(
    file: DatabaseStore, monkeypatch: pytest.MonkeyPatch, processors: int, threads: int
) -> None:
    monkeypatch.setattr(beside_module, "_processors", lambda: processors)
    monkeypatch.setattr("sqlite3.threadsafety", threads)
    with beside(file.session()) as writing:
        assert isinstance(writing, SqliteSession)
