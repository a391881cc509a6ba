"""Whatever a scenario file says, it is told what is wrong, or played; it never breaks down."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.source import load_plain
from runtime import shipped
from tests.scenarios.play import suite

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = ("interview", "extension", "look_back")
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 99),
    st.text(max_size=5),
    st.sampled_from(["2019-10-10", "2019-13-40", "none", "not yet", "engine", "unit", "opened"]),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.sampled_from(["in", "zh", "state", "due", "x"]), st.text(max_size=3)),
)


@cache
def _shipped(name: str) -> dict[str, Any]:
    file = shipped.FOLDER / name / "scenarios.yaml"
    return load_plain(file.read_text(encoding="utf-8"), str(file))[0]


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items: Any = data.items() if isinstance(data, dict) else ()
    if isinstance(data, list):
        items = enumerate(data)
    for key, value in items:
        yield from _places(value, (*path, key))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_with_anything_anywhere_is_told_of_or_played(data: st.DataObject) -> None:
    text = copy.deepcopy(_shipped(data.draw(st.sampled_from(FILES))))
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(_places(text))))
        holder = text
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = data.draw(JUNK)
    found = suite(json.dumps(text, ensure_ascii=False))
    problems = found.problems()
    for problem in problems:
        assert problem.text("zh")
        assert problem.text("en")
    if not problems:
        for verdict in suite(json.dumps(text, ensure_ascii=False)).run(lambda _: True):
            assert verdict.expectations >= 0
