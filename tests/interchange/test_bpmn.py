"""A definition as BPMN: whole, sound, legible, and the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from cli.interchange.bpmn.written import bpmn
from cli.pictures.words import Words
from runtime.publishing import shipped_workflows
from tests.interchange.definitions import full_definitions
from tests.interchange.reading import MODEL, dangling, faults, read

if TYPE_CHECKING:
    from engine.definition.workflow import Workflow
    from tests.interchange.reading import Read

KNOWN = {name: versions[-1] for name, versions in shipped_workflows().items()}


def words(workflow: Workflow, language: str = "zh") -> Words:
    return Words(workflow, language, lambda name: KNOWN[name].title if name in KNOWN else None)


def written(name: str, language: str = "zh") -> Read:
    return read(bpmn(words(KNOWN[name], language)))


def _expected(workflow: Workflow) -> list[str]:
    """Return the elements that a definition must give."""
    steps = [
        f"step.{each.name}.{step.id}"
        for each in workflow.deadlines.values() for step in each.overdue
    ]  # fmt: skip
    return [
        *(f"state.{name}" for name in workflow.states),
        *(f"event.{name}" for name in workflow.events),
        *(f"deadline.{name}" for name in workflow.deadlines),
        *(f"role.{name}" for name in workflow.roles),
        *(f"stage.{name}" for name in workflow.stages),
        *(f"duty.{name}" for name in workflow.duties),
        *steps,
    ]


def _flaws(found: Read, workflow: Workflow) -> list[object]:
    missing = [name for name in _expected(workflow) if name not in found.elements]
    return [*missing, *dangling(found), *faults(found)]


@pytest.mark.parametrize(
    ("name", "language"), [*((name, "en") for name in KNOWN), ("patrol", "zh")]
)
def test_a_shipped_definition_is_whole_and_nothing_lies_on_anything_else(
    name: str, language: str
) -> None:
    assert _flaws(written(name, language), KNOWN[name]) == []


@settings(max_examples=15, deadline=None)
@given(full_definitions())
def test_a_definition_made_up_at_random_is_whole_and_nothing_lies_on_anything_else(
    workflow: Workflow,
) -> None:
    assert _flaws(read(bpmn(words(workflow))), workflow) == []


def test_the_same_definition_gives_the_same_bytes_and_both_languages_the_same_ids() -> None:
    flow = KNOWN["rectification"]
    assert bpmn(words(flow)) == bpmn(words(flow))
    assert list(written("rectification").elements) == list(written("rectification", "en").elements)


def test_states_wait_and_ends_end_and_what_is_void_ends_all() -> None:
    found = written("patrol", "en")
    assert found.tag("state.on_site") == "receiveTask"
    assert found.elements["state.on_site"].get("name") == "On site"
    assert found.tag("state.closed") == found.tag("state.cancelled") == "endEvent"
    voided = found.elements["state.cancelled"]
    assert voided.find(f"{MODEL}terminateEventDefinition") is not None
    assert found.elements["state.closed"].find(f"{MODEL}terminateEventDefinition") is None


def test_an_act_is_a_task_in_the_lane_of_who_takes_it_with_its_clause_and_what_it_asks() -> None:
    found = written("patrol", "en")
    assert found.tag("event.submit_report") == "userTask"
    lane = found.elements["lane.role.team_leader"]
    assert "event.submit_report" in [each.text for each in lane]
    owners = [each.text for each in found.elements["event.enter"].iter(f"{MODEL}resourceRef")]
    assert owners == ["role.patrol_office", "role.team_leader"]
    told = found.told("event.enter")
    assert "Clause: JS-07" in told
    assert "Supplied with it: Entered on" in told
    assert "Else: Form the team first, then record the entry" in told


def test_a_deadline_hangs_on_the_state_in_which_it_begins_and_its_steps_follow() -> None:
    found = written("patrol", "en")
    timer = found.elements["deadline.report"]
    assert (timer.get("attachedToRef"), timer.get("cancelActivity")) == ("state.reporting", "false")
    assert "Limit: 10 working days" in found.told("deadline.report")
    (length,) = timer.iter(f"{MODEL}timeDuration")
    assert (length.text, length.get("language")) == ("10wd", "urn:patrol:length")
    stay = next(found.elements["deadline.stay"].iter(f"{MODEL}timeDuration"))
    assert (stay.text, stay.get("language")) == ("P30D", None), "ISO 8601 where that can say it"


def test_a_deadline_that_begins_in_several_states_stands_alone() -> None:
    found = written("patrol", "en")
    assert found.tag("deadline.result") == "subProcess"
    assert found.elements["deadline.result"].get("triggeredByEvent") == "true"


def test_an_act_that_moves_nothing_stands_alone_and_may_be_taken_again() -> None:
    found = written("patrol", "en")
    start = found.elements["standing.find.begins"]
    assert start.get("isInterrupting") == "false"
    assert start.get("name") == "While at: On site, Writing the report"


def test_a_case_that_an_act_opens_is_a_call_of_its_process() -> None:
    found = written("patrol", "en")
    calls = {each.get("calledElement") for each in found.root.iter(f"{MODEL}callActivity")}
    assert {"process.rectification", "process.discipline_handoff", "process.interview"} <= calls
    assert written("rectification").tag("process.rectification") == "process"


def test_a_choice_says_its_conditions_and_what_is_left_is_the_default() -> None:
    found = written("listed_supervision", "en")
    choices = [name for name in found.elements if found.tag(name) == "exclusiveGateway"]
    asked = [name for name in choices if name.startswith("choice.")]
    for name in asked:
        ways = [each.text or "" for each in found.elements[name].iter(f"{MODEL}outgoing")]
        assert len(ways) > 1
        for way in ways:
            flow, default = found.elements[way], found.elements[name].get("default")
            conditional = flow.find(f"{MODEL}conditionExpression") is not None
            assert conditional is (way != default)
            assert flow.get("name")
    assert asked
