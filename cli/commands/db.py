"""Care of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import command

if TYPE_CHECKING:
    from cli.session import Session


@command("db", "upgrade")
def upgrade(session: Session) -> None:
    """Bring the database to this program's schema."""
    from store.location import locate
    from store.migrate import upgrade as run

    location = locate(session.settings.database)
    done = run(session.settings.database)
    session.output.show(
        lambda: {"database": location.shown, "schema": done},
        lambda: [session.says(f"schema_{done}")],
    )
