"""Asking before what is destructive or many-handed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.command import flag
from cli.faults import Failed, say
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session

YES = flag("--yes")


def confirm(session: Session, code: str, *, yes: bool, **facts: object) -> None:
    """Ask a person to go on, unless they said yes beforehand; raise Failed where they will not.

    Raise UsageError where nobody is there to be asked.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("confirmation_missing")
    click.echo(session.says(code, **facts), err=True)
    answer = click.prompt(
        session.says("confirmation"), default="n", show_default=False, prompt_suffix=" ", err=True
    )
    if answer.strip().lower() not in ("y", "yes", "是"):
        say("nothing_done", {}, session.language)
        raise Failed(1)
