"""Many rows inserted by few statements stand as if each had been inserted by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import StoreError
from store.database import DatabaseStore, open_store
from store.faults import told
from store.inserting import AT_ONCE, can_be_joined, pieces
from store.sqltexts import Statement, texts
from store.writing import writing

PLAIN = Statement("INSERT INTO seen (number, said) VALUES (?, ?)", ("number", "said"))
ONCE = Statement(f"{PLAIN.sql} ON CONFLICT DO NOTHING", PLAIN.params)


@pytest.fixture
def file(sqlite_url: str) -> Iterator[DatabaseStore]:
    store = open_store(sqlite_url)
    yield store
    store.close()


def kept(statement: Statement, rows: list[tuple[int, str | None]], *, joined: bool) -> object:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE seen (number INTEGER PRIMARY KEY, said TEXT)")
        if joined:
            counts = [connection.execute(*one).rowcount for one in pieces(statement, rows)]
        else:
            counts = [connection.executemany(statement.sql, rows).rowcount]
        return sum(counts), connection.execute("SELECT * FROM seen").fetchall()


@given(st.lists(st.tuples(st.integers(0, 2**62), st.none() | st.text())), st.booleans())
@settings(max_examples=50, deadline=None)
def test_rows_joined_are_the_rows_one_by_one(
    rows: list[tuple[int, str | None]], again: bool
) -> None:
    given = list(dict(rows).items())
    if again:
        assert kept(ONCE, rows + given, joined=True) == kept(ONCE, rows + given, joined=False)
    assert kept(PLAIN, given, joined=True) == kept(PLAIN, given, joined=False)


@pytest.mark.parametrize("count", [0, 1, 7, 8, AT_ONCE - 1, AT_ONCE, 3 * AT_ONCE + 5])
def test_every_row_is_in_one_piece_and_no_piece_is_too_long(count: int) -> None:
    rows = [(number, None) for number in range(count)]
    found = list(pieces(PLAIN, rows))
    assert [value for _, values in found for value in values[::2]] == list(range(count))
    assert all(len(values) <= 2 * AT_ONCE for _, values in found)
    assert len(found) <= count // AT_ONCE + 9


def test_no_insert_of_the_store_asks_for_more_values_than_sqlite_takes() -> None:
    joined = [one for one in texts("sqlite").values() if can_be_joined(one)]
    assert len(joined) > 20
    assert max(len(one.params) for one in joined) * AT_ONCE <= 32_766


def test_what_is_no_plain_insert_is_never_joined() -> None:
    for name in ("move_cases", "touch_cases", "delete_waiting"):
        assert not can_be_joined(texts("sqlite")[name]), name


def test_one_row_among_many_that_is_refused_leaves_none(file: DatabaseStore) -> None:
    session = file.session()
    rows = [(f"row:{number}", "01") for number in (*range(20), 7)]
    with pytest.raises(StoreError) as caught, told(file.location), writing(session):
        session.many("insert_imports", rows)
    assert caught.value.code == "store_refused"
    assert session.rows("imported", ('["row:1"]',)) == []
