"""Incidents as people and programs read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import speak
from cli.tables import aligned, one_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cli.session import Session
    from engine.service.incidents import Incident


def incident_data(session: Session, one: Incident) -> dict[str, Any]:
    """Return an incident as programs read it."""
    text = speak(one.code, one.facts, session.language)
    return {
        "case": one.number,
        "workflow": one.workflow,
        "step": one.about or None,
        "status": one.status,
        "code": one.code,
        "message": text.message,
        "hint": text.hint,
        "due_at": one.due_at,
        "first_at": one.first_at,
        "last_at": one.last_at,
        "tries": one.tries,
        "retry_at": one.retry_at,
        "closed_at": one.closed_at,
        "closed_by": one.closed_by,
    }


def incidents_screen(session: Session, found: Sequence[Incident]) -> Iterator[str]:
    """Show a list of incidents, a line each."""
    if not found:
        yield session.says("no_incidents")
        return
    names = ("number", "incident_step", "incident_since", "incident_tries", "incident_next",
             "incident_what")  # fmt: skip
    head = [session.says(f"label_{name}") for name in names]
    yield from aligned([head, *(_row(session, one) for one in found)])


def _row(session: Session, one: Incident) -> list[str]:
    text = speak(one.code, one.facts, session.language)
    again = (
        _minute(session, one.retry_at) if one.status == "open" else session.says("incident_over")
    )
    return [
        one_line(one.number), one_line(one.about or "-"), _minute(session, one.first_at),
        str(one.tries),
        again, one_line(text.message),
    ]  # fmt: skip


def incident_screen(session: Session, found: Sequence[Incident]) -> Iterator[str]:
    """Show all that is known of the incidents of a case."""
    for one in found:
        text = speak(one.code, one.facts, session.language)
        yield one_line(f"{one.number}  {text.message}")
        if text.hint:
            yield one_line(f"  {text.hint}")
        facts = {
            "first": _minute(session, one.first_at),
            "last": _minute(session, one.last_at),
            "tries": one.tries,
        }
        yield "  " + session.says("incident_tried", **facts)
        yield "  " + _standing(session, one)


def _standing(session: Session, one: Incident) -> str:
    if one.status == "closed":
        code = "incident_closed_by" if one.closed_by else "incident_closed_itself"
        return session.says(code, at=_minute(session, one.closed_at), by=one.closed_by or "")
    if one.retry_at is None:
        return session.says("incident_by_hand", step=one.about, case=one.number)
    return session.says("incident_waits", at=_minute(session, one.retry_at), case=one.number)


def _minute(session: Session, at: dt.datetime | None) -> str:
    return session.local(at) if at else "-"
