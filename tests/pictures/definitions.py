"""Definitions made up at random, as the drawings take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from engine.calendar.lengths import Length
from engine.definition.workflow import (
    Branch,
    Deadline,
    Event,
    Notify,
    Role,
    State,
    Step,
    Text,
    Trigger,
    Workflow,
)

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

TITLES = st.text(
    st.one_of(st.sampled_from("审核整改方案的 ,（）<&\"'"), st.characters(codec="utf-8")),
    min_size=1, max_size=30,
)  # fmt: skip


@st.composite
def definitions(draw: DrawFn) -> Workflow:
    """Return a definition of a few states whose events lead anywhere."""
    count = draw(st.integers(1, 9))
    names = [f"s{number}" for number in range(count)]
    stages = {f"g{number}": _text(draw) for number in range(draw(st.integers(0, 3)))}
    stage = st.sampled_from([None, *stages])
    states = {
        name: State(
            name=name, title=_text(draw), stage=draw(stage), initial=name == "s0",
            final=draw(st.sampled_from([None, None, "done", "void"])) if name != "s0" else None,
        )
        for name in names
    }  # fmt: skip
    events = {
        f"e{each}": _event(draw, f"e{each}", names) for each in range(draw(st.integers(1, 12)))
    }
    deadlines = {
        f"d{each}": _deadline(draw, f"d{each}", names, list(events))
        for each in range(draw(st.integers(0, 5)))
    }
    return Workflow(
        name="made_up", version=1, title=_text(draw), stages=stages, states=states, events=events,
        deadlines=deadlines, roles={"clerk": Role(name="clerk", title=_text(draw))},
    )  # fmt: skip


def _text(draw: DrawFn) -> Text:
    return Text(zh=draw(TITLES), en=draw(TITLES))


def _event(draw: DrawFn, name: str, states: list[str]) -> Event:
    sources = draw(st.lists(st.sampled_from(states), min_size=1, max_size=4, unique=True))
    targets = draw(st.lists(st.sampled_from([None, *states]), min_size=1, max_size=2))
    branches = tuple(Branch(to=one) for one in targets)
    return Event(
        name=name, title=_text(draw), sources=tuple(sources), branches=branches, by=("clerk",)
    )


def _deadline(draw: DrawFn, name: str, states: list[str], events: list[str]) -> Deadline:
    def trigger() -> Trigger:
        if draw(st.booleans()):
            return Trigger(kind="event", name=draw(st.sampled_from(events)))
        state = draw(st.sampled_from(states))
        if draw(st.booleans()):
            return Trigger(kind="enter", name=state)
        return Trigger(kind="leave", name=state)

    steps = (Step(id="late", after=Length(0, "days"), verb=Notify(roles=("clerk",))),)
    return Deadline(
        name=name, title=_text(draw), starts=(trigger(),), stops=(trigger(),),
        within=Length(draw(st.integers(1, 60)), "working_days"),
        warn=(Length(3, "working_days"),), overdue=draw(st.sampled_from([(), steps])),
    )  # fmt: skip
