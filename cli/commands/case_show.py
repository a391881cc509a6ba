"""One case as it stands: the command that is typed most, so it loads least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import find_case
from cli.command import argument, command
from cli.views.case import case_data, case_screen

if TYPE_CHECKING:
    from cli.session import Session


@command("case", "show", params=(argument("case"),), sandbox=True)
def show(session: Session, case: str) -> None:
    """Show how a case stands."""
    facts = find_case(session, case)
    session.output.show(lambda: {"case": case_data(facts)}, lambda: case_screen(session, facts))
