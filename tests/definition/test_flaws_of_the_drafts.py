"""The flaws that reviewers found in the first drafts, each of which the checker wins."""

from __future__ import annotations

import pytest

from engine.definition.check import check_sources
from engine.definition.source import Source
from tests.definition.shelf import HERE, good_text, problems

NAMES = ("rectify", "listing", "round")
RAISED = "then: [{open: listing, as: raised, with: {unit: case.unit}}]"


def told(**flaws: tuple[str, str]) -> set[tuple[str, str, str]]:
    """Return what is told of the three drafts, a text in one of them replaced by another."""
    sources = []
    for name in NAMES:
        text = (HERE / "drafts" / f"{name}.yaml").read_text(encoding="utf-8")
        old, new = flaws.get(name, ("", ""))
        assert old in text
        sources.append(Source(name, text.replace(old, new, 1)))
    return {(one.file, one.path, one.code) for one in check_sources(sources, {}).problems}


def test_without_their_flaws_the_drafts_pass() -> None:
    assert told() == set()


def test_withdrawing_tells_the_listing_to_cancel_without_the_reason_that_it_asks() -> None:
    found = told(rectify=(", with: {reason: case.reason}", ""))
    assert found == {("rectify", "events.withdraw.then[0].tell", "definition_tell_lacks")}


def test_grading_is_by_an_inspector_whom_nobody_sets() -> None:
    found = told(rectify=("to: graded, by: lister", "to: graded, by: inspector"))
    assert ("rectify", "events.grade.by", "definition_nobody_can_act") in found


def test_notifying_the_unit_silently_passes_over_ungraded_problems() -> None:
    found = told(round=("when: \"!problems.exists(p, p.state == 'registered')\",", ""))
    assert found == {("round", "events.give.then[0].tell", "definition_tell_too_early")}


def test_a_raised_listing_never_hears_that_the_hazard_is_cleared() -> None:
    found = told(listing=("to: raised, by: office", f"to: raised, by: office, {RAISED}"))
    assert ("listing", "events.raise.then[0].open", "definition_never_told") in found


def test_all_over_nothing_closes_a_patrol() -> None:
    found = told(round=("problems.size() > 0 && ", ""))
    assert found == {("round", "events.accept.when", "definition_all_over_nothing")}


def test_a_prompt_deadline_without_a_reminder_lets_a_case_rest_unseen() -> None:
    found = told(
        rectify=("stops: {leave: notified}, remind: 5 working days", "stops: {leave: notified}")
    )
    assert found == {("rectify", "states.notified", "definition_rests_silent")}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("notify: [office]}]", "notify: &who [office]}]", "definition_anchor"),
        ("id: late, ", "", "definition_step_without_id"),
        (", every: 5 days", "", "definition_ladder_silent"),
    ],
)
def test_anchors_nameless_steps_and_silent_ladders_are_refused(
    old: str, new: str, code: str
) -> None:
    assert code in {found for _, found in problems(good_text("small").replace(old, new))}


def test_a_ledger_without_a_column_is_told_so() -> None:
    assert problems(good_text("small") + "ledgers: {all: {title: x, columns: {}}}\n") == [
        ("ledgers.all.columns", "definition_ledger_empty")
    ]


def test_a_duty_whose_ladder_has_no_ids_is_told_so() -> None:
    duty = "study: {title: 学习, every: week, while: open, owed_by: office, proof: {note: text}"
    text = good_text("small") + f"duties: {{{duty}, overdue: [{{after: 0 days, mark: weak}}]}}}}\n"
    assert problems(text) == [("duties.study.overdue[0]", "definition_step_without_id")]
