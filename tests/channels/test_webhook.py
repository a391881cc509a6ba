"""A webhook in a bad world: nothing that a server does holds us up."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import DeliveryError
from runtime.channels.bounded import Bounded
from runtime.channels.faults import Rejected
from runtime.channels.webhook import LARGEST, Webhook
from runtime.clock import SystemClock
from tests.channels.conftest import KEY, letter

if TYPE_CHECKING:
    from tests.channels.servers import BadServer

SECRET = "s3cret"


def hook(server: BadServer, seconds: float = 0.2, within: float = 0.6) -> Bounded:
    return Bounded(Webhook("hook", server.url, SECRET, SystemClock(), seconds, None), within)


def fault_of(server: BadServer, **more: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        hook(server).deliver(KEY, letter(**more))
    assert SECRET not in f"{caught.value} {caught.value.facts}"
    return caught.value


def test_a_message_is_signed_with_its_time_and_carries_its_key(server: BadServer) -> None:
    hook(server, 2, 4).deliver(KEY, letter())
    (got,) = server.received
    stamped = got.headers["X-Patrol-Timestamp"].encode() + b"." + got.body
    digest = hmac.new(SECRET.encode(), stamped, hashlib.sha256).hexdigest()
    assert got.headers["X-Patrol-Signature"] == f"sha256={digest}"
    assert got.headers["Idempotency-Key"] == KEY
    assert json.loads(got.body)["key"] == KEY


def test_a_key_of_any_characters_fits_a_header(server: BadServer) -> None:
    hook(server, 2, 4).deliver("案:件/钩\r\nX-Evil: 1", letter())
    (got,) = server.received
    assert "X-Evil" not in got.headers
    assert got.headers["Idempotency-Key"].isascii()


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_what_may_be_better_later_is_tried_again(server: BadServer, status: int) -> None:
    server.manner = status
    fault = fault_of(server)
    assert not isinstance(fault, Rejected)
    assert (fault.code, fault.facts["status"]) == ("webhook_refused", status)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_what_stays_a_refusal_is_not_tried_again(server: BadServer, status: int) -> None:
    server.manner = status
    fault = fault_of(server)
    assert isinstance(fault, Rejected)
    assert fault.facts["status"] == status


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_not_followed(server: BadServer, status: int) -> None:
    server.manner = status
    fault = fault_of(server)
    assert isinstance(fault, Rejected)
    assert fault.code == "webhook_redirected"
    assert [one.path for one in server.received] == ["/"]


def test_a_server_that_hangs_is_given_up_on(server: BadServer) -> None:
    server.manner = "hang"
    assert fault_of(server).code == "channel_timed_out"


def test_a_server_that_drips_its_answer_is_given_up_on(server: BadServer) -> None:
    server.manner = "drip"
    assert fault_of(server).code == "channel_timed_out"


def test_a_server_that_breaks_off_is_tried_again(server: BadServer) -> None:
    server.manner = "break_off"
    fault = fault_of(server)
    assert fault.code == "webhook_unreachable"
    assert not isinstance(fault, Rejected)


def test_an_endless_answer_is_not_read(server: BadServer) -> None:
    server.manner = "huge"
    hook(server, 2, 4).deliver(KEY, letter())
    assert len(server.received) == 1


def test_a_message_that_is_too_large_does_not_leave(server: BadServer) -> None:
    fault = fault_of(server, text="x" * LARGEST)
    assert isinstance(fault, Rejected)
    assert server.received == []


def test_a_server_that_is_not_there_is_tried_again(server: BadServer) -> None:
    gone = Webhook("hook", "http://127.0.0.1:9", SECRET, SystemClock(), 0.5, None)
    with pytest.raises(DeliveryError) as caught:
        gone.deliver(KEY, letter())
    assert caught.value.code == "webhook_unreachable"


def test_proxies_of_the_surroundings_are_not_used(
    server: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    hook(server, 2, 4).deliver(KEY, letter())
    assert len(server.received) == 1


def test_a_channel_that_fails_in_an_unforeseen_way_fails_alone() -> None:
    class Strange:
        name = "strange"

        def deliver(self, key: str, message: dict[str, Any]) -> None:
            raise ZeroDivisionError(SECRET)

    with pytest.raises(DeliveryError) as caught:
        Bounded(Strange(), 2).deliver(KEY, letter())
    assert caught.value.code == "channel_failed"
    assert SECRET not in str(caught.value)
