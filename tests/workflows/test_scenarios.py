"""Every shipped workflow is tried by its own scenarios, in every part of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from runtime import shipped
from runtime.publishing import shipped_workflows
from runtime.rules import clauses_of, rule_book, rule_rows
from runtime.scenarios.files import rule_table, scenarios_beside, suite_of

if TYPE_CHECKING:
    from runtime.scenarios.coverage import Coverage
    from runtime.scenarios.suite import Verdict

FILES = shipped.definition_files(examples=True)


@cache
def _played() -> tuple[list[Verdict], dict[str, Coverage]]:
    suite = suite_of(())
    verdicts = list(suite.run(lambda _: True))
    return verdicts, {one.workflow: one for one in suite.coverage()}


def test_every_scenario_holds() -> None:
    verdicts, _ = _played()
    assert len(verdicts) >= 100
    assert [(one.workflow, one.name, one.failures) for one in verdicts if one.failures] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_workflow_has_scenarios_beside_it(file: object) -> None:
    assert scenarios_beside(file)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(shipped_workflows()))
def test_every_event_guard_deadline_and_step_of_a_workflow_is_touched(name: str) -> None:
    coverage = _played()[1][name]
    assert coverage.missed == dict.fromkeys(coverage.missed, ())
    assert coverage.complete


def test_every_rule_that_a_workflow_carries_is_tried_by_a_scenario_of_its_own() -> None:
    verdicts, _ = _played()
    tried: dict[str, set[str]] = {}
    for one in verdicts:
        tried.setdefault(one.workflow, set()).update(one.covers)
    missing = {
        name: set(versions[-1].basis) - tried.get(name, set())
        for name, versions in shipped_workflows().items()
        if not versions[-1].based_on
    }
    assert {name: rows for name, rows in missing.items() if rows} == {}


def test_no_scenario_claims_a_rule_that_its_workflow_does_not_carry() -> None:
    known = {name: set(versions[-1].basis) for name, versions in shipped_workflows().items()}
    strange = {
        (one.workflow, one.name): set(one.covers) - known[one.workflow] for one in _played()[0]
    }
    assert {name: rows for name, rows in strange.items() if rows} == {}


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
