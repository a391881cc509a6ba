"""Settings and where each came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import command
from cli.tables import aligned, one_line
from runtime.settings import HIDDEN, ignored

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.settings import Setting


def _without_password(setting: Setting) -> Setting:
    """Return a setting as it may be shown: the URL of a database can hold a password."""
    from store.location import without_password

    if setting.name == "heartbeat_url":  # What stands behind its host is often a secret.
        scheme, slashes, rest = setting.value.partition("://")
        host = rest.partition("/")[0].rpartition("@")[2]
        return setting._replace(value=f"{scheme}{slashes}{host}/{HIDDEN}" if rest else "")
    if setting.name != "database":
        return setting
    return setting._replace(value=without_password(setting.value))


@command("config", "show", lists=True)
def show(session: Session) -> None:
    """Tell each setting and its origin, and what looks like a setting but is none."""
    found = [*map(_without_password, session.settings), *ignored(session.environ)]
    session.output.show_list(
        lambda: [each._asdict() for each in found],
        lambda: aligned([
            (each.name, one_line(each.value),
             one_line(f"{session.says(f'origin_{each.origin}')} {each.place}"))
            for each in found
        ]),
    )  # fmt: skip
