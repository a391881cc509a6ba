"""The autumn of 2019 in Jiangsu, and short words for what people do in it.

What is computed by hand from the rules must hold for the slow model and for the service.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from engine.definition.workflow import (
    Workflow,
)
from tests.model.both import by_the_model, by_the_service
from tests.model.build import (
    day,
    deadline,
    event,
    field,
    local,
    step,
    workflow,
)
from tests.model.shrinking import told_difference
from tests.model.slow_calendar import SlowCalendar, monday_to_friday
from tests.model.world import Act, ClockLine, Open, Operation, Outcome, Plan

REST = {day("2019-09-13"), day("2020-01-01")} | {
    day("2019-10-01") + dt.timedelta(days=n) for n in range(7)
}
WORK = {day("2019-09-29"), day("2019-10-12")}
AUTUMN_2019 = SlowCalendar(
    lambda each: each in WORK or (monday_to_friday(each) and each not in REST)
)


def start(at: str, **values: Any) -> Open:
    return Open(at=local(at), label="a", workflow="w", actor="li", values=values)


def act(at: str, name: str, case: str = "a", actor: str = "li", **values: Any) -> Act:
    return Act(at=local(at), case=case, event=name, actor=actor, values=values)


def after(
    definition: Workflow | tuple[Workflow, ...], *operations: Operation, until: str
) -> Outcome:
    definitions = definition if isinstance(definition, tuple) else (definition,)
    plan = Plan(
        workflows=definitions,
        posts={"clerk": "li", "chief": "wang"},
        operations=operations,
        until=local(until),
    )
    outcome = by_the_model(plan, AUTUMN_2019)
    assert by_the_service(plan) == outcome, told_difference(outcome, by_the_service(plan))
    return outcome


def lines(outcome: Outcome, kind: str = "step", case: str = "a") -> list[tuple[str, str]]:
    zone = AUTUMN_2019.zone
    return [
        (line.name, f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}")
        for line in outcome.cases[case].lines
        if line.kind == kind
    ]


def clock(outcome: Outcome, case: str = "a", place: int = -1) -> ClockLine:
    return outcome.cases[case].clocks[place]


def one_clock(*more: Any, events: tuple[Any, ...] = (), **how: Any) -> Workflow:
    """A case of one deadline that `go` starts and `hand_in` stops."""
    return workflow(
        "w",
        "open going done=done void=void",
        [
            event("go", "open", "going", asks=("on",), dated="on"),
            event("hand_in", "going", None, asks=("on",), dated="on"),
            event("finish", "going", "done"),
            event("annul", "open going", "void"),
            *events,
        ],
        [deadline("plan", "event:go", stops="event:hand_in", cancels="enter:done", **how)],
        [field("on", "date"), field("by", "date"), field("n", "number"), *more],
    )


LADDER = (
    step("late", "0d"),
    step("letter", "3wd"),
    step("interview", "10wd"),
    step("handoff", "20wd"),
)


def gone(on: str, **how: Any) -> tuple[Open, Act]:
    return start(f"{on} 08:00", **how), act(f"{on} 10:00", "go", on=day(on))
