"""Trying a definition out: what would become of a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.command import argument, command, option
from cli.definitions import definition_file
from cli.given import VALUES, given_values
from cli.kinds import Day, OneOf
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.definitions import Shelf
    from cli.session import Session
    from cli.views.timeline import Timeline
    from engine.definition.workflow import Workflow
    from runtime.rehearsal.forecast import Forecast

A_YEAR = dt.timedelta(days=365)


@command(
    "workflow", "simulate",
    params=(
        argument("workflow"),
        option("--start", "simulate_start", type=Day(), metavar="DATE", required=True),
        option("--until", "simulate_until", type=Day(), metavar="DATE"),
        option("--course", type=OneOf(("nobody", "last-day")), metavar="nobody|last-day"),
        option("--scenario", "simulate_scenario", metavar="SCENARIO"),
        *VALUES,
        option("--svg", metavar="FILE"),
    ),
)  # fmt: skip
def simulate(
    session: Session, *, workflow: str, course: str | None, simulate_scenario: str | None,
    sets: tuple[str, ...], values: str | None, svg: str | None, **days: dt.date | None,
) -> None:  # fmt: skip
    """Tell what would happen if nobody did anything, and if everybody waited to the last day.

    With a scenario, what would happen if people acted as it says.
    """
    from cli.definitions import Shelf
    from cli.views import simulated as views

    shelf = Shelf(session)
    found = shelf.find(workflow)
    start, until = days["simulate_start"], days["simulate_until"]
    assert start is not None
    span = (start, until or start + A_YEAR)
    given = given_values(sets, values)
    if simulate_scenario is None:
        told = _foretold(found, shelf, span, course, given)
    elif course is None and not given:
        told = [_followed(workflow, shelf, found, simulate_scenario, span)]
    else:
        raise UsageError("simulate_scenario_alone")
    if svg is not None:
        _draw(svg, views.timeline_of(told[-1], shelf.latest(), found))
    session.output.show(
        lambda: views.forecasts_data(session, found, told, svg),
        lambda: views.forecasts_screen(session, shelf, told, svg),
    )


def _foretold(
    found: Workflow, shelf: Shelf, span: tuple[dt.date, dt.date], course: str | None,
    given: dict[str, Any],
) -> list[Forecast]:  # fmt: skip
    from runtime.rehearsal.forecast import COURSES, Question, forecast

    question = Question(found, shelf.latest(), *span, given)
    return [forecast(question, one) for one in COURSES if course in (None, one)]


def _followed(
    given: str, shelf: Shelf, found: Workflow, scenario: str, span: tuple[dt.date, dt.date]
) -> Forecast:
    """Return what would happen to the very version that is meant, which may be an older one."""
    from runtime.rehearsal.following import follow
    from runtime.scenarios.files import suite_of

    named = given if definition_file(given) else found.name
    known = {**shelf.known, found.name: (found,)}
    play, lines = suite_of([named], known, shelf.kept).course_of(found.name, scenario)
    return follow(play, lines, *span)


def _draw(svg: str, timeline: Timeline) -> None:
    from cli.views.drawing import drawing
    from store.care.files import new_file

    with new_file(Path(svg), private=False) as file:
        file.write(drawing(timeline).encode())
