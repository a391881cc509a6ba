"""A line that does not hold says what was expected, what is, and why."""

from __future__ import annotations

import pytest

from tests.scenarios.play import OPENED, failures, suite, verdicts


def _expecting(what: str, at: str = "2019-12-05 11:00") -> list[tuple[str, str, str]]:
    lines = f"      - {{at: {at}, expect: {{{what}}}}}\n"
    return [(one.facts["what"], one.facts["expected"], one.facts["got"]) for one in failures(lines)]


@pytest.mark.parametrize(
    "what",
    [
        "state: proposed",
        "fields: {unit: yancheng, held_on: none}",
        "deadlines: {decision: running, holding: none}",
        "deadlines: {decision: {due: none, status: running, provisional: false, overdue: 0}}",
        "steps: {decision: {remind: not yet}}",
        "messages: {'decision:remind': none}",
        "papers: {summons: 0}",
    ],
)
def test_what_is_as_expected_holds(what: str) -> None:
    assert _expecting(what) == []


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("state: held", ("state", "held", "proposed")),
        ("fields: {unit: xiangshui}", ("fields.unit", "xiangshui", "yancheng")),
        ("fields: {held_on: 2019-12-05}", ("fields.held_on", "2019-12-05", "none")),
        ("marks: [grave]", ("marks", "grave", "none")),
        ("deadlines: {decision: met}", ("deadlines.decision.status", "met", "running")),
        ("deadlines: {decision: 2019-12-09}", ("deadlines.decision.due", "2019-12-09", "none")),
        ("deadlines: {holding: running}", ("deadlines.holding.status", "running", "none")),
        ("deadlines: {decision: none}", ("deadlines.decision.status", "none", "running")),
        ("steps: {decision: {remind: taken}}", ("steps.decision.remind", "taken", "not yet")),
        ("messages: {notify: [unit_head]}", ("messages.notify", "unit_head", "none")),
        ("papers: {summons: 1}", ("papers.summons", "1", "0")),
    ],
)
def test_what_is_not_as_expected_is_told(what: str, told: tuple[str, str, str]) -> None:
    assert _expecting(what) == [told]


def test_a_step_is_told_with_the_moment_at_which_it_took_effect() -> None:
    told = _expecting("steps: {decision: {remind: 2019-12-11 09:00}}", "2019-12-13")
    assert told == [("steps.decision.remind", "2019-12-11 09:00", "2019-12-12 09:00")]


def test_a_step_that_was_taken_is_not_one_that_is_not_yet() -> None:
    told = _expecting("steps: {decision: {remind: not yet}}", "2019-12-13")
    assert told == [("steps.decision.remind", "not yet", "2019-12-12 09:00")]


def test_a_date_that_is_not_as_expected_is_explained_day_by_day() -> None:
    text = """
workflow: extension
scenarios:
  asked:
    title: x
    given: {known_on: 2019-08-01}
    when:
      - at: 2019-08-06 09:00
        by: registrar
        open: rectification
        with: {unit: xiangshui_chemicals, lister: jiangsu_patrol, inspector: team1_member1, source: visit,
               category: hazard, found_on: 2019-08-06, description: x}
      - {at: 2019-08-06 10:00, by: inspector, act: grade, with: {grade: general, grade_basis: x, sector: fire, place: x}}
      - {at: 2019-08-06 11:00, by: inspector, act: notify_unit, with: {notified_on: 2019-08-06}}
      - {at: 2019-08-07 09:00, by: unit, extend: rectify, to: 2019-09-10, reason: x, called: more}
      - {at: 2019-08-07 10:00, expect: {in: more, deadlines: {decision: 2019-08-13}}}
"""  # noqa: E501
    (failure,) = verdicts(text)[0].failures
    assert (failure.line, failure.facts["got"]) == (16, "2019-08-14")
    english = failure.why["en"]
    assert english[0] == "The deadline decision: started on 2019-08-07, due on 2019-08-14 (running)"
    assert sum("2019-08-1" in line for line in english) >= 5
    assert len(failure.why["zh"]) == len(english)


def test_a_state_that_is_not_as_expected_is_explained_by_what_happened() -> None:
    (failure,) = failures(
        "      - {at: 2019-12-05 11:00, by: convener, act: notify, expect: {state: held}}\n"
    )
    assert failure.why["en"][-1] == "2019-12-05 11:00  Summon (jiangsu_patrol_chair) -> notified"


def test_a_refusal_that_was_not_expected_ends_the_scenario_and_says_why() -> None:
    told = failures(
        "      - {at: 2019-12-05 11:00, by: convener, act: reply, with: {reply: x}}\n"
        "      - {at: 2019-12-05 12:00, expect: {state: closed}}\n"
    )
    assert [one.code for one in told] == ["scenario_refused"]
    assert told[0].facts["reason_code"] == "event_not_from_here"


def test_a_refusal_may_be_expected_by_its_code_or_by_its_words() -> None:
    for reason in ("event_not_from_here", "现在处于", "cannot be taken"):
        lines = (
            "      - {at: 2019-12-05 11:00, by: convener, act: reply, with: {reply: x},\n"
            f"         expect: {{refused: {reason}, state: proposed}}}}\n"
        )
        assert failures(lines) == [], reason


def test_another_reason_than_the_expected_one_is_told() -> None:
    (one,) = failures(
        "      - {at: 2019-12-05 11:00, by: convener, act: reply, with: {reply: x},\n"
        "         expect: {refused: guard_refuses}}\n"
    )
    assert (one.code, one.facts["expected"]) == ("scenario_refused_otherwise", "guard_refuses")


def test_an_act_that_should_be_refused_and_is_done_is_told() -> None:
    (one,) = failures(
        "      - {at: 2019-12-05 11:00, by: convener, act: notify,\n"
        "         expect: {refused: not_permitted}}\n"
    )
    assert one.code == "scenario_not_refused"


def test_a_child_that_is_not_there_is_told() -> None:
    lines = "      - {at: 2019-12-05 11:00, called: {nothing: x}, expect: {state: proposed}}\n"
    codes = [problem.code for problem in suite(OPENED + lines).problems()]
    assert codes == ["scenario_children_unknown_known"]


def test_what_goes_wrong_before_is_told_at_the_scenario_that_goes_on() -> None:
    text = OPENED.replace("by: convener", "by: team1_leader") + (
        "  after:\n"
        "    title: x\n"
        "    given: {after: opened}\n"
        "    when: [{at: 2019-12-06, expect: {state: proposed}}]\n"
    )
    first, second = verdicts(text)
    assert [one.code for one in first.failures] == ["scenario_refused"]
    assert [one.code for one in second.failures] == ["scenario_given_failed"]
