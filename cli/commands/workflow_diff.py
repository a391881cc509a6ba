"""What a change of a definition means: to those who work by it, and to the cases that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command
from cli.definitions import Shelf, has_database
from cli.version_impact import running
from cli.views import difference as views

if TYPE_CHECKING:
    from cli.session import Session


@command(
    "workflow", "diff",
    params=(argument("before", metavar="BEFORE"), argument("after", metavar="AFTER")),
    sandbox=True,
)  # fmt: skip
def diff(session: Session, before: str, after: str) -> None:
    """Tell what differs between two definitions, and what that means to open cases."""
    shelf = Shelf(session)
    # What a file is compared with is what was known before the file was read.
    old, new = shelf.find(before), shelf.find(after)
    change = views.Change(old, new, shelf.latest().get)
    if has_database(session) and old.name == new.name:
        change.running = running(session, old, new)
    session.output.show(
        lambda: views.change_data(session, change), lambda: views.change_screen(session, change)
    )
