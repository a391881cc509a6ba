"""Is everything in order?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from cli.command import command, flag
from cli.faults import Failed, speak
from cli.tables import one_line
from engine.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from engine.messages import Sentence
    from runtime.diagnosis import Diagnosis

COLORS = {"ok": "green", "note": "yellow", "wrong": "red"}


@command("doctor", sandbox=True, params=(flag("--exit-code"), flag("--confirm-clock")))
def doctor(session: Session, exit_code: bool, confirm_clock: bool) -> None:
    """Examine the database and everything that cases need."""
    from runtime.checkup import examine

    if confirm_clock:
        _confirm_clock(session)
    found = examine(session.office)
    session.output.show(
        lambda: [_data(session, each) for each in found], lambda: _screen(session, found)
    )
    grave = {"note", "wrong"} if exit_code else {"wrong"}
    if any(each.level in grave for each in found):
        raise Failed(1)


def _confirm_clock(session: Session) -> None:
    """Take an administrator's word that the clock is right; raise Forbidden for anybody else's."""
    from runtime.permissions import ADMINISTRATOR
    from runtime.scheduler.clockwatch import confirm

    office = session.office
    if ADMINISTRATOR not in session.permits:
        raise Forbidden(
            "permission_missing", command="patrol doctor --confirm-clock",
            person=session.person, permission=ADMINISTRATOR,
        )  # fmt: skip
    confirm(office, session.person)


def _told(session: Session, finding: Diagnosis) -> Sentence:
    """Return what a finding says, with its times as the office's clock shows them."""
    facts = {
        name: session.local(fact) if isinstance(fact, dt.datetime) else fact
        for name, fact in finding.facts.items()
    }
    return speak(finding.code, facts, session.language)


def _data(session: Session, finding: Diagnosis) -> dict[str, Any]:
    text = _told(session, finding)
    return {
        "check": finding.check,
        "level": finding.level,
        "code": finding.code,
        "message": text.message,
        "hint": text.hint,
    }


def _screen(session: Session, found: list[Diagnosis]) -> Iterator[str]:
    for finding in found:
        text = _told(session, finding)
        mark = click.style(session.says(f"level_{finding.level}"), fg=COLORS[finding.level])
        yield f"{mark}  {one_line(text.message)}"
        if finding.level != "ok" and text.hint:
            yield f"      {one_line(text.hint)}"
