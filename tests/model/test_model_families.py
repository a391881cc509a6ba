"""Acts and families in the slow model: guards, telling, automatic events, extensions."""

from __future__ import annotations

from engine.definition.workflow import (
    Branch,
    Deadline,
    ExtendOrigin,
    ExtensionRule,
    OpenCase,
    OpenedBy,
    Role,
    TellChildren,
    Workflow,
)
from tests.model.autumn import LADDER, act, after, clock, lines, one_clock, start
from tests.model.build import (
    day,
    deadline,
    event,
    field,
    length,
    local,
    office,
    step,
    text,
    then,
    workflow,
)
from tests.model.world import Act, Extend

PROBLEM = workflow(
    "problem",
    "found fixed=done dropped=void",
    [
        event("notify", "found", None, by="engine", when="case.ready"),
        event("fix", "found", "fixed"),
        event("drop", "found", "dropped"),
    ],
    [deadline("fix", "event:notify", "10wd", stops="event:fix", cancels="enter:fixed")],
    [field("ready", "yes_no")],
    opened_by=OpenedBy(parents={"w": ("problems",)}),
)
PARENT = workflow(
    "w",
    "open reviewing closed=done",
    [
        event(
            "find",
            "open",
            None,
            asks=("ready",),
            then=(
                then(
                    OpenCase(
                        workflow="problem", as_field="problems", values={"ready": "case.ready"}
                    )
                ),
            ),
        ),
        event(
            "tell",
            "open",
            "reviewing",
            then=(then(TellChildren(children="problems", event="notify")),),
        ),
        event(
            "close",
            "reviewing",
            "closed",
            by="engine",
            automatic=True,
            when="problems.size() > 0 && problems.all(p, p.closed)",
        ),
    ],
    fields=[field("ready", "yes_no"), field("problems", "cases", workflow="problem")],
)


def find(at: str, ready: bool) -> Act:
    return act(at, "find", ready=ready)


def test_a_parent_tells_its_children_and_closes_by_itself_when_all_are_closed() -> None:
    outcome = after(
        (PARENT, PROBLEM),
        start("2019-10-10 08:00"),
        find("2019-10-10 09:00", True),
        find("2019-10-10 10:00", True),
        act("2019-10-11 10:00", "drop", "a.2"),
        act("2019-10-11 11:00", "tell"),
        act("2019-10-14 11:00", "fix", "a.1"),
        until="2019-10-20 00:00",
    )
    assert lines(outcome, "told", "a.1") == [("notify", "2019-10-11 11:00")]
    assert lines(outcome, "told", "a.2") == []
    assert lines(outcome, "automatic") == [("close", "2019-10-14 11:00")]


def test_a_guard_that_refuses_in_one_child_refuses_the_whole_act() -> None:
    outcome = after(
        (PARENT, PROBLEM),
        start("2019-10-10 08:00"),
        find("2019-10-10 09:00", True),
        find("2019-10-10 10:00", False),
        act("2019-10-11 11:00", "tell"),
        until="2019-10-20 00:00",
    )
    assert outcome.done[-1] is False
    assert outcome.cases["a"].state == "open"
    assert lines(outcome, "told", "a.1") == []


def test_all_over_no_children_closes_nothing() -> None:
    outcome = after(
        (PARENT, PROBLEM),
        start("2019-10-10 08:00"),
        act("2019-10-11 11:00", "tell"),
        until="2019-10-20 00:00",
    )
    assert outcome.cases["a"].state == "reviewing"


def extendable() -> tuple[Workflow, Workflow]:
    rule = ExtensionRule(
        workflow="extension", by="chief", at_most=length("10wd"), apply_before=length("3wd")
    )
    plan = workflow(
        "w",
        "open",
        [event("hand_in", "open", None)],
        [
            deadline(
                "plan",
                "enter:open",
                "30wd",
                stops="event:hand_in",
                warn=("3wd",),
                extension=rule,
                warned=("clerk",),
                overdue=LADDER,
            )
        ],
        roles=(office("clerk"), office("chief")),
    )
    approver = Role(name="approver", title=text("approver"), origin_extension=True)
    asked = workflow(
        "extension",
        "asked granted=done refused=done",
        [
            event(
                "grant",
                "asked",
                "granted",
                by="approver",
                asks=("granted",),
                when="case.granted <= origin.latest",
                then=(then(ExtendOrigin(to="case.granted")),),
            ),
            event("refuse", "asked", "refused", by="approver"),
        ],
        fields=[field("wanted", "date"), field("reason", "text"), field("granted", "date")],
        roles=(approver,),
        opened_by=OpenedBy(any_deadline=True),
    )
    return plan, asked


def ask(at: str) -> Extend:
    return Extend(at=local(at), case="a", deadline="plan", actor="li", to=day("2019-11-30"))


def grant(at: str, to: str) -> Act:
    return act(at, "grant", "a.1", "wang", granted=day(to))


def test_an_extension_moves_the_due_day_and_opens_a_term_of_its_own() -> None:
    outcome = after(
        extendable(),
        start("2019-10-10 08:00"),
        ask("2019-11-15 10:00"),
        grant("2019-11-18 10:00", "2019-11-30"),
        until="2019-12-02 00:00",
    )
    assert (clock(outcome).due_on, clock(outcome).term) == (day("2019-11-30"), 2)
    assert lines(outcome) == [
        ("plan:warn:3wd", "2019-11-15 09:00"),
        ("plan:warn:3wd", "2019-11-27 09:00"),
        ("plan:late", "2019-12-01 00:00"),
    ]


def test_an_extension_is_asked_for_in_time_and_counts_from_the_old_due_day() -> None:
    late = after(
        extendable(), start("2019-10-10 08:00"), ask("2019-11-16 10:00"), until="2019-11-17 00:00"
    )
    assert late.done == (True, False)
    for to, granted in (("2019-12-04", True), ("2019-12-05", False)):
        outcome = after(
            extendable(),
            start("2019-10-10 08:00"),
            ask("2019-11-14 10:00"),
            grant("2019-11-15 10:00", to),
            until="2019-11-15 12:00",
        )
        assert outcome.done[-1] is granted


def test_the_first_true_branch_is_taken_and_only_a_move_leaves_and_enters() -> None:
    plan = workflow(
        "w",
        "open left right",
        [
            event(
                "go", "open", branches=(Branch(to="left", when="case.n > 3"), Branch(to="right"))
            ),
            event("nod", "right", None),
        ],
        [deadline("stay", "enter:right", "5wd", stops="leave:right", again="restart")],
        [field("n", "number")],
    )
    outcome = after(
        plan,
        start("2019-10-10 08:00", n=2),
        act("2019-10-10 10:00", "go"),
        act("2019-10-11 10:00", "nod"),
        until="2019-10-12 00:00",
    )
    assert outcome.cases["a"].state == "right"
    assert [(each.status, each.generation) for each in outcome.cases["a"].clocks] == [
        ("running", 1)
    ]


def test_an_act_needs_the_role_the_state_and_what_it_asks() -> None:
    outcome = after(
        one_clock(within="30wd"),
        start("2019-10-10 08:00"),
        act("2019-10-10 09:00", "go", actor="wang", on=day("2019-10-10")),
        act("2019-10-10 09:00", "hand_in", on=day("2019-10-10")),
        act("2019-10-10 09:00", "go"),
        act("2019-10-10 09:00", "go", on=day("2019-10-10")),
        until="2019-10-12 00:00",
    )
    assert outcome.done == (True, False, False, False, True)


def test_another_person_must_take_an_event_that_says_so() -> None:
    plan = workflow(
        "w",
        "open",
        [event("claim", "open", None), event("check", "open", None, not_same_person_as=("claim",))],
    )
    outcome = after(
        plan,
        start("2019-10-10 08:00"),
        act("2019-10-10 09:00", "check"),
        act("2019-10-10 09:00", "claim"),
        act("2019-10-10 09:00", "check"),
        until="2019-10-12 00:00",
    )
    assert outcome.done == (True, True, True, False)


def test_several_clocks_are_settled_by_instant_then_declaration_then_step() -> None:
    def late(name: str) -> Deadline:
        return deadline(
            name,
            "enter:open",
            "1wd",
            stops="event:x",
            remind="1d",
            overdue=(step("b", "0d"), step("a", "1d")),
        )

    plan = workflow("w", "open", [event("x", "open", None)], [late("z"), late("y")])
    outcome = after(plan, start("2019-10-10 08:00"), until="2019-10-13 00:00")
    assert [name for name, _ in lines(outcome)] == [
        "z:b",
        "y:b",
        "z:remind#1",
        "y:remind#1",
        "z:a",
        "y:a",
    ]
