"""Is everything in order?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.command import command, flag
from cli.faults import Failed, speak
from cli.tables import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.diagnosis import Diagnosis

COLORS = {"ok": "green", "note": "yellow", "wrong": "red"}


@command("doctor", sandbox=True, params=(flag("--exit-code"),))
def doctor(session: Session, exit_code: bool) -> None:
    """Examine the database and everything that cases need."""
    from runtime.checkup import examine

    found = examine(session.office)
    session.output.show(
        lambda: [_data(session, each) for each in found], lambda: _screen(session, found)
    )
    grave = {"note", "wrong"} if exit_code else {"wrong"}
    if any(each.level in grave for each in found):
        raise Failed(1)


def _data(session: Session, finding: Diagnosis) -> dict[str, Any]:
    text = speak(finding.code, finding.facts, session.language)
    return {
        "check": finding.check,
        "level": finding.level,
        "code": finding.code,
        "message": text.message,
        "hint": text.hint,
    }


def _screen(session: Session, found: list[Diagnosis]) -> Iterator[str]:
    for finding in found:
        text = speak(finding.code, finding.facts, session.language)
        mark = click.style(session.says(f"level_{finding.level}"), fg=COLORS[finding.level])
        yield f"{mark}  {one_line(text.message)}"
        if finding.level != "ok" and text.hint:
            yield f"      {one_line(text.hint)}"
