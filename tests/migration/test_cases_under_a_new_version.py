"""What becomes of a case that goes on under another version of its definition (semantics 24)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from engine.definition.migrating.plan import ClockPlan, StartPlan
from engine.kernel.case import Ran
from engine.kernel.events import Actor, Correction
from engine.kernel.ladder import all_taken
from engine.kernel.permits import OF_A_SANDBOX
from engine.service.correcting import correct_act
from tests.migration.desk import Desk, plan, sample
from tests.model.build import day, deadline, field, local, step
from tests.service.office import local_text

LATE, LETTER, NAG = step("late", "0d"), step("letter", "3wd"), step("nag", "10wd", every="5wd")


def steps(desk: Desk, case: str) -> list[tuple[str, str]]:
    return [(one.event, local_text(one.occurred_at)) for one in desk.history(case)
            if one.kind == "step"]  # fmt: skip


def test_a_case_keeps_its_number_its_fields_and_its_date_and_runs_under_the_new_version() -> None:
    desk = Desk(sample(1), sample(2, "5wd"))
    case = desk.open(n=3)
    due = desk.running(case, "report").due_on
    done = desk.at("2019-09-04 10:00").migrate(case, plan())
    assert (done.case.version, done.case.state, done.case.fields) == (2, "going", {"n": 3})
    assert desk.running(case, "report").due_on == due == day("2019-09-17")
    assert done.case.earlier == (Ran(version=1, until=1),)
    entry = desk.history(case)[-1]
    assert (entry.kind, entry.event, entry.actor, entry.reason) == (
        "migrated", "migrated", "wang", "new rules",
    )  # fmt: skip
    assert entry.said["deadlines"] == [
        {
            "deadline": "report", "generation": 1, "to": "report", "date": "keep",
            "due_before": "2019-09-17", "due_after": "2019-09-17",
        }
    ]  # fmt: skip
    assert desk.told(case)


@pytest.mark.parametrize(
    ("rule", "due", "term"),
    [("keep", "2019-09-17", 1), ("from_start", "2019-09-09", 1), ("from_today", "2019-09-11", 2)],
)
def test_a_running_deadline_keeps_its_date_or_is_counted_anew(
    rule: Any, due: str, term: int
) -> None:
    desk = Desk(sample(1), sample(2, "5wd"))
    case = desk.open()
    desk.at("2019-09-04 10:00").migrate(
        case, plan(deadlines={"report": ClockPlan(to="report", date=rule)})
    )
    clock = desk.running(case, "report")
    assert (clock.due_on, clock.term, clock.started_on) == (day(due), term, day("2019-09-02"))
    assert desk.told(case)


def test_what_is_due_by_then_is_taken_under_the_old_version_and_never_again() -> None:
    desk = Desk(sample(1), sample(2, ladder=(LATE, LETTER, NAG)))
    case = desk.open()
    desk.at("2019-09-26 10:00").migrate(case, plan())
    assert steps(desk, case) == [
        ("report:late", "2019-09-18 00:00"), ("report:letter", "2019-09-21 00:00"),
    ]  # fmt: skip
    desk.at("2019-10-30 10:00").sweep()
    assert [name for name, _ in steps(desk, case)].count("report:late") == 1
    assert steps(desk, case)[2][0] == "report:nag"
    assert desk.told(case)


def test_a_step_put_before_those_that_were_taken_is_passed_over() -> None:
    between = step("call", "1wd")
    desk = Desk(sample(1), sample(2, ladder=(LATE, between, LETTER, NAG)))
    case = desk.open()
    desk.at("2019-09-26 10:00").migrate(case, plan())
    desk.at("2019-10-30 10:00").sweep()
    assert "report:call" not in [name for name, _ in steps(desk, case)]


def test_a_rung_that_the_new_version_would_have_reached_takes_effect_at_the_migration() -> None:
    desk = Desk(sample(1), sample(2, "3wd"))
    case = desk.open()
    rule = {"report": ClockPlan(to="report", date="from_start")}
    desk.at("2019-09-12 10:00").migrate(case, plan(deadlines=rule))
    assert steps(desk, case) == [
        ("report:late", "2019-09-12 10:00"), ("report:letter", "2019-09-12 10:00"),
    ]  # fmt: skip
    clock = desk.running(case, "report")
    assert clock.next_at is not None
    assert clock.next_at > local("2019-09-12 10:00")


def test_repetitions_that_lie_behind_come_once_and_go_on_in_their_rhythm() -> None:
    daily = (LATE, step("nag", "1wd", every="1wd"))
    desk = Desk(sample(1, "1m", ladder=(LATE, NAG)), sample(2, "1wd", ladder=daily))
    case = desk.open()
    rule = {"report": ClockPlan(to="report", date="from_start")}
    desk.at("2019-09-12 10:00").migrate(case, plan(deadlines=rule))
    assert [name for name, _ in steps(desk, case)] == ["report:late", "report:nag#6"]
    desk.at("2019-09-16 10:00").sweep()
    assert [name for name, _ in steps(desk, case)][2:] == ["report:nag#7"]


def test_warnings_and_reminders_that_lie_behind_do_not_come() -> None:
    desk = Desk(sample(1), sample(2, warn=["5wd", "1wd"], remind="2wd"))
    case = desk.open()
    desk.at("2019-09-11 10:00").migrate(case, plan())
    assert steps(desk, case) == []
    desk.at("2019-09-18 10:00").sweep()
    assert [name for name, _ in steps(desk, case)] == [
        "report:warn:1wd", "report:late",
    ]  # fmt: skip


def test_a_nudge_goes_on_in_the_new_rhythm_without_what_lies_behind() -> None:
    desk = Desk(sample(1, "promptly", remind="5wd"), sample(2, "promptly", remind="2wd"))
    case = desk.open()
    desk.at("2019-09-11 10:00").migrate(case, plan())
    assert [name for name, _ in steps(desk, case)] == ["report:remind#1"]
    desk.at("2019-09-12 10:00").sweep()
    assert [name for name, _ in steps(desk, case)] == ["report:remind#1", "report:remind#4"]


def test_a_deadline_goes_on_under_another_name_with_the_steps_that_it_took() -> None:
    desk = Desk(sample(1), sample(2, deadline="summary"))
    case = desk.open()
    renamed = {"report": ClockPlan(to="summary")}
    desk.at("2019-09-26 10:00").migrate(case, plan(deadlines=renamed))
    old, new = desk.running(case, "report"), desk.running(case, "summary")
    assert (old.status, new.status, new.due_on) == ("superseded", "running", day("2019-09-17"))
    assert [one.id for one in new.taken] == ["late", "letter"]
    desk.at("2019-10-30 10:00").sweep()
    assert [name for name, _ in steps(desk, case)][2] == "summary:nag"
    desk.does(case, "finish")
    assert desk.case(case).closed_at is not None
    assert desk.told(case)


def test_a_deadline_ends_and_another_starts_from_the_opening_where_the_plan_says_so() -> None:
    more = [deadline("audit", "enter:waiting", "20wd", overdue=(LATE, NAG))]
    desk = Desk(sample(1), sample(2, shape={"deadlines": more}))
    case = desk.open()
    desk.at("2019-09-04 10:00").migrate(
        case,
        plan(deadlines={"report": ClockPlan(to=None)}, starts={"audit": StartPlan(since="opened")}),
    )
    assert desk.running(case, "report").status == "cancelled"
    audit = desk.running(case, "audit")
    assert (audit.started_on, audit.due_on) == (day("2019-09-02"), day("2019-09-30"))


def test_fields_and_acts_take_their_new_names_or_are_left_in_the_history() -> None:
    fields = [field("count", "number"), field("kind", "text")]
    desk = Desk(sample(1), sample(2, shape={"fields": fields}))
    case = desk.open(n=3)
    desk.does(case, "go")
    done = desk.migrate(
        case, plan(fields={"n": "count"}, events={"go": "finish"}, values={"kind": "old"})
    )
    assert done.case.fields == {"count": 3, "kind": "old"}
    assert list(done.case.acts) == ["open", "finish"]
    assert desk.told(case)
    left = desk.migrate(
        case,
        plan(2, 1, fields={"count": None, "kind": None}, events={"finish": "go"}),
    )
    assert left.case.fields == {}
    assert desk.told(case)


def test_everything_that_stands_in_the_way_is_told_at_once_and_nothing_changes() -> None:
    desk = Desk(sample(1), sample(2, shape={"fields": [field("m", "number", required=True)]}))
    case = desk.open(n=3)
    desk.does(case, "go")
    nothing = plan(states={}, fields={}, events={}, deadlines={})
    assert sorted(desk.hindered(case, nothing)) == [
        "migration_deadline_unmapped", "migration_event_unmapped", "migration_field_missing",
        "migration_field_unmapped", "migration_state_unmapped",
    ]  # fmt: skip


def test_a_case_that_would_rest_unseen_stays_where_it_is() -> None:
    desk = Desk(sample(1), sample(2))
    case = desk.open()
    ended = plan(deadlines={"report": ClockPlan(to=None)})
    assert desk.hindered(case, ended) == ["migration_rests_unseen"]


def test_a_closed_case_and_one_of_another_version_stay_as_they_are() -> None:
    desk = Desk(sample(1), sample(2))
    case = desk.open()
    assert desk.hindered(case, plan(2, 1)) == ["migration_other_version"]
    desk.does(case, "finish")
    assert desk.hindered(case, plan()) == ["migration_case_closed"]


def test_a_dry_run_keeps_nothing() -> None:
    desk = Desk(sample(1), sample(2))
    case = desk.open()
    before = desk.case(case)
    done = desk.at("2019-09-26 10:00").migrate(case, plan(), dry_run=True)
    assert [entry.kind for entry in (*done.settled, *done.entries)] == ["step", "step", "migrated"]
    assert desk.case(case) == before


def test_a_case_that_went_there_and_back_has_its_old_dates_and_names() -> None:
    desk = Desk(sample(1), sample(2, "5wd", deadline="summary"))
    case = desk.open(n=3)
    before = desk.running(case, "report")
    desk.at("2019-09-04 10:00").migrate(case, plan(deadlines={"report": ClockPlan(to="summary")}))
    desk.at("2019-09-05 10:00").migrate(
        case, plan(2, 1, deadlines={"summary": ClockPlan(to="report")})
    )
    after = desk.running(case, "report")
    assert (after.generation, after.due_on, after.next_at) == (2, before.due_on, before.next_at)
    assert desk.case(case).earlier == (Ran(version=1, until=1), Ran(version=2, until=2))
    assert desk.told(case)


def test_a_granted_date_is_not_counted_away_from_its_start() -> None:
    desk = Desk(sample(1, undone=("event:go", "restart")), sample(2, "5wd"))
    case = desk.open()
    with desk.store.unit() as unit:
        kept = unit.case(case)
    clock = replace(kept.clocks[0], extended_to=kept.clocks[0].due_on, extensions=1)
    desk.store.state.cases[case] = replace(kept, clocks=(clock,))
    rule = plan(deadlines={"report": ClockPlan(to="report", date="from_start")})
    assert desk.hindered(case, rule) == ["migration_clock_granted"]


def test_a_case_with_a_hold_comes_along_only_with_its_date_kept() -> None:
    holds: Any = {"suspended": ("event:go", "event:finish")}
    desk = Desk(sample(1, **holds), sample(2, **holds))
    case = desk.open()
    desk.at("2019-09-04 10:00").does(case, "go")
    assert desk.running(case, "report").status == "suspended"
    counted = plan(deadlines={"report": ClockPlan(to="report", date="from_today")})
    assert desk.hindered(case, counted) == ["migration_clock_held"]
    desk.migrate(case, plan())
    assert desk.running(case, "report").left == 8
    assert desk.told(case)


def test_an_act_before_a_migration_can_no_longer_be_corrected() -> None:
    desk = Desk(sample(1), sample(2, deadline="summary"))
    case = desk.open()
    desk.does(case, "go")
    desk.migrate(case, plan(deadlines={"report": ClockPlan(to="summary")}))
    corrector = Actor(person="wang", permits=OF_A_SANDBOX)
    for seq, code in ((3, "correction_of_migration"), (2, "correction_not_last")):
        asked = Correction(seq=seq, actor=corrector, reason="slip")
        found = correct_act(desk.engine, case, asked)
        assert getattr(found, "code", None) == code


def test_no_step_of_the_new_version_is_told_before_the_migration() -> None:
    desk = Desk(sample(1, "1m", ladder=(LATE, NAG)), sample(2, "1wd"))
    case = desk.open()
    at = local("2019-09-30 10:00")
    rule = plan(deadlines={"report": ClockPlan(to="report", date="from_start")})
    desk.at("2019-09-30 10:00").migrate(case, rule)
    desk.at("2019-11-30 10:00").sweep()
    taken = [one for one in desk.history(case) if one.kind == "step"]
    assert taken
    assert all(one.occurred_at >= at for one in taken)
    assert taken[-1].occurred_at > at + dt.timedelta(days=30)


def test_the_steps_of_the_old_rhythm_are_told_at_the_instants_at_which_they_were_taken() -> None:
    weekly, daily = (step("late", "0d", every="5wd"),), (step("late", "0d", every="1wd"),)
    desk = Desk(sample(1, ladder=weekly), sample(2, "3wd", ladder=daily))
    case = desk.open()
    rule = {"report": ClockPlan(to="report", date="from_start")}
    desk.at("2019-09-26 10:00").migrate(case, plan(deadlines=rule))
    desk.at("2019-10-09 10:00").sweep()
    taken = [(f"report:{one.id}", local_text(one.at)) for one in known(desk, case)]
    assert taken == steps(desk, case)
    assert taken[:3] == [
        ("report:late", "2019-09-18 00:00"), ("report:late#2", "2019-09-25 00:00"),
        ("report:late#15", "2019-09-27 00:00"),
    ]  # fmt: skip


def known(desk: Desk, case: str) -> list[Any]:
    """Return the steps that a clock says it has taken."""
    machine = desk.engine.registry.machine("w", 2)
    rules = machine.rules("report")
    return all_taken(rules.deadline, rules.calendar, desk.running(case, "report"))
