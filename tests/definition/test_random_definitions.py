"""Random valid definitions are checked, read back, drawn and simulated without a fault."""

from __future__ import annotations

import datetime as dt

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cli.pictures.mermaid import mermaid
from cli.pictures.sheet import sheet
from cli.pictures.words import Words
from engine.definition.check import check_sources
from engine.definition.regulation.regulation import printed
from engine.definition.source import Source
from engine.definition.workflow import Workflow
from runtime.rehearsal.forecast import COURSES, Question, forecast
from tests.definition.small_definitions import STATES, Happening, Plan, Timer, plans

ONWARD = {
    "to_b": Happening(("a",), ("b",)),
    "to_c": Happening(("b",), ("c",)),
    "finish": Happening(("c",), ("done",)),
    "give_up": Happening(STATES, ("void",)),
}
"""What makes a definition whole: each state is reached, and left for an end."""

IDLE = {"definition_deadline_never_starts", "definition_remind_nobody"}
"""What is wrong with a made-up clock alone: the definition is whole without it."""


@st.composite
def whole(draw: st.DrawFn) -> Workflow:
    """Return a valid definition: what `plans` makes up, on a frame that holds it together."""
    made_up = draw(plans())
    watching = {
        f"watch_{state}": Timer(
            (("enter", state, False),), (("leave", state, False),), ladder="remind"
        )
        for state in STATES
    }
    ended = (("enter", "done", False), ("enter", "void", False))
    timers = {
        name: timer._replace(
            cancels=ended,
            undone_by=None,
            ladder=timer.ladder if not timer.ladder.startswith("moves") else "nag",
        )
        for name, timer in made_up.timers.items()
    }
    events = {name: one._replace(by="office", then=()) for name, one in made_up.events.items()}
    plan = Plan({**ONWARD, **events}, {**watching, **timers}, made_up.resting)
    checked = check_sources([Source("plan.yaml", plan.text())], {})
    unmet = {one.code for one in checked.problems} - IDLE
    assert unmet == set(), [one.text("en") for one in checked.problems]
    if checked.problems:
        started = {one.facts["name"] for one in checked.problems}
        kept = {name: one for name, one in plan.timers.items() if name not in started}
        again = plan._replace(timers=kept)
        checked = check_sources([Source("plan.yaml", again.text())], {})
    [workflow] = checked.workflows
    return workflow


@settings(max_examples=8, phases=[Phase.generate])
@given(whole())
def test_a_valid_definition_is_read_back_drawn_and_simulated(workflow: Workflow) -> None:
    for language in ("zh", "en"):
        assert list(printed(workflow, language, lambda _: None))
        words = Words(workflow, language, lambda _: None)
        assert sheet(words).startswith("<")
        assert next(mermaid(words)) == "stateDiagram-v2"
    start = dt.date(2026, 11, 23)
    question = Question(workflow, {}, start, start + dt.timedelta(days=90), {})
    for course in COURSES:
        told = forecast(question, course)
        assert told.failed == ()
        assert told.cases
