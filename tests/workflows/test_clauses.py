"""What is taken from a definition to see whether a scenario notices; `make clauses` takes all."""

from __future__ import annotations

import pytest

from runtime.publishing import shipped_workflows
from runtime.rules import clauses_of
from scripts.clauses import (
    WorldWithout,
    another,
    clauses,
    clauses_in,
    sources_by_name,
    unnoticed,
    without,
)


def test_every_clause_that_carries_a_rule_is_taken_once() -> None:
    told = {
        where for each in shipped_workflows().values() if not each[-1].based_on
        for _, where in clauses_of(each[-1])
    }  # fmt: skip
    # A duty is a deadline as well: it is taken away as both.
    assert {one.place for one in clauses("") if not one.step} == told


def test_without_a_clause_nothing_else_changes() -> None:
    patrol = shipped_workflows()["patrol"][-1]
    step = next(one for one in clauses_in(patrol) if one.step)
    changed = without(patrol, step)
    kept = [each.id for each in changed.deadlines[step.name].overdue]
    assert step.step not in kept
    assert len(kept) == len(patrol.deadlines[step.name].overdue) - 1
    assert changed.events == patrol.events


def test_a_clause_taken_away_is_noticed_and_one_that_no_scenario_covers_is_told() -> None:
    sources = sources_by_name()
    (send,) = [one for one in clauses("handoff: events.send") if one.workflow == "handoff"]
    assert unnoticed(send, sources) == []
    assert unnoticed(send._replace(rows=("HZ-01",)), sources) == ["HZ-01"]


@pytest.mark.parametrize("name", ["report_in", "result_anchor", "longest_stay"])
def test_a_setting_is_given_another_value(name: str) -> None:
    setting = shipped_workflows()["patrol"][-1].settings[name]
    assert another(setting) not in (str(setting.value), getattr(setting.value, "short", ""))


def test_a_setting_that_counts_is_really_given_another_number() -> None:
    # A number said as text was refused, and what is refused used to count as noticed.
    (meetings,) = clauses("responsibility_year: settings.meetings")
    world = WorldWithout(meetings, sources_by_name())
    assert world.workflows["responsibility_year"].duties["meeting"].at_least == 5
