"""Secret cases in lists and figures: found where they may be seen, on both databases alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from store.views import Filters
from tests.store import samples
from tests.store.samples import DAY, START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import DatabaseStore


@pytest.fixture
def filled(database: DatabaseStore) -> DatabaseStore:
    """Two open cases, and two secret ones, one of which names a handler."""
    named = {"target": "nanjing", "handler": "li"}
    cases = [
        samples.case("01"),
        samples.case("02"),
        samples.case("03", number="移〔2019〕3号"),
        samples.case("04", number="移〔2019〕4号", fields=named),
    ]
    with database.unit() as unit:
        unit.record(
            [samples.change(None, one, secret=one.number.startswith("移")) for one in cases]
        )
    return database


def ids(store: DatabaseStore, **filters: Any) -> list[str]:
    return [line.id for line in store.reader.cases(Filters(**filters))]


def opened(store: DatabaseStore, seen: Sequence[str] | None) -> int:
    before = START + 400 * DAY
    return store.reader.figures("patrol", before, before, seen=seen)[0].opened


def test_secret_cases_are_in_no_list_of_those_who_see_none(filled: DatabaseStore) -> None:
    assert ids(filled) == ["02", "01"]
    assert ids(filled, secret=True) == []
    overdue = filled.reader.overdue(START + 400 * DAY, Filters())
    assert {line.case.id for line in overdue} == {"01", "02"}


def test_secret_cases_are_found_by_workflow_and_by_whom_they_name(filled: DatabaseStore) -> None:
    assert ids(filled, visible=("patrol",)) == ["04", "03", "02", "01"]
    assert ids(filled, visible=("patrol",), secret=True) == ["04", "03"]
    assert ids(filled, visible=("handoff",), named="li") == ["04", "02", "01"]
    assert ids(filled, visible=(), named="l_") == ["02", "01"]
    assert ids(filled, visible=None, secret=True) == ["04", "03"]


def test_figures_count_of_secret_cases_those_that_are_seen(filled: DatabaseStore) -> None:
    assert opened(filled, seen=None) == 4
    assert opened(filled, seen=()) == 2
    assert opened(filled, seen=("03", "no such case")) == 3
    before = START + DAY
    by = filled.reader.figures("patrol", before, before, "handler", seen=("04",))
    assert [(line.group, line.opened) for line in by] == [("li", 1), (None, 2)]
