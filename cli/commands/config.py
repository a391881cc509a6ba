"""Settings and where each came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import command
from cli.tables import aligned

if TYPE_CHECKING:
    from cli.session import Session


@command("config", "show", lists=True)
def show(session: Session) -> None:
    """Tell each setting and its origin."""
    settings = list(session.settings)
    session.output.show_list(
        lambda: [each._asdict() for each in settings],
        lambda: aligned([
            (each.name, each.value, f"{session.says(f'origin_{each.origin}')} {each.place}")
            for each in settings
        ]),
    )  # fmt: skip
