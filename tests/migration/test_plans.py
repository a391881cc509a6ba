"""Plans as people write them: what is wrong stands at its place, and nothing crashes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.definition.migrating.plan import ClockPlan, StartPlan
from engine.definition.migrating.reading import KEYS, ReadPlan, read_plan
from engine.definition.migrating.skeleton import skeleton
from engine.definition.source import Source
from engine.definition.workflow import Workflow
from engine.errors import InputError
from runtime.publishing import shipped_workflows
from tests.migration.desk import sample
from tests.model.build import deadline, field, step

SHIPPED = shipped_workflows()
ANSWERED = {'reason: "?"': "reason: 令〔2026〕3号"}
words = st.sampled_from([*KEYS, "n", "m", "going", "report", "drop", "end", "keep", "?", "1", ""])
values: Any = st.recursive(
    st.one_of(words, st.none(), st.booleans(), st.integers(-5, 5)),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(words, below, max_size=3)),
    max_leaves=6,
)


def read(text: str, old: Workflow, new: Workflow) -> ReadPlan:
    return read_plan(Source("plan.yaml", text), old, new)


def codes(text: str, old: Workflow, new: Workflow) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text, old, new)
    problems: Any = caught.value.problems
    assert problems
    assert all(one.file == "plan.yaml" and one.line >= 1 for one in problems)
    return [one.code for one in problems]


def answered(text: str) -> str:
    for question, answer in ANSWERED.items():
        assert question in text
        text = text.replace(question, answer)
    return text


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_plan_to_start_from_is_complete_where_nothing_changed(name: str) -> None:
    old = SHIPPED[name][-1]
    new = replace(old, version=old.version + 1)
    plan = read(answered(skeleton(old, new)), old, new).plan
    assert plan.deadlines == {one: ClockPlan(to=one) for one in old.deadlines}
    assert plan.fields == {one: one for one in old.fields}
    assert set(plan.states) == {one.name for one in old.states.values() if one.final is None}


def test_the_plan_to_start_from_asks_what_changed_and_offers_what_is_new() -> None:
    more = [deadline("audit", "enter:waiting", "20wd", overdue=(step("late", "0d", every="1wd"),))]
    fields = [field("n", "text"), field("m", "number", required=True)]
    old, new = sample(1), sample(2, "5wd", shape={"deadlines": more, "fields": fields})
    text = answered(skeleton(old, new))
    assert codes(text, old, new) == ["plan_question_open"] * 3
    text = text.replace('n: "?"', "n: drop").replace('m: "?"', "m: 1")
    text = text.replace('report: "?"', "report: from_today").replace("# audit:", "audit:")
    plan = read(text, old, new).plan
    assert plan.starts == {"audit": StartPlan()}
    assert plan.deadlines == {"report": ClockPlan(to="report", date="from_today")}
    assert (plan.fields, plan.values) == ({"n": None}, {"m": 1})


HEAD = "migrate: w\nfrom: 1\nto: 2\nreason: x\nstates: {going: going}\n"
SECRET = {"fields": [field("n", "number", secret=True, personal=True)]}


@pytest.mark.parametrize(
    ("more", "old", "new", "found"),
    [
        ("fields: {n: n}", {"fields": [field("n", "text")]}, {}, ["plan_field_kind"]),
        ("fields: {n: n}", SECRET, {},
         ["plan_unguards", "plan_field_leaks", "plan_field_personal"]),
        ("fields: {n: drop}", SECRET, {}, ["plan_unguards"]),
        ("fields: {n: m, o: m}", {"fields": [field("n", "number"), field("o", "number")]},
         {"fields": [field("m", "number")]}, ["plan_name_twice", "plan_name_twice"]),
        ("starts: {report: today}\ndeadlines: {report: keep}", {}, {}, ["plan_start_taken"]),
        ("starts: {report: {from: noon, at: 1, in: going}}", {}, {},
         ["plan_word_unknown", "plan_key_unknown_known", "plan_not_a_list"]),
        ("deadlines: {report: {to: reprot}}", {}, {}, ["plan_new_unknown"]),
        ("deadlines: [report]", {}, {}, ["plan_part_not_a_mapping"]),
        ("values: {k: 1}", {}, {}, ["plan_new_unknown_known"]),
    ],
)  # fmt: skip
def test_what_a_plan_must_not_lose_is_told(
    more: str, old: dict[str, Any], new: dict[str, Any], found: list[str]
) -> None:
    assert codes(HEAD + more, sample(1, shape=old), sample(2, shape=new)) == found


def test_figures_go_on_speaking_of_one_deadline() -> None:
    other = [deadline("audit", "enter:waiting", "20wd", governing=True)]
    old, new = sample(1, governing=True), sample(2, shape={"deadlines": other})
    assert codes(HEAD + "deadlines: {report: keep}", old, new) == ["plan_governing"]
    assert read(HEAD + "deadlines: {report: end}", old, new).plan.deadlines


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.dictionaries(words, values, max_size=6), sound=st.booleans())
def test_whatever_a_plan_says_it_is_read_or_refused(data: dict[str, Any], sound: bool) -> None:
    said = {**data, "migrate": "w", "from": 1, "to": 2, "reason": "x"} if sound else data
    with suppress(InputError):
        assert read(json.dumps(said), sample(1), sample(2)).plan.states is not None
