"""What every shipped workflow must be: checked, in two languages, true to its rule rows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from runtime.rules import rows_named
from tests.workflows.shipped import (
    EXAMPLE,
    SAMPLES,
    SHIPPED,
    checked,
    definition,
    directory,
    workflows,
)

BASIS = {
    "patrol": (
        "JS-07 JS-08 JS-09 JS-10 JS-14 JS-16 JS-17 JS-18 JS-19 JS-20 JS-21 JS-23 JS-24 JS-25 "
        "JS-26 JS-27 JS-28"
    ),
    "rectification": "JS-21 JS-24 HZ-14 FX-03 FX-04 FX-05 FX-06 XZ-08 XZ-29",
    "discipline_handoff": "JS-25 JS-28 XZ-07 XZ-25",
    "look_back": "JS-27 JS-28",
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ROW = re.compile(r"\b(?:JS|JY|HZ|FX|XZ)-[0-9]{2}\b")


def test_all_shipped_definitions_check_clean_together() -> None:
    assert list(checked().problems) == []
    assert set(workflows()) == {*SHIPPED, "housing_violation"}


@pytest.mark.parametrize("name", BASIS)
def test_a_definition_carries_the_rule_rows_it_is_asked_to(name: str) -> None:
    assert set(workflows()[name].basis) == set(BASIS[name].split())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_row_is_named_by_the_clause_that_carries_it(name: str) -> None:
    workflow = workflows()[name]
    parts: list[Any] = [
        *workflow.settings.values(),
        *workflow.events.values(),
        *workflow.deadlines.values(),
        *workflow.duties.values(),
    ]
    carried = {row for part in parts for row in rows_named(part.clause)}
    assert set(workflow.basis) <= carried
    assert carried <= set(workflow.basis)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_limit_names_its_rule_row_or_says_that_it_is_an_office_default(name: str) -> None:
    for setting in workflows()[name].settings.values():
        assert setting.clause
        assert rows_named(setting.clause) or "办公室默认" in setting.clause.zh


@pytest.mark.parametrize("name", [*SHIPPED, "housing_violation"])
def test_every_title_is_chinese_in_chinese_and_english_in_english(name: str) -> None:
    workflow = workflows()[name]
    titled: list[Any] = [workflow, *workflow.roles.values(), *workflow.fields.values()]
    titled += [*workflow.states.values(), *workflow.events.values(), *workflow.deadlines.values()]
    titled += [*workflow.documents.values()]
    texts = [part.title for part in titled] + [*workflow.stages.values()]
    texts += [setting.title for setting in workflow.settings.values() if setting.title]
    texts += [title for field in workflow.fields.values() for title in field.choices.values()]
    texts += [*workflow.marks.values()]
    texts += [event.otherwise for event in workflow.events.values() if event.otherwise]
    for text in texts:
        assert _CHINESE.search(text.zh), text
        assert not _CHINESE.search(text.en), text


@pytest.mark.parametrize("name", SHIPPED)
def test_every_clause_says_the_same_rows_in_both_languages(name: str) -> None:
    workflow = workflows()[name]
    parts: list[Any] = [*workflow.settings.values(), *workflow.events.values()]
    parts += [*workflow.deadlines.values(), *workflow.duties.values()]
    clauses = [part.clause for part in parts if part.clause]
    clauses += [state.rests for state in workflow.states.values() if state.rests]
    for clause in clauses:
        assert _CHINESE.search(clause.zh), clause
        assert not _CHINESE.search(clause.en), clause
        assert _ROW.findall(clause.zh) == _ROW.findall(clause.en)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_refused_person_reads_why_and_what_to_do(name: str) -> None:
    for event in workflows()[name].events.values():
        assert event.when is None or event.by_engine or event.otherwise, event.name


@pytest.mark.parametrize("name", [*SHIPPED, "housing_violation"])
def test_every_office_that_a_role_names_is_held_by_somebody(name: str) -> None:
    held = {post.office for sample in SAMPLES for post in directory(sample).posts}
    offices = {role.office for role in workflows()[name].roles.values() if role.office}
    assert offices <= held


def test_figures_are_counted_by_at_most_one_deadline() -> None:
    counted = {
        name: [deadline.name for deadline in workflow.deadlines.values() if deadline.governing]
        for name, workflow in workflows().items()
    }
    assert counted["patrol"] == ["result"]
    assert counted["rectification"] == ["rectify"]
    assert counted["housing_violation"] == ["correct"]
    assert all(len(names) <= 1 for names in counted.values())


def test_a_clue_is_secret_and_every_field_that_lists_clues_is_secret() -> None:
    assert workflows()["discipline_handoff"].secret
    for workflow in workflows().values():
        for field in workflow.fields.values():
            assert field.workflow != "discipline_handoff" or field.secret


def test_a_definition_is_a_file_that_a_person_can_hold_in_mind() -> None:
    files = [*map(definition, SHIPPED), EXAMPLE / "workflow.yaml"]
    assert all(len(file.read_text(encoding="utf-8").splitlines()) < 500 for file in files)
