"""E-mail and the messengers that offices use, through Apprise."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from engine.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable


class Messenger:
    """Hands the text of each message to one service; `address` makes its URL for a recipient.

    A URL holds the secret: it is made for each message and kept nowhere, and what Apprise would
    say of it in a log is not said.
    """

    def __init__(self, name: str, language: str, address: Callable[[str, str], str]) -> None:
        self.name = name
        self._language = language
        self._address = address

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        """Send one message; raise DeliveryError where the service does not take it."""
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        text = message["texts"][self._language]
        service = apprise.Apprise()
        if not service.add(self._address(key, message.get("address", ""))):
            raise DeliveryError("messenger_address_wrong", channel=self.name)
        sent = service.notify(
            title=text["subject"], body=text["body"], body_format=apprise.NotifyFormat.TEXT
        )
        if not sent:
            raise DeliveryError("messenger_refused", channel=self.name)


def group_chat(scheme: str, secret: str) -> Callable[[str, str], str]:
    """Return the address of a group's robot: whoever is in the group reads it."""
    return lambda _key, _to: f"{scheme}://{secret}"


def whole(url: str) -> Callable[[str, str], str]:
    """Return an address that is a secret as a whole."""
    return lambda _key, _to: url


def mail(given: dict[str, Any], password: str, seconds: float) -> Callable[[str, str], str]:
    """Return the address of a person's mailbox, by way of the office's mail server."""
    security = given.get("security", "starttls")
    scheme = "mailto" if security == "plain" else "mailtos"
    user = given.get("user", "")
    login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    port = f":{given['port']}" if "port" in given else ""
    modes = {"plain": "insecure", "starttls": "starttls", "ssl": "ssl"}

    def address(key: str, to: str) -> str:
        """Return the address that Apprise takes for a mail."""
        asked = {
            "smtp": given["host"],
            "from": given["from"],
            "to": to,
            "mode": modes[security],
            "format": "text",
            "cto": str(seconds),
            "+X-Patrol-Key": key,
        }
        return f"{scheme}://{login}{given['host']}{port}?{urlencode(asked)}"

    return address
