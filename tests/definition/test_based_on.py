"""A definition based on another: what it may change, what it may not, and where each is told."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.bases import MAY_CHANGE, SET
from engine.definition.check import Checked, Source, check_sources
from engine.definition.kin import kin
from engine.definition.terms import text_of
from engine.definition.vocabulary import keys_at
from tests.definition.shelf import good_text, good_workflows

HEAD = "workflow: town\nversion: 1\nbased_on: visit@1\n"
BASE = yaml.safe_load(good_text("visit"))
NAMED = ("settings", "roles", "fields", "states", "events", "deadlines", "documents")


def base(name: str, version: int) -> Source | None:
    known = name in good_workflows() and version == 1
    return Source(f"{name}.yaml", good_text(name)) if known else None


def checked(*texts: str) -> Checked:
    known = {name: (one,) for name, one in good_workflows().items()}
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    return check_sources(sources, known, bases=base)


def told(text: str) -> list[tuple[int, int, str, str]]:
    return [(one.line, one.column, one.path, one.code) for one in checked(text).problems]


def test_what_says_nothing_more_is_what_it_is_based_on_under_another_name() -> None:
    (town,) = checked(HEAD).workflows
    visit = good_workflows()["visit"]
    assert (town.name, town.based_on) == ("town", ("visit@1",))
    assert kin(town) == {"town", "visit"}
    assert (town.states, town.events, town.deadlines) == (
        visit.states, visit.events, visit.deadlines,
    )  # fmt: skip


def test_a_setting_is_given_in_short_or_with_where_it_comes_from() -> None:
    text = HEAD + "settings:\n  report_in: 5 days\n  most: {default: 4, clause: 第四条}\n"
    (town,) = checked(text).workflows
    within = town.deadlines["report"].within
    assert within is not None
    assert within.short == "5d"
    assert (town.settings["most"].value, town.settings["most"].clause) == (4, text_of("第四条", ""))


def test_titles_ladders_and_the_start_may_change_and_fields_may_be_added() -> None:
    text = HEAD + (
        "title: Town\n"
        "states: {going: {title: Out}}\n"
        "events: {leave: {title: Go, clause: 第一条}}\n"
        "fields: {weather: {type: text}}\n"
        "deadlines:\n"
        "  report: {starts: {enter: writing}, warn: [1 working day]}\n"
    )
    (town,) = checked(text).workflows
    assert town.title.en == "Town"
    assert town.states["going"].title.en == "Out"
    assert town.events["leave"].clause == text_of("第一条", "")
    assert town.events["leave"].asks == ("left_on",)
    assert "weather" in town.fields
    assert [one.kind for one in town.deadlines["report"].starts] == ["enter"]


def test_a_base_may_be_based_on_another_itself_and_may_stand_in_the_same_call() -> None:
    village = "workflow: village\nversion: 2\nbased_on: town@1\nsettings: {report_in: 3 days}\n"
    _, last = checked(HEAD, village).workflows
    assert last.based_on == ("town@1", "visit@1")
    assert kin(last) == {"village", "town", "visit"}


BAD = [
    ("based_on: visit", (3, 11, "based_on", "definition_base_unreadable")),
    ("based_on: [visit@1]", (3, 11, "based_on", "definition_base_unreadable")),
    ("based_on: vist@1", (3, 11, "based_on", "definition_base_unknown")),
    ("based_on: visit@2", (3, 11, "based_on", "definition_base_unknown")),
    ("based_on: town@1", (3, 11, "based_on", "definition_base_circle")),
]


@pytest.mark.parametrize(("line", "problem"), BAD)
def test_a_base_that_is_none_is_told_at_its_place(
    line: str, problem: tuple[int, int, str, str]
) -> None:
    assert told(f"workflow: town\nversion: 1\n{line}\n") == [problem]


def test_two_that_are_based_on_each_other_are_told_so() -> None:
    other = "workflow: other\nversion: 1\nbased_on: town@1\n"
    found = checked(HEAD.replace("visit@1", "other@1"), other).problems
    assert {one.code for one in found} == {"definition_base_circle"}


def kept() -> list[tuple[str, ...]]:
    """Return every key of the vocabulary that a base keeps, by its path in the sample."""
    found: list[tuple[str, ...]] = [(key,) for key in keys_at(()) if key not in MAY_CHANGE]
    for section in NAMED:
        may = MAY_CHANGE[section]["*"]
        name = next(iter(BASE[section]))
        found += [(section, name, key) for key in keys_at((section, name)) if key not in may]
    return [path for path in found if path != ("based_on",)]


@pytest.mark.parametrize("path", kept(), ids=".".join)
def test_every_key_that_a_base_keeps_is_refused_at_its_place(path: tuple[str, ...]) -> None:
    text = HEAD
    for depth, key in enumerate(path):
        text += f"{'  ' * depth}{key}:" + ("\n" if depth + 1 < len(path) else " x\n")
    last = len(path)
    assert told(text) == [(3 + last, 1 + 2 * (last - 1), ".".join(path), "definition_base_keeps")]


@pytest.mark.parametrize("section", [one for one in NAMED if one != "fields"])
def test_nothing_is_added_but_fields_columns_and_ladders(section: str) -> None:
    (problem,) = told(f"{HEAD}{section}:\n  wholly_new: {{title: x}}\n")
    assert problem == (5, 3, f"{section}.wholly_new", "definition_base_name_unknown_known")


def test_what_does_not_hold_after_the_change_is_told_in_the_file_that_changes_it() -> None:
    text = HEAD + "title: Town\nsettings:\n  report_in: promptly\n"
    found = told(text)
    # A law over states has no line of its own here: it stands where the base is named.
    assert {(line, column) for line, column, _, _ in found} == {(3, 1), (6, 3)}
    misspelt = told(HEAD + "deadlines:\n  report: {starts: {event: leaf}}\n")
    assert [(line, path) for line, _, path, _ in misspelt][:1] == [
        (5, "deadlines.report.starts.event")
    ]


SHORT = st.sampled_from(["x", "promptly", "3 days", 7, True, None, [], {}, ["a"], {"title": "x"}])
KEYS = st.sampled_from(sorted({*keys_at(()), "report", "going", "leave", "*", "+", "title"}))


@given(st.recursive(SHORT, lambda inner: st.dictionaries(KEYS, inner, max_size=3), max_leaves=8))
def test_nothing_that_a_file_says_brings_the_checker_down(data: Any) -> None:
    whole = {"workflow": "town", "version": 1, **(data if isinstance(data, dict) else {})}
    text = yaml.safe_dump({**whole, "based_on": "visit@1"}, allow_unicode=True)
    found = checked(text)
    assert found.problems or found.workflows
    assert MAY_CHANGE["title"] == SET
