"""Trying a definition out: what would become of a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from cli.command import argument, command, option
from cli.given import VALUES, given_values
from cli.kinds import Day, OneOf

if TYPE_CHECKING:
    from cli.session import Session

A_YEAR = dt.timedelta(days=365)


@command(
    "workflow", "simulate",
    params=(
        argument("workflow"),
        option("--start", "simulate_start", type=Day(), metavar="DATE", required=True),
        option("--until", "simulate_until", type=Day(), metavar="DATE"),
        option("--course", type=OneOf(("nobody", "last-day")), metavar="nobody|last-day"),
        *VALUES,
        option("--svg", metavar="FILE"),
    ),
)  # fmt: skip
def simulate(
    session: Session, *, workflow: str, simulate_start: dt.date,
    simulate_until: dt.date | None, course: str | None, sets: tuple[str, ...],
    values: str | None, svg: str | None,
) -> None:  # fmt: skip
    """Tell what would happen if nobody did anything, and if everybody waited to the last day."""
    from cli.definitions import Shelf
    from cli.views import simulated as views
    from cli.views.drawing import drawing
    from runtime.rehearsal.forecast import COURSES, Question, forecast
    from store.care.files import new_file

    shelf = Shelf(session)
    found = shelf.find(workflow)
    until = simulate_until or simulate_start + A_YEAR
    question = Question(found, shelf.latest(), simulate_start, until, given_values(sets, values))
    told = [forecast(question, one) for one in COURSES if course in (None, one)]
    if svg is not None:
        with new_file(Path(svg), private=False) as file:
            file.write(drawing(views.timeline_of(told[-1], shelf.latest(), found)).encode())
    session.output.show(
        lambda: views.forecasts_data(session, found, told, svg),
        lambda: views.forecasts_screen(session, shelf, told, svg),
    )
