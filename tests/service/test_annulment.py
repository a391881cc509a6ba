"""Annulment: a case keeps its number and is void, outside every rate (semantics 21)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from engine.definition.workflow import IssueDocument, Notify, OpenCase
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.kernel.permits import CORRECTOR, OF_A_SANDBOX
from engine.kernel.replay import replay
from engine.service.annulling import annul_case
from engine.service.engine import Outcome
from tests.model.build import deadline, event, field, step, then, workflow
from tests.service.office import Office


def office() -> Office:
    plan = deadline(
        "plan", "enter:open", "5wd", stops="event:report", overdue=(step("late", "0d"),)
    )
    child = workflow("talk", "open done=done", [event("close", "open", "done")])
    parent = workflow(
        "w",
        "open reported done=done",
        [
            event("report", "open", "reported", then=(
                then(IssueDocument(document="letter", to=("clerk",))),
                then(Notify(roles=("clerk",))),
                then(OpenCase(workflow="talk", as_field="talks")),
            )),
            event("close", "reported", "done"),
            event("follow", "open", "reported", by="engine", automatic=True, when="false"),
        ],
        [plan],
        [field("talks", "cases", workflow="talk")],
    )  # fmt: skip
    return Office(parent, child)


def annuls(
    here: Office,
    case: str,
    permits: tuple[str, ...] = OF_A_SANDBOX,
    reason: str = "twice",
    **more: Any,
) -> Outcome | Refusal:
    actor = Actor(person="wang", permits=permits)
    return annul_case(here.engine, case, actor, reason, **more)


def test_an_annulled_case_keeps_its_number_and_nothing_of_it_goes_on() -> None:
    here = office()
    case = here.open()
    number = here.case(case).number
    found = annuls(here, case)
    assert isinstance(found, Outcome)
    kept = here.case(case)
    assert (kept.number, kept.void, kept.closed_at) == (number, True, here.clock.at)
    assert [clock.status for clock in kept.clocks] == ["cancelled"]
    assert here.store.state.columns[case].final == "void"
    here.at("2019-12-01 09:00").sweep()
    assert here.events(case) == ["open", "annulled"]
    assert here.refuses(case, "report").code == "case_void"
    assert replace(replay(here.history(case)), head=kept.head) == kept


def test_a_clock_that_was_met_stands_outside_the_rates_of_an_annulled_case_too() -> None:
    here = office()
    case = here.open()
    here.does(case, "report")
    here.does(here.children(case, "talks")[0].id, "close")
    assert isinstance(annuls(here, case), Outcome)
    assert [row.status for row in here.store.reader.spans(case)] == ["running", "met", "cancelled"]


def test_papers_and_messages_that_are_still_in_the_house_fall_with_the_case() -> None:
    here = office()
    case = here.at("2019-09-01 20:00").open()
    here.does(case, "report")
    here.does(here.children(case, "talks")[0].id, "close")
    assert isinstance(annuls(here, case), Outcome)
    assert [paper.status for paper in here.store.reader.papers(case)] == ["void"]
    assert here.store.reader.messages(case) == []


def test_a_trial_of_an_annulment_changes_nothing() -> None:
    here = office()
    case = here.open()
    before = here.store.state
    assert isinstance(annuls(here, case, dry_run=True), Outcome)
    assert here.store.state == before


def test_open_children_are_named_and_closed_ones_are_no_hindrance() -> None:
    here = office()
    case = here.open()
    here.does(case, "report")
    child = here.children(case, "talks")[0]
    found = annuls(here, case)
    assert isinstance(found, Refusal)
    assert (found.code, found.facts["children"]) == ("annulment_with_children", [child.number])
    assert isinstance(annuls(here, child.id), Outcome)
    assert isinstance(annuls(here, case), Outcome)


@pytest.mark.parametrize(
    ("permits", "reason", "code"),
    [
        ((), "twice", "annulment_not_permitted"),
        ((CORRECTOR,), "", "annulment_unexplained"),
    ],
)
def test_who_annuls_may_and_says_why(permits: tuple[str, ...], reason: str, code: str) -> None:
    here = office()
    found = annuls(here, here.open(), permits, reason)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_a_case_is_annulled_once() -> None:
    here = office()
    case = here.open()
    annuls(here, case)
    found = annuls(here, case)
    assert isinstance(found, Refusal)
    assert found.code == "annulment_of_void"
