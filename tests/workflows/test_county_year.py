"""The example of duties: a county's year, true to its rule rows."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.definition.check import check_sources
from runtime.rules import rows_named
from tests.workflows.shipped import FOLDER, definition, directory, source

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow

EXAMPLES = ("county_year", "county_visit")


@cache
def examples() -> dict[str, Workflow]:
    """Return the example's definitions, checked beside the interview that they open."""
    files = [FOLDER / "examples" / name / "workflow.yaml" for name in EXAMPLES]
    found = check_sources([source(file) for file in (*files, definition("interview"))], {})
    assert [one.text("en") for one in found.problems] == []
    return {one.name: one for one in found.workflows}


def test_the_example_carries_the_rows_of_its_duties() -> None:
    year = examples()["county_year"]
    parts: list[Any] = [*year.duties.values(), *year.settings.values()]
    assert {row for part in parts for row in rows_named(part.clause)} == set(year.basis)


def test_the_quotas_and_periods_are_those_of_the_rule_list() -> None:
    duties = examples()["county_year"].duties
    assert {name: (one.every, one.at_least) for name, one in duties.items()} == {
        "meeting": ("year", 4),
        "analysis": ("quarter", 1),
        "study": ("year", 2),
        "inspection": ("quarter", 1),
        "holiday": ("holiday", 1),
        "random": ("week", 1),
    }


def test_every_post_that_owes_is_held_by_somebody() -> None:
    held = {post.office for post in directory().posts}
    for workflow in examples().values():
        offices = {role.office for role in workflow.roles.values() if role.office}
        assert offices <= held


def test_the_words_of_a_duty_are_in_both_languages() -> None:
    for workflow in examples()["county_year"].duty_workflows.values():
        named: list[Any] = [workflow, *workflow.states.values(), *workflow.events.values()]
        named += [one for one in workflow.fields.values() if one.name not in ("minutes", "report")]
        for part in named:
            assert re.search("[一-鿿]", part.title.zh), part.name
            assert not re.search("[一-鿿]", part.title.en), part.name
