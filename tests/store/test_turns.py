"""Whoever waits for a database has its turn, however busy another is with it."""

from __future__ import annotations

import os
import time

from store.database import open_store
from tests.crash.killing import DONE, ended, forked
from tests.store import samples

ROUNDS = 40


def test_who_writes_batch_upon_batch_lets_others_in_between(database_url: str) -> None:
    store = open_store(database_url)
    with store.unit() as unit:
        unit.record([samples.change(None, samples.case())])
    store.close()
    told, telling = os.pipe()

    def busy() -> None:
        mine = open_store(database_url)
        for number in range(ROUNDS):
            with mine.unit() as unit:
                unit.remember_imports([(f"{number}:{row}", "01") for row in range(200)])
                time.sleep(0.02)
            os.write(telling, b".")

    child = forked(busy)
    os.read(told, 1)
    store = open_store(database_url)
    for number in range(3):
        with store.unit() as unit:
            unit.remember_import(f"other:{number}", "01")
    # It was not at its end before the other had its turns.
    with store.unit() as unit:
        assert unit.imported([f"{ROUNDS - 1}:0"]) == {}
    store.close()
    assert ended(child) == DONE
