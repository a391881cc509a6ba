"""Correction: the last act of a case is undone, its clocks run on, nothing is erased."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from engine.definition.workflow import IssueDocument, MarkCase, Notify, OpenCase, TakeEvent
from engine.kernel.case import Case
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor, Correction
from engine.kernel.permits import CORRECTOR, OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.service.correcting import correct_act
from engine.service.engine import Outcome
from tests.model.build import day, deadline, event, field, step, then, workflow
from tests.service.office import Office, local_text

CHILD = workflow(
    "talk", "open done=done", [event("close", "open", "done")],
    [deadline("talking", "enter:open", "5wd", overdue=(step("late", "0d"),))],
)  # fmt: skip


def plan_office() -> Office:
    plan = deadline(
        "plan", "event:go", "30wd", stops="event:hand_in", warn=("3wd",),
        overdue=(
            step("late", "0d", verb=MarkCase(word="late")),
            step("letter", "3wd", verb=IssueDocument(document="letter", to=("clerk",))),
            step("lapse", "10wd", verb=TakeEvent(event="lapse")),
        ),
    )  # fmt: skip
    check = deadline("check", "event:hand_in", "10wd", overdue=(step("late", "0d"),))
    parent = workflow(
        "w",
        "open going in lapsed done=done",
        [
            event("go", "open", "going", asks=("on",), dated="on"),
            event("hand_in", "going", "in", asks=("on", "text"), dated="on",
                  then=(then(IssueDocument(document="letter", to=("clerk",))),)),
            event("talk", "going in", None, by="clerk",
                  then=(then(OpenCase(workflow="talk", as_field="talks")),)),
            event("note", "going in", None, asks=("text",)),
            event("tell", "going in", None, then=(then(Notify(roles=("clerk",))),)),
            event("lapse", "going", "lapsed", by="engine"),
            event("end", "in lapsed", "done"),
        ],
        [plan, check],
        [field("on", "date"), field("text", "text"), field("talks", "cases", workflow="talk")],
    )  # fmt: skip
    return Office(parent, CHILD)


def begun(here: Office) -> str:
    case = here.at("2019-10-10 09:00").open()
    here.does(case, "go", on=day("2019-10-10"))
    return case


def asks(
    here: Office, case: str, seq: int | None = None, permits: tuple[str, ...] = OF_A_SANDBOX,
    reason: str = "typed into the wrong case", **more: Any,
) -> Outcome | Refusal:  # fmt: skip
    wanted = seq if seq is not None else here.history(case)[-1].seq
    asked = Correction(seq=wanted, actor=Actor(person="wang", permits=permits), reason=reason)
    return correct_act(here.engine, case, asked, **more)


def corrects(here: Office, case: str, seq: int | None = None, **more: Any) -> Outcome:
    found = asks(here, case, seq, **more)
    assert isinstance(found, Outcome), found
    assert replace(replay(here.history(case)), head=here.case(case).head) == here.case(case)
    return found


def refused(here: Office, case: str, seq: int | None = None, **more: Any) -> Refusal:
    before = here.store.state
    found = asks(here, case, seq, **more)
    assert isinstance(found, Refusal), found
    assert here.store.state == before
    return found


def apart_from_terms(case: Case) -> Case:
    clocks = tuple(replace(one, term=1) for one in case.clocks if not one.undone)
    return replace(case, clocks=clocks, seq=0, head="")


def last_seq(here: Office, case: str, name: str) -> int:
    return max(entry.seq for entry in here.history(case) if entry.event == name)


def test_an_act_corrected_at_once_leaves_the_case_as_it_was_before() -> None:
    here = plan_office()
    case = begun(here)
    before = here.case(case)
    here.at("2019-10-20 10:00").does(case, "hand_in", on=day("2019-10-20"), text="the plan")
    found = corrects(here, case)
    assert apart_from_terms(here.case(case)) == apart_from_terms(before)
    entry = found.entries[0]
    assert (entry.kind, entry.event, entry.source, entry.target) == (
        "corrected", "hand_in", "in", "going",
    )  # fmt: skip
    assert entry.reason == "typed into the wrong case"


def test_what_came_due_meanwhile_takes_effect_at_its_own_instant() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-11-20 10:00").does(case, "hand_in", on=day("2019-11-20"), text="the plan")
    here.at("2019-12-02 10:00").sweep()
    here.at("2019-12-02 10:00")
    found = corrects(here, case, last_seq(here, case, "hand_in"))
    steps = [(entry.event, local_text(entry.occurred_at)) for entry in found.entries[1:]
             if entry.kind == "step"]  # fmt: skip
    assert steps == [("plan:late", "2019-11-21 00:00"), ("plan:letter", "2019-11-26 00:00")]
    assert here.case(case).marks == ("late",)


def test_steps_that_stand_are_not_taken_again_and_one_that_moved_the_case_is() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-11-11 10:00").does(case, "note", text="wrong")
    here.at("2019-12-20 10:00").sweep()
    assert here.case(case).state == "lapsed"
    found = corrects(here, case, last_seq(here, case, "note"))
    assert [entry.event for entry in found.entries] == ["note", "plan:lapse", "lapse"]
    steps = here.store.reader.steps(case)
    assert sorted((row.step, row.term) for row in steps) == [
        ("lapse", 1), ("lapse", 2), ("late", 1), ("letter", 1), ("warn:3wd", 1),
    ]  # fmt: skip
    assert here.case(case).state == "lapsed"
    assert "text" not in here.case(case).fields


def test_an_act_can_be_taken_again_after_its_correction() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-10-20 10:00").does(case, "hand_in", on=day("2019-10-18"), text="the plan")
    here.at("2019-11-20 10:00").sweep()
    corrects(here, case, last_seq(here, case, "hand_in"))
    here.does(case, "hand_in", on=day("2019-10-17"), text="the plan")
    here.at("2019-12-31 10:00").sweep()
    checks = [clock for clock in here.case(case).clocks if clock.name == "check"]
    assert [(clock.generation, clock.status, clock.undone) for clock in checks] == [
        (1, "cancelled", True), (2, "running", False),
    ]  # fmt: skip
    plan = here.case(case).clock("plan")
    assert plan is not None
    assert (plan.status, plan.ended_on) == ("met", day("2019-10-17"))


def test_corrections_go_back_act_by_act() -> None:
    here = plan_office()
    case = here.at("2019-10-10 09:00").open()
    fresh = here.case(case)
    here.does(case, "go", on=day("2019-10-10"))
    here.at("2019-10-20 10:00").does(case, "hand_in", on=day("2019-10-20"), text="the plan")
    corrects(here, case, 3)
    corrects(here, case, 2)
    assert apart_from_terms(here.case(case)) == apart_from_terms(fresh)
    assert refused(here, case, 3).code == "correction_done_already"


def test_papers_that_an_act_drafted_fall_with_it() -> None:
    here = plan_office()
    case = begun(here)
    here.does(case, "hand_in", on=day("2019-10-10"), text="the plan")
    corrects(here, case)
    assert [paper.status for paper in here.store.state.papers.values()] == ["void"]


def test_a_late_entry_corrected_lets_the_papers_wait_again_that_it_withdrew() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-11-28 10:00").does(case, "hand_in", on=day("2019-11-20"), text="the plan")
    assert [paper.status for paper in here.store.reader.papers(case)] == ["draft", "void"]
    corrects(here, case, last_seq(here, case, "hand_in"))
    assert [paper.status for paper in here.store.reader.papers(case)] == ["void", "draft"]


def test_children_that_an_act_opened_become_void_with_it() -> None:
    here = plan_office()
    case = begun(here)
    here.does(case, "talk", by="li")
    here.at("2019-11-01 10:00").sweep()
    corrects(here, case, last_seq(here, case, "talk"))
    child = here.children(case, "talks")[0]
    assert (child.void, child.clocks[0].status) == (True, "cancelled")
    assert here.refuses(child.id, "close").code == "case_void"


def test_an_act_stands_once_a_child_has_acted() -> None:
    here = plan_office()
    case = begun(here)
    here.does(case, "talk", by="li")
    child = here.children(case, "talks")[0]
    here.does(child.id, "close")
    found = refused(here, case)
    assert found.code == "correction_relative_acted"
    assert (found.facts["number"], found.facts["actor"]) == (child.number, "li")


def test_an_act_stands_once_a_message_has_left_unless_it_is_recalled() -> None:
    here = plan_office()
    case = begun(here)
    here.does(case, "tell")
    for message in here.store.outbox.claim(9, here.clock.at, here.clock.at):
        here.store.outbox.mark_sent(message.key, here.clock.at)
    assert refused(here, case).code == "correction_message_left"
    corrects(here, case, recalls=True)
    assert [one.kind for one in here.store.reader.messages(case)] == ["notice", "recall"]


def test_a_message_that_waits_is_not_sent_any_more() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-10-12 20:00").does(case, "tell")
    corrects(here, case)
    assert here.store.reader.messages(case) == []


def test_a_trial_of_a_correction_changes_nothing() -> None:
    here = plan_office()
    case = begun(here)
    before = here.store.state
    found = asks(here, case, dry_run=True)
    assert isinstance(found, Outcome)
    assert found.case.state == "open"
    assert here.store.state == before


@pytest.mark.parametrize(
    ("seq", "more", "code"),
    [
        (2, {"permits": ()}, "correction_not_permitted"),
        (2, {"permits": (CORRECTOR,), "reason": " "}, "correction_unexplained"),
        (0, {}, "correction_entry_unknown"),
        (99, {}, "correction_entry_unknown"),
        (1, {}, "correction_of_opening"),
        (2, {}, "correction_not_last"),
        (4, {}, "correction_of_engine"),
    ],
)
def test_only_the_last_act_of_a_person_is_corrected(
    seq: int, more: dict[str, Any], code: str
) -> None:
    here = plan_office()
    case = begun(here)
    here.does(case, "note", text="once more")
    here.at("2019-11-25 09:00").sweep()
    assert refused(here, case, seq, **more).code == code


def test_a_correction_is_not_corrected_itself() -> None:
    here = plan_office()
    case = begun(here)
    corrects(here, case)
    assert refused(here, case).code == "correction_of_correction"
