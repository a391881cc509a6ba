"""`patrol workflow test` and `patrol rules` as an administrator uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cli.session import Session, Start
from cli.views.rules import rules_screen
from runtime.rules import carried

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Patrol

DEFINITION = """
workflow: errand
version: 1
title: {zh: 交办, en: Errand}
calendar: china
counting: civil_code
opened_by: {hand: clerk}
settings: {answer_in: {type: length, default: 10 working days}}
roles: {clerk: {title: 承办人, office: clerk, at: home}}
fields: {urgent: {type: yes_no, default: false}}
states: {open: {initial: true, title: 办理}, closed: {final: done, title: 办结}}
events:
  close:
    title: {zh: 办结, en: Close}
    from: open
    to: closed
    by: clerk
    when: case.urgent == false
    else: {zh: 急件不能这样办结, en: Not an urgent one}
deadlines:
  answer:
    title: 答复
    starts: {enter: open}
    within: setting.answer_in
    stops: {event: close}
    overdue: [{id: late, after: 0 days, every: 5 working days, notify: [clerk]}]
"""
SCENARIOS = """
workflow: errand
scenarios:
  answered:
    title: {zh: 按期答复, en: Answered in time}
    covers: [JS-20]
    when:
      - {at: 2019-09-02, by: clerk, open: errand, expect: {deadlines: {answer: %s}}}
      - {at: 2019-09-03, by: clerk, act: close, expect: {state: closed, deadlines: {answer: met}}}
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A definition with a scenario beside it that holds."""
    (tmp_path / "workflow.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "scenarios.yaml").write_text(SCENARIOS % "2019-09-17", encoding="utf-8")
    return tmp_path / "workflow.yaml"


def test_scenarios_beside_a_definition_are_run_without_a_database(
    patrol: Patrol, written: Path
) -> None:
    answer = patrol("workflow", "test", str(written))
    assert answer.code == 0, answer.err
    assert "ok    answered  Answered in time" in answer.out
    assert answer.out.splitlines()[-1] == "1 scenario with 2 expectations holds."
    assert not patrol.database.exists()


def test_a_scenario_file_or_a_folder_may_be_named_as_well(patrol: Patrol, written: Path) -> None:
    for named in (written.parent, written.with_name("scenarios.yaml")):
        data = patrol.done("workflow", "test", str(named))
        assert [one["scenario"] for one in data["scenarios"]] == ["answered"]


def test_what_does_not_hold_says_expected_got_and_why(patrol: Patrol, written: Path) -> None:
    file = written.with_name("scenarios.yaml")
    file.write_text(SCENARIOS % "2019-09-16", encoding="utf-8")
    answer = patrol("workflow", "test", str(written), "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    (failure,) = answer.json["scenarios"][0]["failures"]
    assert (failure["line"], failure["what"]) == (8, "deadlines.answer.due")
    assert (failure["expected"], failure["got"]) == ("2019-09-16", "2019-09-17")
    assert any("2019-09-13" in line for line in failure["why"])
    screen = patrol("workflow", "test", str(written))
    assert "scenarios.yaml:8: errand: deadlines.answer.due should be 2019-09-16" in screen.out


def test_coverage_lists_what_no_scenario_touches(patrol: Patrol, written: Path) -> None:
    (coverage,) = patrol.done("workflow", "test", str(written), "--coverage")["coverage"]
    assert coverage["complete"] is False
    assert coverage["events"] == {"total": 1, "touched": 1, "missed": []}
    assert coverage["guards"]["missed"] == ["events.close.when = false"]
    assert coverage["steps"]["missed"] == ["answer:late"]
    required = patrol("workflow", "test", str(written), "--require-coverage")
    assert required.code == 1
    assert "not touched: answer:late" in required.out


def test_a_setting_that_a_scenario_changes_is_checked_like_a_definition(
    patrol: Patrol, written: Path
) -> None:
    file = written.with_name("scenarios.yaml")
    text = SCENARIOS.replace(
        "    when:", "    given: {settings: {answer_in: 5 working days}}\n    when:"
    )
    file.write_text(text % "2019-09-09", encoding="utf-8")
    assert patrol("workflow", "test", str(written)).code == 0
    file.write_text((text % "2019-09-09").replace("5 working days", "soon"), encoding="utf-8")
    answer = patrol("workflow", "test", str(written))
    assert (answer.code, "scenarios.yaml:7:35:" in answer.err) == (3, True)


def test_one_scenario_alone_can_be_run(patrol: Patrol) -> None:
    data = patrol.done("workflow", "test", "interview", "--scenario", "dropped")
    assert [one["scenario"] for one in data["scenarios"]] == ["dropped"]
    assert patrol.refused("workflow", "test", "interview", "--scenario", "zzz")["code"] == (
        "scenario_unknown"
    )


def test_what_cannot_be_found_is_said(patrol: Patrol) -> None:
    assert patrol.refused("workflow", "test", "zzz")["code"] == "scenario_workflow_not_shipped"
    assert patrol("workflow", "test", "no/such/file.yaml").code == 2


def test_a_definition_with_faults_is_not_run(patrol: Patrol, written: Path) -> None:
    written.write_text(DEFINITION.replace("to: closed", "to: closd"), encoding="utf-8")
    answer = patrol("workflow", "test", str(written))
    assert answer.code == 3
    assert "closd" in answer.err


@pytest.mark.parametrize(
    "text", ["", "scenarios: 3", "- 1", "workflow: x\nscenarios: {a: {when: 3}}", "\x00"]
)
def test_a_file_that_is_none_is_told_without_a_traceback(
    patrol: Patrol, written: Path, text: str
) -> None:
    written.with_name("scenarios.yaml").write_text(text, encoding="utf-8")
    answer = patrol("workflow", "test", str(written))
    assert answer.code == 3, answer.out
    assert "scenarios.yaml:" in answer.err


def _rules(patrol: Patrol, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = patrol.done("rules", *arguments)
    return found


def test_every_rule_is_listed_with_its_clauses_and_scenarios(patrol: Patrol) -> None:
    rules = {one["id"]: one for one in _rules(patrol)}
    assert len(rules) == 121
    assert "patrol: deadlines.plan" in rules["JS-20"]["clauses"]
    assert "patrol/plan_late" in rules["JS-20"]["scenarios"]
    assert rules["JS-29"]["why"]["en"]


def test_every_rule_that_binds_is_carried_and_tried_and_every_other_says_why_not(
    patrol: Patrol,
) -> None:
    assert _rules(patrol, "--uncarried") == []
    assert "carried by a clause" in patrol("rules", "--uncarried").out
    rules = _rules(patrol)
    assert [one["id"] for one in rules if not one["carried"] and one["why"] is None] == []
    assert [one["id"] for one in rules if one["carried"] and not one["scenarios"]] == []
    screen = patrol("rules", "JS-29", "JS-20")
    assert "binds nobody" in screen.out
    assert "tried by patrol/" in screen.out.replace("tried by extension", "")


def test_a_rule_that_binds_is_told_when_nothing_carries_or_tries_it() -> None:
    with Session(Start({}, "en"), ("rules",)) as session:
        bare = [one for one in carried((), {}) if one.id == "JS-20"]
        screen = "\n".join(rules_screen(session, bare))
    assert bare[0].uncarried
    assert "nothing carries it yet" in screen
    assert "1 that bind and nothing carries" in screen


def test_a_rule_that_is_not_there_is_told(patrol: Patrol) -> None:
    assert patrol.refused("rules", "JS-99")["code"] == "rule_unknown"
