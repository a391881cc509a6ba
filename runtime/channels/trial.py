"""A message that only asks whether a channel works."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from engine.messages import LANGUAGES, sentence

if TYPE_CHECKING:
    from runtime.channels.outlets import Outlet


def trial(outlet: Outlet, address: str) -> str:
    """Send a message that says it is a test, and return its key; raise DeliveryError."""
    key = f"test/{outlet.name}/{secrets.token_hex(6)}"
    texts = {}
    for language in LANGUAGES:
        said = sentence("channel_test_message", language, {"channel": outlet.name, "key": key})
        texts[language] = {"subject": said.message, "body": said.hint}
    letter = {
        "kind": "test",
        "about": "test",
        "occurred_at": dt.datetime.now(dt.UTC),
        "to": [],
        "recipient": {"id": "", "name": dict.fromkeys(LANGUAGES, "")},
        "address": address,
        "texts": texts,
    }
    outlet.channel.deliver(key, letter)
    return key
