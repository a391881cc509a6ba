"""Values and arrows: dates counted, texts refused, what children are given, the lean machine."""

from __future__ import annotations

from itertools import product

from transitions import Machine as Transitions
from transitions import MachineError

from engine.calendar.lengths import Length
from engine.definition.workflow import OpenCase, Setting
from engine.kernel.attributes import overdue_working_days
from engine.kernel.machine import Walker, arrows
from tests.model.build import day, event, field, then, workflow
from tests.service.office import Office, china
from tests.service.test_acts import nested, plain_office


def test_a_date_counts_forward_and_back_by_the_calendar() -> None:
    setting = {"gap": Setting(name="gap", type="length", value=Length(3, "working_days"))}
    here = Office(
        workflow(
            "w",
            "open done=done",
            [
                event("later", "open", None, sets={"on": "event.date.plus(setting.gap)"}),
                event("before", "open", None, sets={"on": "event.date.minus(setting.gap)"}),
            ],
            fields=[field("on", "date")],
            settings=setting,
        )
    )
    case = here.at("2019-10-08 09:00").open()
    assert here.does(case, "later").case.fields["on"] == "2019-10-11"
    assert here.does(case, "before").case.fields["on"] == "2019-09-27"


def of_a_period() -> Office:
    """Return an office whose cases have a period, below one that reads theirs."""
    note = event("note", "open", None, asks=("span",))
    copy = event("copy", "open", None, sets={"other": "case.span", "on": "case.span.ends"})
    close = event("close", "open", "done", when="case.span.ends < event.date")
    fields = [field("span", "period"), field("other", "period"), field("on", "date")]
    talk = workflow("talk", "open done=done", [note, copy, close], fields=fields)
    opens = event("talk", "open", None, then=(then(OpenCase(workflow="talk", as_field="talks")),))
    ends = event("end", "open", "done", when="talks.all(one, one.span.starts < event.date)")
    parent = workflow(
        "w", "open done=done", [opens, ends], fields=[field("talks", "cases", workflow="talk")]
    )
    return Office(parent, talk)


def test_the_ends_of_a_period_are_days_to_a_guard_and_a_copy_of_it_is_a_period() -> None:
    here = of_a_period()
    parent = here.at("2019-10-08 09:00").open()
    here.does(parent, "talk")
    (case,) = (one.id for one in here.children(parent, "talks"))
    assert here.refuses(case, "close").code == "expression_fault"
    kept = {"from": "2019-10-01", "to": "2019-10-08"}
    here.does(case, "note", span=kept)
    assert here.does(case, "copy").case.fields == {"span": kept, "other": kept, "on": kept["to"]}
    assert here.refuses(case, "close").code == "guard_refuses"
    here.at("2019-10-09 09:00").does(case, "close")
    assert here.does(parent, "end").case.state == "done"


def test_a_text_with_a_nul_is_refused_before_any_database_sees_it() -> None:
    here = plain_office()
    refusal = here.refuses(here.open(), "note", note="a\0b")
    assert refusal.facts["problems"][0]["code"] == "value_not_text"


def test_the_lean_machine_takes_the_same_arrow_as_the_stock_one_everywhere() -> None:
    here = nested()
    machine = here.engine.registry.machine("w", 1)
    stock = arrows(machine.workflow, Transitions)
    for held in (set(), {"case.n > 3.0"}, {"case.n > 9.0"}, {"case.n > 3.0", "case.n > 9.0"}):
        for name, source in product(machine.workflow.events, machine.workflow.states):
            walker = Walker(source, held.__contains__)
            try:
                moved = stock.events[name].trigger(walker, walker)
            except MachineError:
                moved = False
            branch = machine.branch(name, source, held.__contains__)
            assert (branch is not None) == bool(moved)
            if branch is not None:
                assert (branch.to or source) == walker.state


def test_what_a_person_gets_wrong_about_a_child_refuses_the_act_and_opens_nothing() -> None:
    here = nested()
    case = here.open(n=1)
    refusal = here.refuses(case, "find", must="")
    assert [one["code"] for one in refusal.facts["problems"]] == ["field_missing"]
    assert here.children(case, "kids") == []
    refusal = here.refuses(case, "find", must=7)
    assert [one["code"] for one in refusal.facts["problems"]] == ["value_not_text"]


def test_on_the_first_day_after_the_due_day_a_case_is_one_day_overdue_on_a_rest_day_too() -> None:
    here = plain_office().at("2019-11-01 09:00")
    case = here.open()
    here.does(case, "go", n=3)
    clock = here.case(case).clock("plan")
    assert clock is not None
    assert clock.due_on == day("2019-11-15")
    late = [overdue_working_days(clock, china(), day(f"2019-11-{n}")) for n in (15, 16, 17, 18, 19)]
    assert late == [0, 1, 1, 1, 2]
