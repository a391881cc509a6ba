"""Settings and where each came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import command
from cli.tables import aligned

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.settings import Setting


def _without_password(setting: Setting) -> Setting:
    """Return a setting as it may be shown: the URL of a database can hold a password."""
    from store.location import without_password

    if setting.name != "database":
        return setting
    return setting._replace(value=without_password(setting.value))


@command("config", "show", lists=True)
def show(session: Session) -> None:
    """Tell each setting and its origin."""
    settings = [_without_password(each) for each in session.settings]
    session.output.show_list(
        lambda: [each._asdict() for each in settings],
        lambda: aligned([
            (each.name, each.value, f"{session.says(f'origin_{each.origin}')} {each.place}")
            for each in settings
        ]),
    )  # fmt: skip
