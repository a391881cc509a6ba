"""What waits to leave the house: looked at, tried again, given up, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.asking import YES, confirm
from cli.cases import find_id, sights
from cli.command import argument, command, flag, option
from cli.faults import tell_refusal
from cli.kinds import Count, OneOf
from cli.views import outbox as views
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.outbox import Box

MOST = 1_000
KEY = argument("key")
MAYBE_KEY = argument("key", required=False)
CHANNEL = option("--channel", "channel", metavar="NAME")
STATUSES = ("waiting", "leased", "held", "parked", "sent", "dropped", "folded")


def _box(session: Session) -> Box:
    from runtime.outbox import Box

    sights(session)
    return Box(session.office, session.looks_as)


@command(
    "outbox", "list", lists=True, sandbox=True,
    params=(
        option("--status", "status", type=OneOf(STATUSES), metavar="STATUS"),
        option("--case", "of_case", metavar="CASE"),
        CHANNEL,
        flag("--all", "every"),
        option("--limit", type=Count(), default=MOST, metavar="N"),
    ),
)  # fmt: skip
def list_outbox(
    session: Session, *, status: str | None, of_case: str | None, channel: str | None,
    every: bool, limit: int,
) -> None:  # fmt: skip
    """List what has not left, or everything."""
    from runtime.outbox import EVERY, OPEN

    case = find_id(session, of_case) if of_case else None
    statuses = (status,) if status else EVERY if every else OPEN
    box = _box(session)
    found = box.lines(statuses, case=case, channel=channel, limit=limit)
    session.output.show_list(
        lambda: [views.line_data(session, one) for one in found.lines],
        lambda: views.lines_screen(session, box, found),
    )


@command("outbox", "show", params=(KEY,), sandbox=True)
def show(session: Session, key: str) -> None:
    """Show one message: how far it came, what it says."""
    box = _box(session)
    line = box.find(key)
    # What a letter says was chosen for its recipient.
    readable = box.is_whole(line) or session.looks_as == line.recipient
    texts = views.texts_of(session, line) if readable else None
    session.output.show(
        lambda: views.line_data(session, line) | {"texts": texts},
        lambda: views.line_screen(session, box, line, texts),
    )


@command("outbox", "retry", params=(MAYBE_KEY, flag("--all", "every"), CHANNEL), sandbox=True)
def retry(session: Session, key: str | None, every: bool, channel: str | None) -> None:
    """Let what is parked try again."""
    box = _box(session)
    if (key is None) == (not every):
        raise UsageError("outbox_key_or_all")
    lines = [box.find(key)] if key else box.lines(("parked",), channel=channel).lines
    for line in lines:
        box.retry(line)
    session.output.show(
        lambda: {"retried": [one.key for one in lines]},
        lambda: [session.says("outbox_retried", count=len(lines))],
    )


@command("outbox", "drop", params=(KEY, YES), sandbox=True)
def drop(session: Session, key: str, yes: bool) -> None:
    """Give up on a message that has not left."""
    box = _box(session)
    line = box.find(key)
    confirm(session, "outbox_drop_question", yes=yes, key=line.key, number=line.number)
    dropped = box.drop(line)
    session.output.show(
        lambda: {"dropped": views.line_data(session, dropped)},
        lambda: [session.says("outbox_dropped", key=line.key)],
    )


@command(
    "outbox", "confirm", acts=True,
    params=(MAYBE_KEY, option("--case", "of_case", metavar="CASE")),
)  # fmt: skip
def confirm_held(session: Session, key: str | None, of_case: str | None) -> None:
    """Let leave what came too late to leave by itself."""
    from engine.kernel.effects import Refusal
    from engine.service.confirming import confirm_messages

    actor, box = session.actor, _box(session)
    if (key is None) == (of_case is None):
        raise UsageError("outbox_key_or_case")
    case = find_id(session, of_case) if of_case else box.find(key or "").case
    held = box.lines(("held",), case=case).lines
    keys = [one.key for one in held if key in (None, one.key)]
    done = confirm_messages(session.office.engine, case, keys, actor)
    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    session.output.show(
        lambda: {"confirmed": keys, "case": done.case.number},
        lambda: [session.says("outbox_confirmed", count=len(keys), number=done.case.number)],
    )
