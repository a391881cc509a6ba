"""Messages to a web address: signed, with a time and a key, to hosts that the settings allow."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from engine.errors import DeliveryError
from runtime.channels.faults import Rejected

if TYPE_CHECKING:
    from engine.service.ports import Clock

LARGEST = 1_000_000
#: Answers that may be different another time; any other refusal stays one.
PASSING = (408, 425, 429)


class Webhook:
    """Posts each message as JSON.

    The signature is HMAC-SHA256, with the shared secret, of the time stamp, a full stop and the
    body. What the server answers is not read: its status is what counts.
    """

    def __init__(
        self, name: str, url: str, secret: str, clock: Clock, seconds: float, ca_file: str | None
    ) -> None:
        self.name = name
        self._url = url
        self._secret = secret.encode()
        self._clock = clock
        self._seconds = seconds
        self._verify: str | bool = ca_file or True

    def deliver(self, key: str, message: dict[str, Any]) -> None:
        """Post one message; raise DeliveryError, Rejected where trying again would not help."""
        body = msgspec.json.encode({"key": key, **message})
        if len(body) > LARGEST:
            raise Rejected("webhook_message_large", channel=self.name, bytes=len(body))
        status = self._post(body, self._headers(key, body))
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            raise Rejected("webhook_redirected", channel=self.name, status=status)
        kind = DeliveryError if status >= 500 or status in PASSING else Rejected
        raise kind("webhook_refused", channel=self.name, status=status)

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock.now().timestamp()))
        digest = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "patrol",
            "Idempotency-Key": quote(key, safe=":/#*"),
            "X-Patrol-Timestamp": stamp,
            "X-Patrol-Signature": f"sha256={digest.hexdigest()}",
        }

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        import requests

        with requests.Session() as session:
            # Neither proxies nor passwords from the surroundings: only what the settings say.
            session.trust_env = False
            try:
                with session.post(
                    self._url, data=body, headers=headers, timeout=self._seconds,
                    allow_redirects=False, stream=True, verify=self._verify,
                ) as answer:  # fmt: skip
                    return answer.status_code
            except requests.Timeout as fault:
                facts = {"channel": self.name, "seconds": self._seconds}
                raise DeliveryError("channel_timed_out", **facts) from fault
            except (requests.RequestException, OSError) as fault:
                kind = type(fault).__name__
                raise DeliveryError("webhook_unreachable", channel=self.name, kind=kind) from fault
