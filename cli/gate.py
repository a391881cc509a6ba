"""The gate of a database of real cases: who comes in, and what they may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.permissions import needed
from engine.errors import Forbidden
from runtime.keyring import kept_token
from runtime.login import log_in, mark_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from runtime.login import Login
    from runtime.wiring import Office

#: Options that a sandbox alone takes, by the name of their parameter.
ONLY_ON_SANDBOXES = {"person": "--as", "at": "--at"}


def admit(
    office: Office, environ: Mapping[str, str], command: tuple[str, ...],
    local: Callable[[dt.datetime], str],
) -> Login:  # fmt: skip
    """Return who is at the door, if they may do what they ask for; raise Forbidden."""
    login = identify(office, environ, local)
    wanted = needed(command)
    if wanted and not set(wanted) & set(login.permits):
        raise Forbidden(
            "permission_missing",
            command=" ".join(("patrol", *command)),
            person=login.person,
            permission=wanted[0],
        )
    return login


def identify(
    office: Office, environ: Mapping[str, str], local: Callable[[dt.datetime], str]
) -> Login:
    """Return whose token is kept here for a database; raise Forbidden where none opens it.

    `local` tells an instant as the office's clock shows it.
    """
    shown = office.location.shown
    mark = mark_of(office.lexicon.facts, shown)
    token = kept_token(environ, mark)
    if token is None:
        raise Forbidden("login_missing", database=shown)
    return log_in(office.plain, mark, token, office.clock.now(), local)


def refuse_sandbox_options(office: Office, given: Mapping[str, object]) -> None:
    """Raise Forbidden for an option that names who acts, or when, on a real database."""
    for name, option in ONLY_ON_SANDBOXES.items():
        if given[name] is not None:
            raise Forbidden(
                "option_only_on_a_sandbox", option=option, database=office.location.shown
            )
