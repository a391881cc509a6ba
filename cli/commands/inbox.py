"""What waits for me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.cases import visible
from cli.command import command, option
from cli.kinds import Count
from cli.views import inbox as views
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session

MOST = 100


@command(
    "inbox", lists=True, sandbox=True,
    params=(
        option("--post", "at_post", metavar="OFFICE@ORGANISATION"),
        option("--limit", "most", type=Count(), metavar="N"),
    ),
)  # fmt: skip
def inbox(session: Session, at_post: str | None, most: int | None) -> None:
    """List what waits for a person, what is late first."""
    from runtime.inbox import Seat, matters

    if session.person is None:
        raise UsageError("actor_missing")
    session.office.library.directory().person(session.person)
    seat = Seat(session.person, views.post(session, at_post))
    wanted = most or MOST
    found = matters(
        session.office, seat, wanted + 1, lambda lines: visible(session, lines, lambda one: one)
    )
    more, found = len(found) > wanted, found[:wanted]
    session.output.show_list(
        lambda: [views.matter_data(session, each) for each in found],
        lambda: views.inbox_screen(session, found, more=more),
    )
