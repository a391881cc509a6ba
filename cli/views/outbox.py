"""What waits to leave, as screens, and as JSON that other programs rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.faults import speak
from cli.tables import aligned, one_line
from cli.views.case import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.session import Session
    from runtime.outbox import Box, Line, Shown

EVERYBODY = "*"
ROLE = "role:"
Texts = dict[str, dict[str, str]]


def line_data(session: Session, line: Line) -> dict[str, Any]:
    """Return a message or a delivery as programs read it."""
    return {
        "key": line.key,
        "case": line.number,
        "about": line.about,
        "status": line.status,
        "channel": line.channel or None,
        "recipient": line.recipient or None,
        "roles": list(line.roles),
        "occurred_at": line.occurred_at,
        "send_after": line.send_after,
        "attempts": line.attempts,
        "sent_at": line.sent_at,
        "folded_into": line.folded_into,
        "error": _error(session, line),
    }


def _error(session: Session, line: Line) -> dict[str, str] | None:
    if line.error is None:
        return None
    told = speak(line.error, line.error_facts, session.language)
    return {"code": line.error, "message": told.message, "hint": told.hint}


def lines_screen(session: Session, box: Box, found: Shown) -> Iterator[str]:
    """List messages, one a line, then say how many more are kept from the reader."""
    if found.lines:
        names = ("outbox_status", "case", "channel", "recipient", "leaves_at", "outbox_key")
        head = [session.says(f"label_{name}") for name in names]
        yield from aligned([head, *(_row(session, box, one) for one in found.lines)])
    else:
        yield session.says("outbox_empty")
    if found.hidden:
        yield session.says("outbox_hidden", count=found.hidden)


def _row(session: Session, box: Box, line: Line) -> list[str]:
    return [
        session.says(f"message_status_{line.status}"),
        line.number,
        line.channel or "-",
        _recipient(session, box, line),
        session.local(line.sent_at or line.send_after),
        line.key,
    ]


def _recipient(session: Session, box: Box, line: Line) -> str:
    if line.recipient == EVERYBODY:
        return line.recipient
    if not line.recipient or line.recipient.startswith(ROLE):
        roles = [line.recipient.removeprefix(ROLE)] if line.recipient else line.roles
        titles = box.role_titles(line, session.language)
        between = session.says("list_separator")
        return one_line(between.join(dict.fromkeys(titles.get(role, role) for role in roles)))
    return named(session, session.office.lexicon, line.recipient)


def line_screen(session: Session, box: Box, line: Line, texts: Texts | None) -> Iterator[str]:
    """Show one message: where it stands, why it did not leave, what it says."""
    rows = [
        ("outbox_status", session.says(f"message_status_{line.status}")),
        ("case", line.number),
        ("channel", line.channel or "-"),
        ("recipient", _recipient(session, box, line)),
        ("leaves_at", session.local(line.sent_at or line.send_after)),
        ("attempts", str(line.attempts)),
    ]
    yield from aligned([(session.says(f"label_{name}"), one_line(text)) for name, text in rows])
    if error := _error(session, line):
        yield one_line(error["message"])
        yield from ([one_line(error["hint"])] if error["hint"] else [])
    if texts is not None:
        told = texts[session.language]
        yield ""
        yield one_line(told["subject"])
        yield from told["body"].splitlines()


def texts_of(session: Session, line: Line) -> Texts | None:
    """Return what a delivery says or would say now, in both languages."""
    from runtime.letters import compose

    delivery = session.office.store.deliveries.find(line.key)
    if delivery is None or line.recipient.startswith(ROLE):
        return None
    letter = compose(session.office, delivery)
    return letter["texts"] if letter else None
