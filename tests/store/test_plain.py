from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from engine.errors import NotFound
from store.codec import day, instant
from store.plain import PlainReader
from store.reader import Reader
from tests.store import samples

if TYPE_CHECKING:
    from store.database import DatabaseStore


def test_a_case_is_the_same_as_plain_data_and_as_a_value(database: DatabaseStore) -> None:
    parent = samples.case("01")
    child = samples.child("02", parent)
    with database.unit() as unit:
        unit.record([samples.change(None, parent), samples.change(None, child)])
    session = database.session()
    plain, value = PlainReader(session), Reader(session)
    for key in ("01", "02", parent.number):
        found, view = plain.case(key), value.case(key)
        assert found.body == json.loads(msgspec.json.encode(view.case))
        assert _typed(found.line) == msgspec.structs.asdict(view.line)
        assert [_typed(one) for one in found.children] == [
            msgspec.structs.asdict(one) for one in view.children
        ]


def _typed(line: dict[str, Any]) -> dict[str, Any]:
    """Return a plain line with its dates, instants and truths as values."""
    days = {name: day(line[name]) if line[name] else None for name in ("opened_on", "closed_on")}
    instants = {
        name: instant(line[name]) if line[name] is not None else None
        for name in ("opened_at", "closed_at", "next_due_at")
    }
    return {**line, **days, **instants, "secret": bool(line["secret"])}


def test_what_is_not_there_is_told_or_none(database: DatabaseStore) -> None:
    plain = PlainReader(database.session())
    with pytest.raises(NotFound):
        plain.case("nowhere")
    assert plain.compiled("nowhere", 1) is None
    assert plain.calendar("nowhere") is None
    assert plain.directory() is None
    assert plain.facts() == database.registry.facts()
