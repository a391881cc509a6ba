"""Channels: which there are by the settings, and whether they work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.command import argument, command, option
from cli.faults import Failed, speak
from cli.tables import aligned, one_line
from engine.errors import DeliveryError, NotFound

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.channels.outlets import Outlet, Outlets


def _outlets(session: Session) -> Outlets:
    from runtime.channels.building import outlets
    from runtime.clock import SystemClock

    return outlets(session.settings, session.environ, SystemClock())


@command("channel", "list", lists=True)
def list_channels(session: Session) -> None:
    """List the channels of the settings."""
    found = list(_outlets(session))
    names = ("channel", "channel_kind", "channel_readers", "channel_language")
    head = [session.says(f"label_{name}") for name in names]
    session.output.show_list(
        lambda: [_data(one) for one in found],
        lambda: aligned([head, *(_row(session, one) for one in found)]),
    )


def _data(outlet: Outlet) -> dict[str, Any]:
    return {
        "name": outlet.name,
        "kind": outlet.kind,
        "shared": outlet.shared,
        "address": outlet.address,
        "lang": outlet.language,
    }


def _row(session: Session, outlet: Outlet) -> list[str]:
    readers = session.says("channel_shared" if outlet.shared else "channel_personal")
    return [outlet.name, outlet.kind, readers, outlet.language]


@command(
    "channel", "test",
    params=(argument("channel"), option("--to", "address", metavar="ADDRESS")),
)  # fmt: skip
def test(session: Session, channel: str, address: str | None) -> None:
    """Send a test message by a channel."""
    from runtime.channels.trial import trial

    found = _outlets(session)
    outlet = found.get(channel)
    if outlet is None:
        known = ", ".join(one.name for one in found)
        raise NotFound("channel_unknown", channel=channel, known=known)
    try:
        key = trial(outlet, address or "")
    except DeliveryError as fault:
        told = speak(fault.code, fault.facts, session.language)
        error = {"code": fault.code, "message": told.message, "hint": told.hint}
        session.output.show(
            lambda: {"channel": channel, "sent": False, "error": error},
            lambda: [one_line(told.message), one_line(told.hint)],
        )
        raise Failed(1) from fault
    session.output.show(
        lambda: {"channel": channel, "sent": True, "key": key},
        lambda: [session.says("channel_works", channel=channel, key=key)],
    )
