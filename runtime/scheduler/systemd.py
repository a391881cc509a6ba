"""Notices to systemd over the socket it names (sd_notify(3)); nothing happens where it is not."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def notify(environ: Mapping[str, str], *states: str) -> bool:
    """Tell systemd the states of this service; return whether it was told."""
    address = environ.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@") or not hasattr(socket, "AF_UNIX"):
        return False
    if address.startswith("@"):  # A name in the kernel's own space, not in a folder.
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.connect(address)
            told.sendall("\n".join(states).encode())
    except OSError:
        return False
    return True


def watchdog_seconds(environ: Mapping[str, str]) -> float | None:
    """Return after how many seconds of silence systemd restarts this process; None for never."""
    asked, of = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
    if not asked.isdecimal() or int(asked) == 0 or (of and of != str(os.getpid())):
        return None
    return int(asked) / 1_000_000
