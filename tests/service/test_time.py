"""What time does: late entries, withdrawn steps, extensions, holding, families settled as one."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.calendar.lengths import Length, Unit
from engine.definition.workflow import (
    ExtendOrigin,
    ExtensionRule,
    IssueDocument,
    OpenCase,
    OpenedBy,
)
from engine.kernel.effects import Refusal
from engine.kernel.events import Actor
from engine.service.engine import Outcome
from tests.model.build import day, deadline, event, field, office, step, then, workflow
from tests.service.office import Office, local_text

WD: Unit = "working_days"
EXTENSION = workflow(
    "extension",
    "asked granted=done refused=done moot=void",
    [
        event("grant", "asked", "granted", by="chief", asks=("granted",),
              when="case.granted <= origin.latest",
              then=(then(ExtendOrigin(to="case.granted")),)),
        event("refuse", "asked", "refused", by="chief"),
        event("overtaken", "asked", "moot", by="engine", automatic=True,
              when="!origin.running && origin.status != 'suspended'"),
    ],
    fields=[field("wanted", "date"), field("reason", "text"), field("granted", "date")],
    roles=(office("chief"),),
    opened_by=OpenedBy(any_deadline=True),
)  # fmt: skip


def plan_office(pending: str = "runs") -> Office:
    how = ExtensionRule(
        workflow="extension", by="chief", at_most=Length(10, WD), apply_before=Length(3, WD),
        pending=pending,  # type: ignore[arg-type]
    )  # fmt: skip
    plan = deadline(
        "plan", "event:go", "30wd", stops="event:hand_in", warn=("3wd", "1wd"), extension=how,
        warned=("clerk",),
        overdue=(
            step("late", "0d"),
            step("letter", "3wd", verb=IssueDocument(document="letter", to=("clerk",))),
            step("talk", "10wd", verb=OpenCase(workflow="talk", as_field="talks")),
        ),
    )  # fmt: skip
    talk = workflow("talk", "open done=done", [event("close", "open", "done")])
    parent = workflow(
        "w",
        "open going in done=done",
        [
            event("go", "open", "going", asks=("on",), dated="on"),
            event("hand_in", "going", "in", asks=("on",), dated="on"),
        ],
        [plan],
        [field("on", "date"), field("talks", "cases", workflow="talk")],
    )
    return Office(parent, talk, EXTENSION)


def begun(here: Office) -> str:
    case = here.at("2019-10-10 09:00").open()
    here.does(case, "go", on=day("2019-10-10"))
    return case


def test_a_paper_typed_late_counts_from_its_legal_date() -> None:
    here = plan_office()
    case = here.at("2019-10-10 09:00").open()
    here.at("2019-10-20 09:00").does(case, "go", on=day("2019-10-14"))
    clock = here.case(case).clock("plan")
    assert clock is not None
    assert clock.started_on == day("2019-10-14")
    assert local_text(here.history(case)[-1].occurred_at) == "2019-10-14 23:59"
    assert local_text(here.history(case)[-1].recorded_at) == "2019-10-20 09:00"


@pytest.mark.parametrize(
    ("on", "code"),
    [("2019-11-01", "dated_in_future"), ("2019-10-01", "dated_before_previous")],
)
def test_a_legal_date_lies_between_the_previous_event_and_today(on: str, code: str) -> None:
    here = plan_office()
    case = here.at("2019-10-10 09:00").open()
    assert here.refuses(case, "go", on=day(on)).code == code


def test_a_late_entry_withdraws_the_steps_that_it_shows_were_wrong() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-12-06 09:00").sweep()
    assert here.events(case, "step")[-3:] == ["plan:late", "plan:letter", "plan:talk"]
    outcome = here.does(case, "hand_in", on=day("2019-11-18"))
    withdrawn = [entry.event for entry in outcome.entries if entry.kind == "withdrawn"]
    assert withdrawn == ["plan:warn:1wd", "plan:late", "plan:letter", "plan:talk"]
    clock = outcome.case.clock("plan")
    assert clock is not None
    assert clock.status == "met"
    assert [paper.status for paper in here.store.state.papers.values()] == ["void"]
    assert here.children(case, "talks")[0].marks == ("origin_withdrawn",)
    assert here.events(case, "step")[-1] == "plan:talk"


def test_an_extension_counts_from_the_old_due_date_and_opens_a_new_term() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-11-15 10:00")
    asked = here.engine.extend(case, "plan", day("2019-12-04"), "why", Actor(person="li"))
    assert isinstance(asked, Outcome)
    here.does(asked.case.id, "grant", by="wang", granted=day("2019-12-04"))
    clock = here.case(case).clock("plan")
    assert clock is not None
    assert (clock.due_on, clock.term, clock.extensions) == (day("2019-12-04"), 2, 1)
    here.at("2019-12-31 09:00").sweep()
    assert here.events(case, "step") == [
        "plan:warn:3wd", "plan:warn:3wd", "plan:warn:1wd", "plan:late", "plan:letter", "plan:talk",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "to", "person", "code"),
    [
        ("2019-11-16 10:00", "2019-12-04", "li", "extension_too_late"),
        ("2019-11-11 10:00", "2019-12-05", "li", "extension_out_of_range"),
        ("2019-11-11 10:00", "2019-11-20", "li", "extension_out_of_range"),
        ("2019-11-11 10:00", "2019-12-04", "wang", "extension_not_yours"),
    ],
)
def test_an_extension_is_asked_for_in_time_within_its_limits_by_who_owes_it(
    moment: str, to: str, person: str, code: str
) -> None:
    here = plan_office()
    case = begun(here)
    found = here.at(moment).engine.extend(case, "plan", day(to), "why", Actor(person=person))
    assert isinstance(found, Refusal)
    assert found.code == code


def test_a_second_application_waits_for_the_first_and_one_extension_is_all() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-11-11 10:00")

    def ask() -> Outcome | Refusal:
        return here.engine.extend(case, "plan", day("2019-12-04"), "why", Actor(person="li"))

    first = ask()
    assert isinstance(first, Outcome)
    again = ask()
    assert isinstance(again, Refusal)
    assert again.code == "extension_pending"
    here.does(first.case.id, "grant", by="wang", granted=day("2019-11-28"))
    used = ask()
    assert isinstance(used, Refusal)
    assert used.code == "extension_used_up"


def test_a_pending_extension_holds_the_clock_where_its_rule_says_so() -> None:
    here = plan_office(pending="holds")
    case = begun(here)
    here.at("2019-11-15 10:00")
    asked = here.engine.extend(case, "plan", day("2019-12-04"), "why", Actor(person="li"))
    assert isinstance(asked, Outcome)
    held = here.case(case).clock("plan")
    assert held is not None
    assert (held.status, held.next_at) == ("suspended", None)
    here.at("2019-11-25 10:00").does(asked.case.id, "refuse", by="wang")
    clock = here.case(case).clock("plan")
    assert clock is not None
    assert (clock.status, clock.due_on) == ("running", day("2019-11-28"))


def test_an_extension_is_moot_once_its_deadline_is_met() -> None:
    here = plan_office()
    case = begun(here)
    here.at("2019-11-11 10:00")
    asked = here.engine.extend(case, "plan", day("2019-12-04"), "why", Actor(person="li"))
    assert isinstance(asked, Outcome)
    here.does(case, "hand_in", on=day("2019-11-11"))
    assert here.case(asked.case.id).state == "moot"


def test_how_often_we_sweep_never_changes_the_history() -> None:
    once, daily = plan_office(), plan_office()
    cases = [begun(once), begun(daily)]
    once.at("2019-12-31 09:00").sweep()
    while daily.clock.at < once.clock.at:
        daily.clock.at += dt.timedelta(hours=11)
        daily.sweep()
    daily.at("2019-12-31 09:00").sweep()
    told = [
        [(e.event, e.kind, e.occurred_at, e.source, e.target) for e in here.history(case)]
        for here, case in zip((once, daily), cases, strict=True)
    ]
    assert told[0] == told[1]


def test_a_case_that_fails_stops_no_other() -> None:
    broken = workflow(
        "broken", "open done=done", [event("end", "open", "done")],
        [deadline("plan", "enter:open", "5wd",
                  overdue=(step("x", "0d", verb=OpenCase(workflow="none")),))],
    )  # fmt: skip
    fine = workflow(
        "w", "open done=done", [event("end", "open", "done")],
        [deadline("plan", "enter:open", "5wd", overdue=(step("late", "0d"),))],
    )  # fmt: skip
    here = Office(broken, fine)
    first, second = here.open("broken"), here.open("w")
    report = here.at("2019-10-01 09:00").sweep()
    assert here.events(second, "step") == ["plan:late"]
    assert here.events(first, "step") == []
    assert (report.cases, report.failed) == (1, (f"{here.case(first).number}: workflow_unknown",))
