"""Completion for shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import argument, command
from cli.kinds import OneOf

if TYPE_CHECKING:
    from cli.session import Session

SHELLS = ("bash", "zsh", "fish")


@command("completion", params=(argument("shell", type=OneOf(SHELLS)),))
def completion(session: Session, shell: str) -> None:
    """Print what a shell reads to complete the program's arguments."""
    from cli.completion import script

    text = script(shell)
    session.output.show(lambda: {"shell": shell, "script": text}, text.splitlines)
