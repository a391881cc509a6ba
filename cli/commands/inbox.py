"""What waits for me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import visible
from cli.command import command, option, standing_in
from cli.kinds import Count
from cli.views import inbox as views

if TYPE_CHECKING:
    from cli.session import Session

MOST = 100


@command(
    "inbox", lists=True, sandbox=True,
    params=(
        option("--post", "at_post", metavar="OFFICE@ORGANISATION"),
        standing_in(),
        option("--limit", "most", type=Count(), metavar="N"),
    ),
)  # fmt: skip
def inbox(session: Session, at_post: str | None, most: int | None) -> None:
    """List what waits for a person, what is late first."""
    from runtime.inbox import Seat, matters

    actor = session.actor
    person = actor.principal or actor.person
    delegate = actor.person if actor.principal else None
    seat = Seat(person, views.post(session, person, at_post), delegate)
    wanted = most or MOST
    found = matters(
        session.office, seat, wanted + 1, lambda lines: visible(session, lines, lambda one: one)
    )
    more, found = len(found) > wanted, found[:wanted]
    session.output.show_list(
        lambda: [views.matter_data(session, each) for each in found],
        lambda: views.inbox_screen(session, found, more=more),
    )
