"""Duties: who owed what in which period, and whether it was done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cli.cases import find_case
from cli.command import argument, command, flag, option
from cli.kinds import Day, Instant, OneOf
from cli.owed import owed
from cli.views import duties as views
from engine.errors import NotFound

if TYPE_CHECKING:
    from cli.session import Session

MISSED = ("missed", "overdue")


@command(
    "duty", "list", lists=True, sandbox=True,
    params=(
        option("--workflow", metavar="WORKFLOW"),
        option("--duty", metavar="DUTY"),
        option("--owner", metavar="OWNER"),
        flag("--missed"),
        option("--by", "duty_by", type=OneOf(views.GROUPS), metavar="GROUP"),
        option("--as-of", type=Day(), metavar="DATE"),
        option("--known-at", "as_known_at", type=Instant(), metavar="INSTANT"),
    ),
)  # fmt: skip
def list_duties(
    session: Session, *, workflow: str | None, duty: str | None, owner: str | None, missed: bool,
    duty_by: str | None, as_of: dt.date | None, as_known_at: dt.date | None,
) -> None:  # fmt: skip
    """List what is owed, period by period, or count it by who owes it."""
    _require(session, workflow, duty)
    lines = owed(session, as_of, as_known_at, workflow=workflow or "", duty=duty or "")
    found = [
        line
        for line in lines
        if (owner is None or views.is_of(line, owner)) and (not missed or line.status in MISSED)
    ]
    if duty_by is None:
        session.output.show_list(
            lambda: [views.line_data(line) for line in found],
            lambda: views.lines_screen(session, found),
        )
        return
    groups = views.grouped(found, duty_by)
    session.output.show_list(
        lambda: [views.group_data(group) for group in groups],
        lambda: views.groups_screen(session, groups, duty_by),
    )


def _require(session: Session, workflow: str | None, duty: str | None) -> None:
    """Refuse a workflow or a duty of it that there is not; raise NotFound."""
    if workflow is None:
        return
    duties = session.office.library.workflow(workflow).duties
    if duty is not None and duty not in duties:
        raise NotFound("duty_unknown", duty=duty, known=", ".join(duties) or "-")


@command("duty", "show", params=(argument("number"),), sandbox=True)
def show(session: Session, *, number: str) -> None:
    """Show what is owed in one period, what was done, and the draw."""
    facts = find_case(session, number)
    if "." not in facts.line["workflow"]:
        raise NotFound("duty_not_a_duty", number=facts.number)
    found = views.of_case(session, facts)
    session.output.show(lambda: found, lambda: views.duty_screen(session, facts, found))
