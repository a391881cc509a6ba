"""Why the dates of a case are what they are, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import find_case
from cli.command import argument, command
from cli.views import explanation as views

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "case", "explain", sandbox=True,
    params=(argument("case"), argument("deadline", required=False)),
)  # fmt: skip
def explain(session: Session, case: str, deadline: str | None) -> None:
    """Explain the deadlines of a case day by day, and what comes next."""
    from runtime.visibility import possible_now

    facts = find_case(session, case)
    told = [views.told(facts, clock, session.language) for clock in views.chosen(facts, deadline)]
    possible = [] if deadline else possible_now(session.office, facts.line["id"])
    session.output.show(
        lambda: views.explanation_data(facts, told, possible),
        lambda: views.explanation_screen(session, facts, told, possible),
    )
