"""Logging in and out, and who is logged in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.command import command, option
from cli.gate import identify
from cli.views import account as views
from engine.errors import Forbidden, UsageError
from runtime.keyring import forget_token, keep_token, read_token
from runtime.login import log_in, mark_of

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.wiring import Office


def _real(session: Session) -> tuple[Office, str]:
    """Return the database and its mark; raise Forbidden for a sandbox, which has no logins."""
    office = session.unguarded
    if office.is_sandbox:
        raise Forbidden("sandbox_needs_no_login", database=office.location.shown)
    return office, mark_of(office.lexicon.facts, office.location.shown)


@command("login", params=(option("--file", "token_file", metavar="FILE"),))
def login(session: Session, token_file: str | None) -> None:
    """Keep a token that opens the database."""
    office, mark = _real(session)
    token = read_token(token_file) if token_file else _typed(session)
    found = log_in(office.plain, mark, token, office.clock.now(), session.local)
    kept = keep_token(session.environ, mark, token)
    data = {**views.login_data(office, found), "kept": kept}
    session.output.show(lambda: data, lambda: views.login_screen(session, found, kept))


def _typed(session: Session) -> str:
    """Return the token typed at a hidden prompt, or the first line of what is piped in."""
    if sys.stdin is not None and sys.stdin.isatty():
        token = click.prompt(session.says("token_prompt"), hide_input=True, err=True)
        return str(token).strip()
    line = sys.stdin.readline(4_096) if sys.stdin is not None else ""
    if not line.strip():
        raise UsageError("token_not_given")
    return line.strip()


@command("logout")
def logout(session: Session) -> None:
    """Forget the token that opens the database."""
    office, mark = _real(session)
    done = forget_token(session.environ, mark)
    shown = office.location.shown
    code = "logged_out" if done else "logged_out_before"
    session.output.show(
        lambda: {"database": shown, "logged_out": done},
        lambda: [session.says(code, database=shown)],
    )


@command("whoami", sandbox=True)
def whoami(session: Session) -> None:
    """Tell who is logged in, with posts, permissions and the token's end."""
    office = session.office
    found = None if office.is_sandbox else identify(office, session.environ, session.local)
    session.output.show(
        lambda: views.whoami_data(session, found), lambda: views.whoami_screen(session, found)
    )
