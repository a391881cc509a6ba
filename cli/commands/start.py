"""Founding a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.command import command, flag
from engine.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.founding import Founded


@command("init", params=(flag("--sandbox"), flag("--bare")))
def init(session: Session, sandbox: bool, bare: bool) -> None:
    """Create or upgrade a sandbox."""
    from runtime.clock import SystemClock
    from runtime.founding import found_sandbox

    if not sandbox:
        raise Forbidden("only_sandboxes_yet")
    founded = found_sandbox(session.settings.database, SystemClock().now(), bare=bare)
    session.output.show(lambda: founded, lambda: _screen(session, founded))


def _screen(session: Session, founded: Founded) -> Iterator[str]:
    says = session.says
    yield says("sandbox_banner", database=founded.database)
    yield says(f"schema_{founded.schema}")
    yield says("founded_calendars", names=", ".join(founded.calendars))
    if founded.workflows:
        names = ", ".join(f"{each.workflow}@{each.version}" for each in founded.workflows)
        yield says("founded_workflows", names=names)
        yield says("founded_organisations", count=founded.organisations)
    yield says("founded_next")
