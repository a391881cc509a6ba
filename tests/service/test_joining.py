"""Merging and splitting: one matter is one case, and no time is gained by dividing one."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from engine.definition.workflow import (
    Document,
    IssueDocument,
    OpenCase,
    OpenedBy,
    Workflow,
)
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.service.engine import Outcome
from engine.service.joining import Splitting, merge_cases, split_case
from engine.service.papers import sign_paper
from engine.service.serving import send_paper
from tests.model.build import day, deadline, event, field, office, step, text, then, workflow
from tests.service.office import Office, local_text

LADDER = (
    step("late", "0d"),
    step("letter", "3wd", verb=IssueDocument(document="letter", to=())),
    step("nag", "5wd", every="5wd"),
)
CHIEF = Actor(person="wang", permits=OF_A_SANDBOX)


def matters() -> tuple[Workflow, Workflow]:
    letter = Document(name="letter", title=text("letter"), number="N号", signed_by="chief")
    main = workflow(
        "w",
        "open working done=done",
        [
            event("work", "open", "working"),
            event("open_sub", "open working", None,
                  then=(then(OpenCase(workflow="sub", as_field="subs", values={})),)),
            event("urge", "open working", None,
                  then=(then(IssueDocument(document="letter", to=())),)),
            event("end", "open working", "done"),
        ],
        [
            deadline("answer", "event:open", field="answer_by", stops="event:end", warn=["2wd"],
                     overdue=LADDER),
            deadline("work", "enter:working", within="10wd", stops="event:end", overdue=LADDER),
        ],
        [
            field("answer_by", "date", required=True),
            field("subject", "text"),
            field("subs", "cases", workflow="sub"),
        ],
        roles=(office("clerk"), office("chief")),
        documents={"letter": letter},
    )  # fmt: skip
    sub = workflow("sub", "open done=done", [event("end", "open", "done")],
                   fields=[field("subject", "text")],
                   opened_by=OpenedBy(hand=("clerk",), any_case=True))  # fmt: skip
    return main, sub


def two(earlier: str = "2019-10-31", later: str = "2019-10-15") -> tuple[Office, str, str]:
    """Return an office with two cases about one matter, opened on 2019-09-02 and -03."""
    here = Office(*matters())
    first = here.at("2019-09-02 09:00").open(answer_by=earlier, subject="wall")
    second = here.at("2019-09-03 09:00").open(answer_by=later, subject="wall again")
    return here, first, second


def merge(here: Office, later: str, earlier: str, **more: Any) -> Outcome | Refusal:
    given = {"reason": "the same matter", "actor": CHIEF, **more}
    return merge_cases(here.engine, later, earlier, given["reason"], given["actor"])


def split(here: Office, case: str, *parts: dict[str, Any], **more: Any) -> Splitting | Refusal:
    given = {"reason": "several matters", "actor": CHIEF, **more}
    return split_case(here.engine, case, parts, given["reason"], given["actor"])


def code(found: Any) -> str:
    return found.code if isinstance(found, Refusal) else "done"


def test_the_later_case_becomes_void_and_the_earlier_gets_the_earliest_due_day() -> None:
    here, first, second = two()
    assert code(merge(here.at("2019-09-10 09:00"), second, first)) == "done"
    kept, gone = here.case(first), here.case(second)
    assert (gone.void, gone.closed_on, gone.number) == (True, day("2019-09-10"), "w-2019-2")
    assert [clock.status for clock in gone.clocks] == ["cancelled"]
    clock = kept.clock("answer")
    assert clock is not None
    assert (kept.void, clock.due_on, clock.term) == (False, day("2019-10-15"), 2)
    assert [(one.kind, one.case) for one in gone.related] == [("merged_into", first)]
    assert [(one.kind, one.case) for one in kept.related] == [("merged_from", second)]


def test_both_histories_say_so_and_tell_the_whole_case() -> None:
    here, first, second = two()
    merge(here, second, first)
    for case, event_name in ((first, "merged_from"), (second, "merged_into")):
        last = here.history(case)[-1]
        assert (last.kind, last.event, last.reason) == ("merged", event_name, "the same matter")
        assert replay(here.history(case)) == replace(here.case(case), head="")


def test_a_later_due_day_changes_nothing() -> None:
    here, first, second = two("2019-10-15", "2019-10-31")
    merge(here, second, first)
    clock = here.case(first).clock("answer")
    assert clock is not None
    assert (clock.due_on, clock.term) == (day("2019-10-15"), 1)


def test_a_rung_already_taken_is_not_taken_again_after_a_merger() -> None:
    here, first, second = two("2019-09-20", "2019-09-10")
    here.at("2019-09-23 09:00").sweep()
    merge(here, second, first)
    here.at("2019-10-31 09:00").sweep()
    steps = [entry for entry in here.history(first) if entry.kind == "step"]
    assert [(one.event, local_text(one.occurred_at)) for one in steps[:4]] == [
        ("answer:warn:2wd", "2019-09-18 09:00"),
        ("answer:late", "2019-09-21 00:00"),
        ("answer:letter", "2019-09-27 00:00"),
        ("answer:nag", "2019-09-30 00:00"),
    ]
    assert here.case(first).clock("answer").due_on == day("2019-09-10")  # type: ignore[union-attr]


def test_papers_of_the_void_case_that_have_not_left_the_house_are_void() -> None:
    here, first, second = two()
    here.does(second, "urge")
    sign_paper(here.engine, second, "letter", CHIEF)
    here.does(second, "urge")
    merge(here, second, first)
    papers = [(paper.number, paper.status) for paper in here.store.state.papers.values()]
    assert papers == [("1号", "void"), (None, "void")]


def test_a_secret_child_hinders_a_merger_without_being_named() -> None:
    main, sub = matters()
    here = Office(main, replace(sub, secret=True))
    first = here.open(answer_by="2019-10-31")
    second = here.open(answer_by="2019-10-31")
    here.does(second, "open_sub")
    found = merge(here, second, first)
    assert isinstance(found, Refusal)
    assert (found.code, found.facts) == ("merge_hindered", {"later": "w-2019-2"})


def test_what_waits_to_be_said_of_the_void_case_is_said_of_the_other_where_it_is_late() -> None:
    here, first, second = two("2019-10-31", "2019-09-05")
    here.at("2019-09-06 20:00").sweep()
    assert {one.case for one in here.store.state.outbox.values()} == {second}
    merge(here, second, first)
    assert [(one.case, one.about) for one in here.store.state.outbox.values()] == [
        (first, "answer:late")
    ]


def test_a_trial_keeps_nothing() -> None:
    here, first, second = two()
    before = here.store.state
    tried = merge_cases(here.engine, second, first, "why", CHIEF, dry_run=True)
    assert isinstance(tried, Outcome)
    assert [case.number for case in tried.touched] == ["w-2019-2"]
    parts = [{"subject": "roof"}]
    assert isinstance(split_case(here.engine, first, parts, "why", CHIEF, dry_run=True), Splitting)
    assert here.store.state == before


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("wrong way", "merge_wrong_way"),
        ("itself", "merge_with_itself"),
        ("children", "merge_open_children"),
        ("papers", "merge_papers_away"),
        ("closed", "merge_closed"),
        ("workflow", "merge_other_workflow"),
        ("parent", "merge_other_parent"),
        ("permit", "joining_not_permitted"),
        ("delegate", "not_a_delegate"),
        ("reason", "joining_unexplained"),
    ],
)
def test_a_merger_that_may_not_be_is_refused_and_changes_nothing(what: str, expected: str) -> None:
    here, first, second = two()
    if what == "children":
        here.does(second, "open_sub")
    if what == "papers":
        here.does(second, "urge")
        sign_paper(here.engine, second, "letter", CHIEF)
        send_paper(here.engine, second, "letter", CHIEF)
    if what == "closed":
        here.does(first, "end")
    sub = here.open("sub")
    below = here.does(first, "open_sub").touched[0].id if what == "parent" else ""
    before = {case: here.history(case) for case in (first, second)}
    found = {
        "wrong way": lambda: merge(here, first, second),
        "itself": lambda: merge(here, first, first),
        "workflow": lambda: merge(here, sub, first),
        "parent": lambda: merge(here, below, sub),
        "permit": lambda: merge(here, second, first, actor=Actor(person="wang")),
        "delegate": lambda: merge(here, second, first, actor=replace(CHIEF, principal="li")),
        "reason": lambda: merge(here, second, first, reason=" "),
    }.get(what, lambda: merge(here, second, first))()
    assert code(found) == expected
    assert {case: here.history(case) for case in (first, second)} == before


def test_siblings_merge_below_their_parent() -> None:
    here, first, _ = two()
    subs = [here.does(first, "open_sub").touched[0].id for _ in range(2)]
    assert code(merge(here, subs[1], subs[0])) == "done"
    assert [case.void for case in here.children(first, "subs")] == [False, True]


def test_a_case_split_off_keeps_the_original_start_and_has_its_own_number() -> None:
    here, first, _ = two()
    here.does(first, "work")
    found = split(here.at("2019-09-10 09:00"), first, {"subject": "roof"}, {"subject": "door"})
    assert isinstance(found, Splitting)
    assert [case.number for case in found.cases] == ["w-2019-3", "w-2019-4"]
    for case, subject in zip(found.cases, ("roof", "door"), strict=True):
        assert (case.state, case.fields["subject"], case.opened_on) == (
            "working", subject, day("2019-09-10"),
        )  # fmt: skip
        assert case.fields["answer_by"] == "2019-10-31"
        assert [(clock.name, clock.started_on, clock.due_on) for clock in case.clocks] == [
            (clock.name, clock.started_on, clock.due_on) for clock in here.case(first).clocks
        ]
        assert [(one.kind, one.case) for one in case.related] == [("split_from", first)]
    assert [one.kind for one in here.case(first).related] == ["split_into", "split_into"]


def test_after_a_splitting_every_history_tells_its_whole_case() -> None:
    here, first, _ = two("2019-09-05")
    here.at("2019-09-10 09:00").sweep()
    found = split(here, first, {"subject": "roof"})
    assert isinstance(found, Splitting)
    here.at("2019-10-10 09:00").sweep()
    for case in (first, found.cases[0].id):
        assert replay(here.history(case)) == replace(here.case(case), head="")
    assert here.history(first)[-1].seq > found.outcome.case.seq


def test_a_step_taken_before_the_splitting_is_not_taken_again() -> None:
    here, first, _ = two("2019-09-05")
    here.at("2019-09-06 09:00").sweep()
    found = split(here, first, {"subject": "roof"})
    assert isinstance(found, Splitting)
    here.at("2019-09-12 09:00").sweep()
    assert here.events(found.cases[0].id, "step") == ["answer:letter"]


def test_a_case_split_off_stands_below_the_same_parent() -> None:
    here, first, _ = two()
    sub = here.does(first, "open_sub").touched[0].id
    found = split(here, sub, {"subject": "roof"})
    assert isinstance(found, Splitting)
    assert [case.id for case in here.children(first, "subs")] == [sub, found.cases[0].id]
    assert found.cases[0].root == first


@pytest.mark.parametrize(
    ("parts", "more", "expected"),
    [
        ([], {}, "split_without_values"),
        ([{"subject": "roof"}, {}], {}, "split_without_values"),
        ([{"colour": "red"}], {}, "fields_wrong"),
        ([{"answer_by": "soon"}], {}, "fields_wrong"),
        ([{"answer_by": ""}], {}, "fields_wrong"),
        ([{"subject": "roof"}], {"actor": Actor(person="wang")}, "joining_not_permitted"),
        ([{"subject": "roof"}], {"reason": ""}, "joining_unexplained"),
    ],
)
def test_a_splitting_that_may_not_be_is_refused(
    parts: list[dict[str, Any]], more: dict[str, Any], expected: str
) -> None:
    here, first, _ = two()
    assert code(split(here, first, *parts, **more)) == expected
    assert len(here.store.state.cases) == 2


def test_a_closed_case_cannot_be_split() -> None:
    here, first, _ = two()
    here.does(first, "end")
    assert code(split(here, first, {"subject": "roof"})) == "split_closed"
