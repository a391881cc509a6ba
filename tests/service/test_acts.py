"""Acts: what is checked, what is written, and that a refusal leaves nothing behind."""

from __future__ import annotations

from msgspec.structs import replace

from engine.definition.workflow import Branch, OpenCase, TakeEvent, TellChildren
from engine.kernel.directory import Delegation
from engine.kernel.history import broken_links
from engine.kernel.replay import replay
from tests.model.build import day, deadline, event, field, office, step, then, workflow
from tests.service.office import Office, local_text

ROLES = (office("clerk"), office("chief"))


def plain_office() -> Office:
    return Office(
        workflow(
            "w",
            "open going done=done void=void",
            [
                event("go", "open", "going", asks=("n",)),
                event("finish", "going", "done", needs=("note",), when="case.n > 2.0"),
                event("note", "open going", None, asks=("note",)),
                event("annul", "open going", "void", by="chief"),
                event("both", "going", "done", by="", by_each=("clerk", "chief")),
                event("alone", "going", "done", in_person=True, not_same_person_as=("go",)),
            ],
            [
                deadline(
                    "plan", "event:go", "10wd", stops="event:finish", overdue=(step("late", "0d"),)
                )
            ],
            [field("n", "number"), field("note", "text", personal=True), field("on", "date")],
            roles=ROLES,
        ),
        delegations=[Delegation(person="zhao", stands_in_for="li")],
    )


def test_an_overdue_deadline_is_settled_before_the_action() -> None:
    here = plain_office().at("2019-09-02 09:00")
    case = here.open()
    here.does(case, "go", n=3)
    outcome = here.at("2019-10-08 09:00").does(case, "note", note="late already")
    assert [entry.event for entry in outcome.settled] == ["plan:late"]
    assert local_text(outcome.settled[0].occurred_at) == "2019-09-18 00:00"
    assert local_text(outcome.settled[0].recorded_at) == "2019-10-08 09:00"
    assert [entry.event for entry in outcome.entries] == ["note"]


def test_a_refused_act_changes_nothing_not_even_what_was_due() -> None:
    here = plain_office()
    case = here.open()
    here.does(case, "go", n=1)
    before = here.case(case)
    refusal = here.at("2019-11-01 09:00").refuses(case, "finish", note="done")
    assert refusal.code == "guard_refuses"
    assert here.case(case) == before


def test_an_unknown_event_names_those_there_are() -> None:
    here = plain_office()
    refusal = here.refuses(here.open(), "gone")
    assert refusal.code == "event_unknown"
    assert "go" in refusal.facts["events"]


def test_an_event_from_another_state_names_what_may_be_done_and_by_whom() -> None:
    here = plain_office()
    refusal = here.refuses(here.open(), "finish")
    assert refusal.code == "event_not_from_here"
    assert [one["event"] for one in refusal.facts["allowed"]] == ["go", "note", "annul"]
    assert refusal.facts["allowed"][2]["people"] == ["wang"]


def test_all_faults_of_the_fields_come_at_once() -> None:
    here = plain_office()
    refusal = here.refuses(here.open(), "go", n="many", strange=1)
    assert refusal.code == "fields_wrong"
    codes = {problem["code"] for problem in refusal.facts["problems"]}
    assert codes == {"value_not_number", "field_unknown"}


def test_an_actor_without_the_role_is_told_who_may() -> None:
    here = plain_office()
    refusal = here.refuses(here.open(), "annul", by="li")
    assert refusal.code == "not_permitted"
    assert refusal.facts["people"] == "wang"


def test_what_is_needed_may_be_supplied_with_the_act() -> None:
    here = plain_office()
    case = here.open()
    here.does(case, "go", n=3)
    assert here.refuses(case, "finish").facts["problems"][0]["code"] == "field_needed"
    assert here.does(case, "finish", note="all done").case.state == "done"


def test_a_final_state_refuses_everything() -> None:
    here = plain_office()
    case = here.open()
    here.does(case, "annul", by="wang")
    for name in ("go", "note", "finish"):
        assert here.refuses(case, name).code == "case_closed"


def test_an_event_for_several_moves_with_the_last_of_them() -> None:
    here = plain_office()
    case = here.open()
    here.does(case, "go", n=3)
    assert here.does(case, "both", by="wang").case.state == "going"
    assert here.refuses(case, "both", by="wang").code == "part_already_taken"
    assert here.does(case, "both", by="li").case.state == "done"


def test_a_delegate_acts_for_a_principal_but_not_in_person_and_not_as_another() -> None:
    here = plain_office()
    case = here.open()
    assert here.act(case, "go", by="wang", behalf="li", n=3).code == "not_a_delegate"  # type: ignore[union-attr]
    here.does(case, "go", by="li", n=3)
    assert here.act(case, "alone", by="zhao", behalf="li").code == "in_person_only"  # type: ignore[union-attr]
    assert here.refuses(case, "alone", by="li").code == "same_person"


def test_an_act_at_the_end_of_the_due_day_is_late() -> None:
    for moment, status in (("2019-09-17 23:59", "met"), ("2019-09-18 00:00", "met_late")):
        here = plain_office()
        case = here.open()
        here.does(case, "go", n=3)
        here.at(moment).does(case, "finish", note="x")
        clock = here.case(case).clock("plan")
        assert clock is not None
        assert (clock.due_on, clock.status) == (day("2019-09-17"), status)


def test_the_fold_of_a_history_is_the_case_and_its_chain_holds() -> None:
    here = plain_office()
    case = here.open()
    here.does(case, "go", n=3)
    here.at("2019-10-10 09:00").does(case, "finish", note="private words")
    kept = here.case(case)
    entries = here.history(case)
    assert replace(replay(entries), head=kept.head) == kept
    rows = [row for row in here.store.state.history.values() if row.case == case]
    assert broken_links([(row.text, row.hash, row.previous) for row in rows]) == []
    assert "private words" not in "".join(row.text for row in rows)


def test_a_changed_line_of_a_history_breaks_its_chain() -> None:
    here = plain_office()
    case = here.open()
    here.does(case, "go", n=3)
    rows = [(row.text, row.hash, row.previous) for row in here.store.state.history.values()]
    forged = (rows[0][0].replace('"li"', '"wang"'), *rows[0][1:])
    assert broken_links([forged, rows[1]]) == [1]


def nested() -> Office:
    child = workflow(
        "child",
        "open done=done void=void",
        [
            event("close", "open", "done"),
            event("hear", "open", None, by="engine", asks=("n",), when="case.n < 5.0"),
        ],
        fields=[field("n", "number"), field("must", "text", required=True)],
    )
    parent = workflow(
        "w",
        "open going done=done",
        [
            event("find", "open going", None,
                  then=(then(OpenCase(workflow="child", as_field="kids",
                                      values={"n": "case.n"}, asked=("must",))),)),
            event("set", "open going", None, asks=("n",)),
            event("tell", "open going", None, asks=("n",),
                  then=(then(TellChildren(children="kids", event="hear",
                                          values={"n": "case.n"})),)),
            event("go", "open", None,
                  branches=(Branch(to="going", when="case.n > 3.0"), Branch(to=None)),
                  then=(then(TakeEvent(event="loop"), when="case.n > 8.0"),)),
            event("loop", "going", None, by="engine", when="case.n > 9.0"),
            event("end", "open going", "done", by="engine", automatic=True,
                  when="kids.size() > 1 && kids.all(k, k.closed)"),
        ],
        fields=[field("n", "number"), field("kids", "cases", workflow="child")],
    )  # fmt: skip
    return Office(parent, child)


def test_the_first_branch_whose_guard_is_true_is_taken() -> None:
    here = nested()
    low, high = here.open(n=1), here.open(n=4)
    assert here.does(low, "go").case.state == "open"
    assert here.does(high, "go").case.state == "going"


def test_what_a_step_asks_for_a_child_must_come_with_the_act() -> None:
    here = nested()
    case = here.open(n=1)
    assert here.refuses(case, "find").facts["problems"][0]["facts"]["field"] == "must"
    here.does(case, "find", must="words")
    (child,) = here.children(case, "kids")
    assert (child.fields["must"], child.opened_by, child.root) == ("words", "engine", case)


def test_one_child_that_refuses_refuses_the_whole_telling() -> None:
    here = nested()
    case = here.open(n=1)
    here.does(case, "find", must="a")
    here.does(case, "find", must="b")
    here.does(here.children(case, "kids")[0].id, "close")
    before = here.case(case)
    assert here.refuses(case, "tell", n=7).code == "guard_refuses"
    assert here.case(case) == before
    outcome = here.does(case, "tell", n=2)
    assert outcome.skipped == (here.children(case, "kids")[0].number,)


def test_the_last_child_to_close_closes_the_parent_in_the_same_transaction() -> None:
    here = nested()
    case = here.open(n=1)
    here.does(case, "find", must="a")
    here.does(case, "find", must="b")
    first, second = here.children(case, "kids")
    here.does(first.id, "close")
    assert here.case(case).state == "open"
    outcome = here.does(second.id, "close")
    assert [touched.state for touched in outcome.touched] == ["done"]
    assert here.events(case, "automatic") == ["end"]


def test_a_refused_consequence_takes_the_act_back_and_no_number_is_lost() -> None:
    here = nested()
    case = here.open(n=9)
    assert here.refuses(case, "go").code == "guard_refuses"
    assert here.case(case).state == "open"
    other = here.open(n=1)
    assert here.case(other).number == "w-2019-2"
