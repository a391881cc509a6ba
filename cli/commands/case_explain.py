"""Why the dates of a case are what they are, why one may act, and what comes by itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.cases import find_case
from cli.command import argument, command, option
from cli.kinds import Day
from cli.views import explanation as views
from engine.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from cli.views.case import CaseFacts


@command(
    "case", "explain", acts=True,
    params=(
        argument("case"), argument("deadline", required=False),
        option("--event", "why_event", metavar="EVENT"),
        option("--until", type=Day(), metavar="DATE"),
    ),
)  # fmt: skip
def explain(
    session: Session, *, case: str, deadline: str | None, why_event: str | None,
    until: dt.date | None,
) -> None:  # fmt: skip
    """Explain the deadlines of a case day by day, why one may act, or what comes by itself."""
    if sum(each is not None for each in (deadline, why_event, until)) > 1:
        raise UsageError("explain_one_thing")
    facts = find_case(session, case)
    if why_event is not None:
        _why(session, facts, why_event)
    elif until is not None:
        _ahead(session, facts, until)
    else:
        _dates(session, facts, deadline)


def _dates(session: Session, facts: CaseFacts, deadline: str | None) -> None:
    from runtime.visibility import possible_now

    told = [views.told(facts, clock, session.language) for clock in views.chosen(facts, deadline)]
    possible = [] if deadline else possible_now(session.office, facts.line["id"])
    session.output.show(
        lambda: views.grounded_data(session, facts, told, possible),
        lambda: views.explanation_screen(session, facts, told, possible),
    )


def _why(session: Session, facts: CaseFacts, name: str) -> None:
    from cli.views.conditions import conditions_data, conditions_screen
    from engine.kernel.conditions import conditions
    from runtime.onlooker import Onlooker

    event = facts.workflow.events.get(name)
    if event is None:
        raise NotFound("event_unknown", event=name, events=", ".join(facts.workflow.events))
    looking = Onlooker(session.office.reader, session.office.engine.registry)
    machine, body = looking.relative(facts.line["id"])
    actor = session.actor if session.person is not None else None
    found = conditions(machine, body, event, actor, looking, session.now)
    session.output.show(
        lambda: conditions_data(facts, event, session.person, found),
        lambda: conditions_screen(session, facts, event, found),
    )


def _ahead(session: Session, facts: CaseFacts, until: dt.date) -> None:
    from cli.views.foreseen import end_of, foreseen_data, foreseen_screen
    from engine.service.foresight import foresee

    found = foresee(session.office.engine, facts.line["id"], end_of(session, facts, until))
    session.output.show(
        lambda: foreseen_data(facts, until, found),
        lambda: foreseen_screen(session, facts, until, found),
    )
