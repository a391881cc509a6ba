"""What is published, as screens and JSON: how it was tried, what changes, what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.views.difference import change_data, change_screen
from cli.views.scenario import suite_data, suite_screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from cli.views.difference import Change
    from runtime.publishing import Published
    from runtime.scenarios.suite import Verdict


def publish_data(
    session: Session, done: Sequence[Published], verdicts: Sequence[Verdict],
    changes: Sequence[Change], foreseen: Sequence[Published], *, dry_run: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return what was tried, what changes and what was kept, as programs read it."""
    return {
        "published": done,
        "foreseen": foreseen,
        "dry_run": dry_run,
        "changes": [change_data(session, each) for each in changes],
        "scenarios": suite_data(session, verdicts, [])["scenarios"],
    }


def before_screen(
    session: Session, verdicts: Sequence[Verdict], changes: Sequence[Change]
) -> Iterator[str]:
    """Tell which scenarios fail, or how many hold, and what changes."""
    failed = [one for one in verdicts if one.failures]
    if failed:
        yield from suite_screen(session, failed, [])
    elif verdicts:
        yield session.says("publish_tried", count=len(verdicts))
    for change in changes:
        yield from change_screen(session, change)
        yield ""


def after_screen(
    session: Session, done: Sequence[Published], foreseen: Sequence[Published], *, failed: int,
    dry_run: bool,
) -> Iterator[str]:  # fmt: skip
    """Tell what was kept, what would be, or why nothing was."""
    if failed:
        yield session.says("publish_scenarios_failed", count=failed)
        return
    for each in foreseen if dry_run else done:
        code = _code(each, foreseen="foreseen_" if dry_run else "")
        yield session.says(code, workflow=each.workflow, version=each.version)
    if dry_run:
        yield session.says("publish_dry_run")


def _code(each: Published, *, foreseen: str) -> str:
    """Return the sentence of what happens to one version."""
    if each.new:
        return f"published_{foreseen}new"
    return f"published_{foreseen}{'texts' if each.texts else 'already'}"
