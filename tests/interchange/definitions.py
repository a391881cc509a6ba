"""Definitions made up at random with all that BPMN has a shape for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from msgspec.structs import replace

from engine.calendar.lengths import Length
from engine.definition.workflow import (
    Duty,
    IssueDocument,
    MarkCase,
    OpenCase,
    Step,
    TakeEvent,
    Text,
    Trigger,
)
from tests.pictures.definitions import definitions

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from engine.definition.workflow import Deadline, Event, Verb, Workflow

CONDITIONS = st.sampled_from([None, "case.open", "case.kind == '<a & b>'", 'true || "quoted"'])


@st.composite
def full_definitions(draw: DrawFn) -> Workflow:
    """Return a definition with conditions, steps, duties, and clocks that hang on nothing."""
    flow = draw(definitions())
    events = {name: _event(draw, each, list(flow.events)) for name, each in flow.events.items()}
    deadlines = {name: _deadline(draw, each) for name, each in flow.deadlines.items()}
    duties = {
        name: Duty(name=name, title=Text(zh="职责", en="A duty"), every="month", states=("s0",),
                   owed_by=("clerk",))
        for name in draw(st.sets(st.sampled_from(["u0", "u1", "u2"])))
    }  # fmt: skip
    return replace(flow, events=events, deadlines=deadlines, duties=duties)


def _event(draw: DrawFn, event: Event, others: list[str]) -> Event:
    taken = draw(st.sampled_from(["by", "by_each", "by_engine"]))
    verbs: list[Verb] = [
        OpenCase(workflow="other", as_field="below"), MarkCase(word="seen"),
        IssueDocument(document="letter", to=("clerk",)), TakeEvent(event=others[0]),
    ]  # fmt: skip
    return replace(
        event,
        by=("clerk",) if taken == "by" else (),
        by_each=("clerk",) if taken == "by_each" else (),
        by_engine=taken == "by_engine",
        branches=tuple(replace(each, when=draw(CONDITIONS)) for each in event.branches),
        then=tuple(Step(verb=verb) for verb in draw(st.lists(st.sampled_from(verbs), max_size=3))),
        when=draw(CONDITIONS),
    )


def _deadline(draw: DrawFn, deadline: Deadline) -> Deadline:
    receipt = (Trigger(kind="receipt", name="letter"),)
    starts = draw(st.sampled_from([deadline.starts, deadline.starts * 2, receipt]))
    offsets = draw(st.lists(st.integers(0, 40), max_size=4, unique=True))
    steps = tuple(
        Step(id=f"after_{each}", after=Length(each, "working_days"), verb=MarkCase(word="late"),
             every=draw(st.sampled_from([None, Length(5, "days")])))
        for each in sorted(offsets)
    )  # fmt: skip
    within = draw(st.sampled_from([Length(0, "promptly"), Length(6, "months"), deadline.within]))
    return replace(deadline, starts=starts, overdue=steps, within=within)
