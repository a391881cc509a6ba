"""Messages on the screen, for sandboxes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from engine.errors import DeliveryError

if TYPE_CHECKING:
    from typing import TextIO


class Console:
    """Writes each message as a few lines of text to standard error."""

    def __init__(self, name: str, language: str, stream: TextIO | None = None) -> None:
        self.name = name
        self._language = language
        self._stream = stream

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        """Show one message; raise DeliveryError where nobody listens."""
        text = message["texts"][self._language]
        stream = self._stream or sys.stderr
        try:
            stream.write(f"{text['subject']}  [{key}]\n{text['body']}\n")
            stream.flush()
        except (OSError, ValueError) as fault:
            raise DeliveryError("console_closed", channel=self.name) from fault
