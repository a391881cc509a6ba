"""A process that dies in the middle leaves a database as if it had never begun."""

from __future__ import annotations

import subprocess
import sys

import pytest

from store.database import open_store
from tests.store import samples

_CHILD = """
import os, sys
from store.database import open_store
from tests.store import samples

store = open_store(sys.argv[1])
place = sys.argv[2]
with store.unit() as unit:
    unit.lock_family("01")
    read = unit.case("01")
    unit.next_number("office", "patrol", 2019)
    later = samples.moved(read)
    unit.record([samples.change(read, later, messages=(samples.message(later, "m"),))])
    if place == "recorded":
        os._exit(9)
    unit.case("01")
    if place == "written":
        os._exit(9)
if place == "committed":
    os._exit(9)
"""


def dies(url: str, place: str) -> None:
    done = subprocess.run([sys.executable, "-c", _CHILD, url, place], check=False)
    assert done.returncode == 9


@pytest.mark.parametrize("place", ["recorded", "written"])
def test_a_process_that_dies_before_the_commit_leaves_nothing(
    database_url: str, place: str
) -> None:
    store = open_store(database_url)
    with store.unit() as unit:
        unit.record([samples.change(None, samples.case())])
    dies(database_url, place)
    with store.unit() as unit:
        assert unit.case("01") == samples.case()
        assert unit.next_number("office", "patrol", 2019) == 1
    assert store.reader.messages("01") == []
    store.close()


def test_a_process_that_dies_after_the_commit_leaves_everything(database_url: str) -> None:
    store = open_store(database_url)
    with store.unit() as unit:
        unit.record([samples.change(None, samples.case())])
    dies(database_url, "committed")
    assert [one.key for one in store.reader.messages("01")] == ["m"]
    assert [row.seq for row in store.reader.history("01")] == [1, 2]
    store.close()
