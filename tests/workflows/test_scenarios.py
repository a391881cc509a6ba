"""Every shipped workflow is tried by its own scenarios, in every part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runtime import shipped
from runtime.publishing import shipped_workflows
from runtime.rules import clauses_of, rule_book, rule_rows
from runtime.scenarios.files import rule_table, scenarios_beside, suite_of

if TYPE_CHECKING:
    from pathlib import Path

FILES = shipped.definition_files(examples=True)


EACH = pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)


@EACH
def test_the_scenarios_of_a_workflow_hold_and_touch_every_part_of_it(file: Path) -> None:
    suite = suite_of((str(file),))
    verdicts = list(suite.run(lambda _: True))
    assert verdicts
    assert [(one.workflow, one.name, one.failures) for one in verdicts if one.failures] == []
    (coverage,) = suite.coverage()
    assert coverage.missed == dict.fromkeys(coverage.missed, ())
    assert coverage.complete
    known = shipped_workflows()[coverage.workflow][-1]
    tried = {row for one in verdicts for row in one.covers}
    # Of a definition that is based on another, that one carries and tries the rows.
    assert known.based_on or tried == set(known.basis)


@EACH
def test_a_workflow_has_scenarios_beside_it(file: Path) -> None:
    assert scenarios_beside(file)


def test_every_row_of_the_sources_is_kept() -> None:
    counts = {"JS": 29, "JY": 16, "HZ": 27, "FX": 13, "XZ": 36}
    ids = [f"{name}-{number:02}" for name, last in counts.items() for number in range(1, last + 1)]
    assert list(rule_rows()) == ids
    assert len(ids) == 121


def test_a_row_binds_or_says_why_it_binds_nobody() -> None:
    book = rule_book()
    for name, rule in book.rules.items():
        assert (rule.why in book.reasons) == (rule.kind == "context"), name
        assert name.partition("-")[0] in book.documents


def test_a_row_that_a_workflow_carries_binds() -> None:
    assert [one.id for one in rule_table() if one.clauses and one.rule.kind != "binding"] == []


def test_a_row_is_carried_where_a_clause_names_it() -> None:
    patrol = shipped_workflows()["patrol"][-1]
    carried = [where for row, where in clauses_of(patrol) if row == "JS-20"]
    assert carried == [
        "patrol: settings.plan_in", "patrol: events.submit_plan", "patrol: deadlines.plan"
    ]  # fmt: skip
    row = next(one for one in rule_table() if one.id == "JS-20")
    assert set(carried) <= set(row.clauses)
    assert "patrol/plan_late" in row.scenarios


def test_every_row_that_binds_is_carried_by_a_clause_and_tried_by_a_scenario() -> None:
    table = [one for one in rule_table() if one.rule.kind == "binding"]
    assert [one.id for one in table if not one.clauses] == []
    # What only stands in a definition's basis could be taken away without anybody noticing.
    whole = [one.id for one in table if all(each.endswith(": basis") for each in one.clauses)]
    assert whole == []
    assert [one.id for one in table if not one.scenarios] == []


def test_a_row_that_binds_nobody_says_why_in_a_sentence_of_both_languages() -> None:
    book = rule_book()
    for one in rule_table():
        if one.rule.kind == "context":
            reason = book.reasons[one.rule.why or ""]
            assert reason.zh
            assert reason.en
            assert (one.clauses, one.scenarios) == ((), ())
