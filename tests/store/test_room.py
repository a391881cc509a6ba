"""How much of a file is kept in memory: much while very many cases are written, else little."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store.database import ROOMY, USUAL, DatabaseStore, open_store


@pytest.fixture
def file(sqlite_url: str) -> Iterator[DatabaseStore]:
    store = open_store(sqlite_url)
    yield store
    store.close()


def room(store: DatabaseStore) -> int:
    ((size,),) = store.session().query("PRAGMA cache_size", ())[1]
    return -int(size)


def test_a_transaction_of_very_many_cases_has_room_and_gives_it_back(file: DatabaseStore) -> None:
    with file.bulk():
        assert room(file) == ROOMY
    assert room(file) == USUAL


def test_one_that_fails_gives_its_room_back_too(file: DatabaseStore) -> None:
    with pytest.raises(KeyboardInterrupt), file.bulk():
        raise KeyboardInterrupt
    assert room(file) == USUAL


def test_a_file_that_is_opened_has_the_room_that_sqlite_gives_it(file: DatabaseStore) -> None:
    assert room(file) == USUAL
