"""A sign of life to an address outside, after each sweep that went well."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtime.settings import Settings

SECONDS = 5.0
log = logging.getLogger(__name__)


def heartbeat(settings: Settings) -> Callable[[], bool] | None:
    """Return what gives the sign, None where no address is set.

    Raise UsageError for one that is not https or whose host is not among those allowed.
    """
    url = settings["heartbeat_url"].value
    if not url:
        return None
    allowed = [each.strip() for each in settings["heartbeat_hosts"].value.split(",")]
    check(url, allowed)
    return lambda: beat(url)


def check(url: str, allowed: list[str]) -> None:
    """Raise UsageError for an address that may not be asked; it is never among the facts.

    What stands behind the host is often a secret.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as fault:
        raise UsageError("heartbeat_unreadable") from fault
    if parts.scheme != "https" or not host:
        raise UsageError("heartbeat_not_https")
    if host not in allowed:
        raise UsageError("heartbeat_host_not_allowed", host=host)


def beat(url: str) -> bool:
    """Ask an address once, following nobody elsewhere; return whether it answered well."""
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, build_opener

    class Staying(HTTPRedirectHandler):
        """Stays at the address that was allowed."""

        def redirect_request(self, *_: object) -> None:
            """Follow nothing: another host may not be one of those allowed."""

    try:
        with build_opener(Staying).open(url, timeout=SECONDS) as answer:
            return bool(answer.status < 300)
    except (HTTPError, OSError, ValueError) as fault:
        log.warning("heartbeat not heard", extra={"kind": type(fault).__name__})
        return False
